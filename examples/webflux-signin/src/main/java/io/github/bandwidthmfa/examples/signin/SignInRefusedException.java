package io.github.bandwidthmfa.examples.signin;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** The page itself says no. Its text holds no number and no code. */
final class SignInRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why, and what the person is told. */
    enum Reason {
        NOT_A_NUMBER(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "This is not a phone number",
                "Enter it with the country code, like +1 919 555 1234."),
        NOT_A_CODE(
                HttpStatus.UNPROCESSABLE_CONTENT, "This is not a code", "Enter only the 6 digits that you were sent."),
        WRONG_CODE(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "That code does not work",
                "It is wrong, or too old. Look again, or get another one."),
        NO_CODE_SENT(HttpStatus.CONFLICT, "No code was sent", "Enter your phone number first."),
        SIGNED_IN_ALREADY(HttpStatus.CONFLICT, "Already signed in", "A code is good for one sign-in only."),
        SENT_JUST_NOW(HttpStatus.TOO_MANY_REQUESTS, "A code was sent just now", "You can get another one in a while."),
        TOO_MANY_CODES(
                HttpStatus.TOO_MANY_REQUESTS,
                "Too many codes",
                "This browser has asked for too many codes. Wait a while."),
        TOO_MANY_CODES_FOR_NUMBER(
                HttpStatus.TOO_MANY_REQUESTS, "Too many codes", "This number was sent too many codes. Wait a while."),
        BUSY(HttpStatus.SERVICE_UNAVAILABLE, "Too many people at once", "Nothing was sent. Try again in a moment.");

        private final HttpStatus status;
        private final String title;
        private final String detail;

        Reason(HttpStatus status, String title, String detail) {
            this.status = status;
            this.title = title;
            this.detail = detail;
        }

        HttpStatus status() {
            return status;
        }

        String title() {
            return title;
        }
    }

    private final Reason reason;
    private final String detail;
    private final @Nullable Duration retryAfter;

    SignInRefusedException(Reason reason) {
        this(reason, reason.detail, null);
    }

    SignInRefusedException(Reason reason, Duration retryAfter) {
        this(reason, reason.detail, retryAfter);
    }

    /** With a detail of its own, which says more than the reason's. */
    SignInRefusedException(Reason reason, String detail) {
        this(reason, detail, null);
    }

    private SignInRefusedException(Reason reason, String detail, @Nullable Duration retryAfter) {
        super(reason.name(), null, false, false);
        this.reason = reason;
        this.detail = detail;
        this.retryAfter = retryAfter;
    }

    Reason reason() {
        return reason;
    }

    String detail() {
        return detail;
    }

    Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}

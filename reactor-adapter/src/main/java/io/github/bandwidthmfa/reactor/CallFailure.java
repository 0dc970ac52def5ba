package io.github.bandwidthmfa.reactor;

import io.github.bandwidthmfa.wire.WireResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Why a call failed inside this client. {@link ErrorTranslator} makes it the API's exception, once it is known which call it
 * was. Has no stack trace.
 */
sealed class CallFailure extends RuntimeException permits CallFailure.ErrorResponse, CallFailure.NoToken {

    private static final long serialVersionUID = 1L;

    enum Reason {
        /** The client is closed, or was closed before the call had ended. */
        CLOSED,
        /** As many calls wait for a permit as may wait. */
        QUEUE_FULL,
        /** The call waited for a permit for as long as it may. */
        QUEUE_TIMEOUT,
        /** The deadline over the whole call has passed. */
        CALL_TIMEOUT,
        /** The service has not begun its response in time, or has not gone on with it. */
        RESPONSE_TIMEOUT,
        /** The caller gave up before the request was handed to a connection. Nothing was sent. */
        ABANDONED,
        /** The access token expired before the request could be written. Nothing was sent. */
        TOKEN_EXPIRED,
        /** There is no access token. */
        NO_TOKEN,
        /** The response has a status other than 2xx. */
        ERROR_RESPONSE
    }

    private final Reason reason;

    CallFailure(Reason reason) {
        this(reason, reason.name(), null);
    }

    private CallFailure(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }

    static boolean isBecause(Reason reason, Throwable failure) {
        return failure instanceof CallFailure call && call.reason == reason;
    }

    /** A response other than 2xx. */
    static final class ErrorResponse extends CallFailure {

        private static final long serialVersionUID = 1L;

        private final transient WireResponse response;

        ErrorResponse(WireResponse response) {
            super(Reason.ERROR_RESPONSE, "status " + response.status(), null);
            this.response = response;
        }

        WireResponse response() {
            return response;
        }
    }

    /** No access token could be had. */
    static final class NoToken extends CallFailure {

        private static final long serialVersionUID = 1L;

        private final int status;
        private final @Nullable Duration retryAfter;
        private final boolean remembered;

        NoToken(String what) {
            this(OptionalInt.empty(), what, Optional.empty(), null);
        }

        NoToken(OptionalInt status, String what, Optional<Duration> retryAfter, @Nullable Throwable cause) {
            this(status.orElse(0), what, retryAfter.orElse(null), cause, false);
        }

        private NoToken(
                int status, String what, @Nullable Duration retryAfter, @Nullable Throwable cause, boolean remembered) {
            super(Reason.NO_TOKEN, what, cause);
            this.status = status;
            this.retryAfter = retryAfter;
            this.remembered = remembered;
        }

        /** The status of the token endpoint, or of the service that refused the token; empty if there was no response. */
        OptionalInt status() {
            return status == 0 ? OptionalInt.empty() : OptionalInt.of(status);
        }

        Optional<Duration> retryAfter() {
            return Optional.ofNullable(retryAfter);
        }

        /** Whether this is an earlier failure, told to a caller for whom no token was requested. */
        boolean isRemembered() {
            return remembered;
        }

        /** The same failure, for a caller for whom no token was requested. */
        NoToken remembered(Optional<Duration> left) {
            return new NoToken(status, String.valueOf(getMessage()), left.orElse(null), getCause(), true);
        }

        /** The same failure, with what is left of the time in which no token is requested. */
        NoToken until(Optional<Duration> left) {
            return new NoToken(status, String.valueOf(getMessage()), left.orElse(null), getCause(), false);
        }
    }
}

package io.github.bandwidthmfa.examples.signin;

import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaForbiddenException;
import io.github.bandwidthmfa.MfaOperation;
import io.github.bandwidthmfa.MfaOverloadedException;
import io.github.bandwidthmfa.MfaServiceException;
import io.github.bandwidthmfa.MfaTimeoutException;
import io.github.bandwidthmfa.MfaTokenException;
import io.github.bandwidthmfa.MfaTooManyRequestsException;
import io.github.bandwidthmfa.MfaUnauthorizedException;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * The one place where an error becomes a response: a problem detail (RFC 9457). What a person is told says what to do; what
 * went wrong behind the page is for the log.
 */
@RestControllerAdvice
final class Problems {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    /** The service gives no time with some of its refusals; half a minute is the least that its documentation names. */
    private static final Duration USUAL_LOCKOUT = Duration.ofSeconds(30);

    private static final Duration MOMENT = Duration.ofSeconds(2);

    private static final String NOTHING_SENT = "Nothing was sent. Try again in a moment.";
    private static final String NOT_CHECKED = "Your code could not be checked. Try again in a moment.";

    @ExceptionHandler
    ResponseEntity<ProblemDetail> refused(SignInRefusedException refused) {
        SignInRefusedException.Reason reason = refused.reason();
        return respond(
                problem(reason.status(), reason.name(), reason.title(), refused.detail()),
                refused.retryAfter().orElse(null));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> failed(MfaException failed) {
        LOG.warn("{} failed, {}: {}", failed.operation(), failed.disposition(), failed.toString());
        if (failed instanceof MfaTooManyRequestsException tooMany) {
            return isVerify(failed)
                    ? respond(locked(lockout(tooMany)), lockout(tooMany))
                    : respond(throttled(), lockout(tooMany));
        }
        if (isOverload(failed)) {
            return respond(
                    problem(
                            HttpStatus.SERVICE_UNAVAILABLE,
                            "OVERLOADED",
                            "Too many people at once",
                            isVerify(failed) ? NOT_CHECKED : NOTHING_SENT),
                    MOMENT);
        }
        if (isOurFault(failed)) {
            return respond(
                    problem(
                            HttpStatus.INTERNAL_SERVER_ERROR,
                            "MISCONFIGURED",
                            "Nobody can sign in at the moment",
                            "The fault is ours. Trying again does not help: please come back later."),
                    null);
        }
        return isVerify(failed) ? notChecked(failed) : notSent(failed);
    }

    /** How long the service refuses. */
    static Duration lockout(MfaTooManyRequestsException tooMany) {
        return tooMany.retryAfter().orElse(USUAL_LOCKOUT);
    }

    /** A number that the service has locked, also for a page that is loaded anew in the meantime. */
    static ProblemDetail locked(Duration rest) {
        return withRetryAfter(
                problem(
                        HttpStatus.TOO_MANY_REQUESTS,
                        "LOCKED",
                        "Too many wrong codes",
                        "This number is locked: even the right code does not work now."),
                rest);
    }

    private static ProblemDetail throttled() {
        return problem(
                HttpStatus.TOO_MANY_REQUESTS, "THROTTLED", "Too many codes", "Nothing was sent. Try again in a while.");
    }

    private static ResponseEntity<ProblemDetail> notChecked(MfaException failed) {
        return respond(problem(gatewayStatus(failed), "NOT_CHECKED", "No response", NOT_CHECKED), null);
    }

    private static ResponseEntity<ProblemDetail> notSent(MfaException failed) {
        return switch (failed.disposition()) {
            case UNKNOWN ->
                respond(
                        problem(
                                gatewayStatus(failed),
                                "MAY_BE_SENT",
                                "We cannot tell whether it was sent",
                                "Your code may be on its way. If it arrives, enter it; if not, get another one."),
                        null);
            case REJECTED ->
                respond(
                        problem(
                                HttpStatus.BAD_GATEWAY,
                                "NOT_ACCEPTED",
                                "No code can be sent to this number",
                                "Nothing was sent. Check the number, or use another one."),
                        null);
            case NOT_SENT ->
                respond(
                        problem(gatewayStatus(failed), "NOT_SENT", "No code can be sent at the moment", NOTHING_SENT),
                        MOMENT);
        };
    }

    private static HttpStatus gatewayStatus(MfaException failed) {
        boolean late = failed instanceof MfaTimeoutException
                || (failed instanceof MfaServiceException service
                        && service.status() == HttpStatus.GATEWAY_TIMEOUT.value());
        if (late) {
            return HttpStatus.GATEWAY_TIMEOUT;
        }
        return failed.disposition() == Disposition.NOT_SENT ? HttpStatus.SERVICE_UNAVAILABLE : HttpStatus.BAD_GATEWAY;
    }

    private static boolean isVerify(MfaException failed) {
        return failed.operation() == MfaOperation.VERIFY;
    }

    private static boolean isOverload(MfaException failed) {
        return failed instanceof MfaOverloadedException
                || (failed instanceof MfaTimeoutException timeout
                        && timeout.phase() == MfaTimeoutException.Phase.QUEUE);
    }

    /** Credentials that are wrong, or may not do this. */
    private static boolean isOurFault(MfaException failed) {
        return failed instanceof MfaUnauthorizedException
                || failed instanceof MfaForbiddenException
                || (failed instanceof MfaTokenException token
                        && token.status().isPresent()
                        && HttpStatusCode.valueOf(token.status().getAsInt()).is4xxClientError());
    }

    /** What Spring itself refuses, such as a body that is no JSON, and whatever nobody has thought of. */
    @ExceptionHandler
    ResponseEntity<ProblemDetail> unexpected(Exception unexpected) {
        if (unexpected instanceof ErrorResponse refused) {
            HttpStatusCode status = refused.getStatusCode();
            return respond(problem(status, "REFUSED", "This does not work", "The page sent what it should not."), null);
        }
        LOG.error("unexpected: {}", unexpected.getClass().getName());
        return respond(
                problem(
                        HttpStatus.INTERNAL_SERVER_ERROR,
                        "UNEXPECTED",
                        "Something went wrong",
                        "The fault is ours. Please try again later."),
                null);
    }

    static ProblemDetail problem(HttpStatusCode status, String type, String title, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(
                URI.create("urn:sign-in:" + type.toLowerCase(Locale.ROOT).replace('_', '-')));
        problem.setTitle(title);
        return problem;
    }

    private static ResponseEntity<ProblemDetail> respond(ProblemDetail problem, @Nullable Duration retryAfter) {
        ResponseEntity.BodyBuilder response = ResponseEntity.status(problem.getStatus());
        if (retryAfter != null) {
            response.header(HttpHeaders.RETRY_AFTER, String.valueOf(atLeastOneSecond(retryAfter)));
            withRetryAfter(problem, retryAfter);
        }
        return response.body(problem);
    }

    private static ProblemDetail withRetryAfter(ProblemDetail problem, Duration retryAfter) {
        problem.setProperty("retryAfterSeconds", atLeastOneSecond(retryAfter));
        return problem;
    }

    private static long atLeastOneSecond(Duration wait) {
        return Math.max(1, wholeSeconds(wait));
    }

    /** Rounded up: whoever waits that long has waited long enough. */
    static long wholeSeconds(Duration wait) {
        return wait.plusNanos(999_999_999).toSeconds();
    }
}

package io.github.bandwidthmfa;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The call was not sent for want of an access token: the token endpoint refused, failed or did not answer in time, or the
 * source of the credentials gave none. Always {@link Disposition#NOT_SENT}. With a {@link #status()} of 400, 401 or 403 the
 * credentials are wrong and it would fail again; otherwise it might succeed later.
 */
public final class MfaTokenException extends MfaException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final @Nullable Duration retryAfter;

    /**
     * Makes the exception; for transports, and for tests of code that handles it.
     *
     * @param operation the call that failed
     * @param status the token endpoint's HTTP status, if it answered
     * @param what what happened, without secrets
     * @param cause the transport's failure, if it is known to hold no part of the exchange
     */
    public MfaTokenException(MfaOperation operation, OptionalInt status, String what, @Nullable Throwable cause) {
        this(operation, status, what, cause, Optional.empty());
    }

    /**
     * Makes the exception, with how long the token endpoint is left alone.
     *
     * @param operation the call that failed
     * @param status the token endpoint's HTTP status, if it answered
     * @param what what happened, without secrets
     * @param cause the transport's failure, if it is known to hold no part of the exchange
     * @param retryAfter how long no further token is asked for; empty if the next call asks for one
     */
    public MfaTokenException(
            MfaOperation operation,
            OptionalInt status,
            String what,
            @Nullable Throwable cause,
            Optional<Duration> retryAfter) {
        super(operation, Disposition.NOT_SENT, "no access token: " + what, cause);
        this.status = status.orElse(0);
        this.retryAfter = retryAfter.orElse(null);
    }

    /**
     * The token endpoint's answer.
     *
     * @return the HTTP status, or empty if it did not answer
     */
    public OptionalInt status() {
        return status == 0 ? OptionalInt.empty() : OptionalInt.of(status);
    }

    /**
     * How long the token endpoint is left alone: until then calls fail at once, without a request.
     *
     * @return the time from now, or empty if the next call asks for a token
     */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}

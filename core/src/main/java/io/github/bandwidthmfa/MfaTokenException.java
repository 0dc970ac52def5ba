package io.github.bandwidthmfa;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The call was not sent for want of an access token: the token endpoint refused, failed or did not answer in time, the
 * source of the credentials gave none, or the service has refused fresh tokens. Always {@link Disposition#NOT_SENT}. With a
 * {@link #status()} of 400, 401 or 403 the credentials are wrong and it would fail again; otherwise it might succeed later.
 *
 * <p>After a failure the client leaves the token endpoint alone for a while; calls made meanwhile fail at once with this
 * exception. {@link #retryAfter()} says when the client asks again.
 */
public final class MfaTokenException extends MfaException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final @Nullable Duration retryAfter;

    /**
     * Makes the exception; for transports, and for tests of code that handles it.
     *
     * @param operation the call that failed
     * @param status the HTTP status that explains it, if there was one
     * @param retryAfter how long until a token is asked for again, if that is known
     * @param what what happened, without secrets
     * @param cause the transport's failure, if it is known to hold no part of the exchange
     */
    public MfaTokenException(
            MfaOperation operation,
            OptionalInt status,
            Optional<Duration> retryAfter,
            String what,
            @Nullable Throwable cause) {
        super(operation, Disposition.NOT_SENT, "no access token: " + what, cause);
        this.status = status.orElse(0);
        this.retryAfter = retryAfter.orElse(null);
    }

    /**
     * Makes the exception of a failure after which a token is asked for again at once.
     *
     * @param operation the call that failed
     * @param status the HTTP status that explains it, if there was one
     * @param what what happened, without secrets
     * @param cause the transport's failure, if it is known to hold no part of the exchange
     */
    public MfaTokenException(MfaOperation operation, OptionalInt status, String what, @Nullable Throwable cause) {
        this(operation, status, Optional.empty(), what, cause);
    }

    @Override
    public boolean refusesCredentials() {
        return status == 400 || status == 401 || status == 403;
    }

    /**
     * The HTTP status that explains it: the token endpoint's, or the service's where it refused fresh tokens.
     *
     * @return the HTTP status, or empty if there was no response
     */
    public OptionalInt status() {
        return status == 0 ? OptionalInt.empty() : OptionalInt.of(status);
    }

    /**
     * How long the client will not ask for a token: calls made before fail in the same way.
     *
     * @return more than zero when the exception was made; empty if the next call asks again
     */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}

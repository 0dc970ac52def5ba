package io.github.bandwidthmfa;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A call that failed. Everything a caller may have to decide on is in the type and in {@link #disposition()}:
 *
 * <pre>{@code
 * switch (failure) {                                     // Java 21
 *     case MfaTooManyRequestsException e -> showWait(e.retryAfter());
 *     case MfaOverloadedException e      -> shedLoad();
 *     case MfaException e when e.disposition() == Disposition.NOT_SENT -> tryAgain();
 *     case MfaException e                -> report(e);
 * }
 * }</pre>
 *
 * <p>No message of any subtype holds a code, a phone number, a password or a token.
 */
public abstract sealed class MfaException extends RuntimeException
        permits MfaServiceException,
                MfaTransportException,
                MfaTimeoutException,
                MfaOverloadedException,
                MfaDecodingException,
                MfaTokenException {

    private static final long serialVersionUID = 1L;

    private final MfaOperation operation;
    private final Disposition disposition;

    MfaException(MfaOperation operation, Disposition disposition, String what, @Nullable Throwable cause) {
        super(operation.name().toLowerCase(Locale.ROOT) + ": " + what + " [" + disposition + "]", cause);
        this.operation = operation;
        this.disposition = disposition;
    }

    /**
     * Which call failed.
     *
     * @return the operation
     */
    public MfaOperation operation() {
        return operation;
    }

    /**
     * Whether the credentials were refused, so that only other credentials help: status 401, status 403 in the words of the
     * gateway's authorizer, or status 400, 401 or 403 of the token endpoint. Retry, health and
     * batches all decide by this rule.
     *
     * @return whether every further call with these credentials can be expected to fail
     */
    public boolean refusesCredentials() {
        return false;
    }

    /**
     * What became of the request: decide by this whether to retry.
     *
     * @return the disposition
     */
    public Disposition disposition() {
        return disposition;
    }
}

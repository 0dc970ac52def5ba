package io.github.bandwidthmfa;

import org.jspecify.annotations.Nullable;

/**
 * No complete response arrived: the connection could not be made, was refused or broken, the response was not HTTP, or the
 * client is closed. A retry might succeed; {@link #disposition()} says whether that is safe.
 */
public final class MfaTransportException extends MfaException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception; for transports, and for tests of code that handles it.
     *
     * @param operation the call that failed
     * @param disposition what became of the request
     * @param what what happened, without secrets
     * @param cause the transport's failure, if it is known to hold no part of the exchange
     */
    public MfaTransportException(
            MfaOperation operation, Disposition disposition, String what, @Nullable Throwable cause) {
        super(operation, disposition, what, cause);
    }
}

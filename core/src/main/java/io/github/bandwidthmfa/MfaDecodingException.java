package io.github.bandwidthmfa;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The service answered with success, but the body is not what it documents: not JSON, cut off, too large, or without the
 * expected field in the expected type. Always {@link Disposition#UNKNOWN}: the code was probably sent, or checked. Would
 * fail again until either side changes; report it with {@link #requestId()}.
 */
public final class MfaDecodingException extends MfaException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final @Nullable String requestId;

    /**
     * Makes the exception; for transports, and for tests of code that handles it.
     *
     * @param operation the call that failed
     * @param status the HTTP status, 2xx
     * @param requestId the id of the request at Bandwidth
     * @param what what is wrong with the body, without any part of it
     */
    public MfaDecodingException(MfaOperation operation, int status, Optional<String> requestId, String what) {
        super(
                operation,
                Disposition.UNKNOWN,
                "the service answered " + status
                        + requestId.map(id -> ", request id " + id).orElse("") + ", but " + what,
                null);
        this.status = status;
        this.requestId = requestId.orElse(null);
    }

    /**
     * The HTTP status.
     *
     * @return a status of 2xx
     */
    public int status() {
        return status;
    }

    /**
     * The id of the request at Bandwidth: quote it to support.
     *
     * @return the id, or empty if the response held none
     */
    public Optional<String> requestId() {
        return Optional.ofNullable(requestId);
    }
}

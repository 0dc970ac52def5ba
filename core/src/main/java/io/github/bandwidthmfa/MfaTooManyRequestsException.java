package io.github.bandwidthmfa;

/**
 * Status 429: too many requests, or too many wrong codes for this number. Would succeed later: wait for {@link
 * #retryAfter()}, or half a minute at least. The client never retries such a call by itself: each attempt on a locked
 * number may count.
 */
public final class MfaTooManyRequestsException extends MfaServiceException {

    private static final long serialVersionUID = 1L;

    MfaTooManyRequestsException(MfaOperation operation, ServiceError error) {
        super(operation, Disposition.REJECTED, error);
    }
}

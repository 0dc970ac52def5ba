package io.github.bandwidthmfa;

/**
 * What became of a request that failed: a caller must know it before it decides whether to retry.
 *
 * <p>Retrying a request to send a code on which the service has acted sends, and bills, a second message. So
 * the disposition is decided by what the client itself did with the request, never by the class or the text of an
 * exception, and {@link #NOT_SENT} is only reported where it is certain.
 */
public enum Disposition {
    /** The service cannot have received the whole request: nothing was done. A retry is safe. */
    NOT_SENT,

    /**
     * The service refused the request and did nothing. Retrying it unchanged is harmless but will be refused again, at
     * once or (see {@link MfaTooManyRequestsException}) until some time has passed.
     */
    REJECTED,

    /**
     * The request may have been acted on: the code may be on its way, the attempt may have been counted. Retry a request
     * to send a code only if a second message is acceptable.
     */
    UNKNOWN
}

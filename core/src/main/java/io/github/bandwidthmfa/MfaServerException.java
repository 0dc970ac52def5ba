package io.github.bandwidthmfa;

/**
 * Status 5xx: the service or its gateway failed. Not billed, but the request may have been carried out: after a 504 it
 * usually was. Might succeed later; retry a request to send a code only if a second message is acceptable.
 */
public final class MfaServerException extends MfaServiceException {

    private static final long serialVersionUID = 1L;

    MfaServerException(MfaOperation operation, ServiceError error) {
        super(operation, Disposition.UNKNOWN, error);
    }
}

package io.github.bandwidthmfa;

/**
 * Status 400: the service refused the request's values, and would refuse them again until they are corrected. The message
 * says what is wrong, for example an application id that does not exist or does not own the sender's number.
 */
public final class MfaBadRequestException extends MfaServiceException {

    private static final long serialVersionUID = 1L;

    MfaBadRequestException(MfaOperation operation, ServiceError error) {
        super(operation, Disposition.REJECTED, error);
    }
}

package io.github.bandwidthmfa;

/**
 * Status 401: the request carried no credentials that the gateway recognised. Would fail again until the credentials are
 * corrected. Credentials that are known but wrong are answered with 403; do not rely on the difference. For
 * a request with Basic authentication the message names its end and the way out.
 */
public final class MfaUnauthorizedException extends MfaServiceException {

    private static final long serialVersionUID = 1L;

    MfaUnauthorizedException(MfaOperation operation, ServiceError error) {
        super(operation, Disposition.REJECTED, error);
    }
}

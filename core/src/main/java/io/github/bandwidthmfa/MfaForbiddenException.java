package io.github.bandwidthmfa;

/**
 * Status 403: the credentials are wrong or have no right to this account or to MFA; or, with the message "Missing
 * Authentication Token", the base URI or the account id leads to a path that does not exist. Would fail again until the
 * configuration is corrected.
 */
public final class MfaForbiddenException extends MfaServiceException {

    private static final long serialVersionUID = 1L;

    MfaForbiddenException(MfaOperation operation, ServiceError error) {
        super(operation, Disposition.REJECTED, error);
    }
}

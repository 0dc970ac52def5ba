package io.github.bandwidthmfa;

/**
 * Status 403. If {@link #refusesCredentials()}, the credentials are wrong or have no right to this account or to MFA. With the
 * message "Missing Authentication Token", the base URI or the account id leads to a path that does not exist. Else something
 * in front of the service, such as a firewall, did not let the request through.
 */
public final class MfaForbiddenException extends MfaServiceException {

    private static final long serialVersionUID = 1L;

    MfaForbiddenException(MfaOperation operation, ServiceError error) {
        super(operation, Disposition.REJECTED, error);
    }
}

package io.github.bandwidthmfa.spring;

import io.github.bandwidthmfa.Credentials;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.ssl.SslBundle;

/**
 * Where the service is, and as whom to call it. A bean of this type takes the place of the properties that say so, for
 * example to point a test at a simulator. Limits stay with the properties.
 */
public interface MfaConnectionDetails extends ConnectionDetails {

    /**
     * The Bandwidth account.
     *
     * @return its id
     */
    String accountId();

    /**
     * Who calls.
     *
     * @return the credentials, or null to leave them to a {@link MfaClientOptionsCustomizer}
     */
    @Nullable
    Credentials credentials();

    /**
     * Where the service is.
     *
     * @return the address, or null for Bandwidth's
     */
    default @Nullable URI baseUri() {
        return null;
    }

    /**
     * Where OAuth2 tokens come from.
     *
     * @return the address, or null for Bandwidth's
     */
    default @Nullable URI tokenUri() {
        return null;
    }

    /**
     * Whom to trust, and which certificate to show.
     *
     * @return the bundle, or null for what the JVM trusts and no certificate
     */
    default @Nullable SslBundle sslBundle() {
        return null;
    }
}

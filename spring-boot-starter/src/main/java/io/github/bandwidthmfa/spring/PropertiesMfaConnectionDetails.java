package io.github.bandwidthmfa.spring;

import io.github.bandwidthmfa.Credentials;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/** The connection details that the properties give. */
final class PropertiesMfaConnectionDetails implements MfaConnectionDetails {

    private final MfaProperties properties;
    private final @Nullable SslBundles bundles;

    PropertiesMfaConnectionDetails(MfaProperties properties, @Nullable SslBundles bundles) {
        this.properties = properties;
        this.bundles = bundles;
    }

    @Override
    public String accountId() {
        String accountId = properties.accountId();
        if (accountId == null) {
            throw new InvalidMfaConfigurationException(
                    "Credentials are set under 'bandwidth.mfa.*', and 'bandwidth.mfa.account-id' is not set, or blank.",
                    "Set 'bandwidth.mfa.account-id' to the id of your Bandwidth account, or leave the credentials unset:"
                            + " then no client is made.");
        }
        return accountId;
    }

    @Override
    public @Nullable Credentials credentials() {
        return properties.credentials();
    }

    @Override
    public @Nullable URI baseUri() {
        return properties.baseUri();
    }

    @Override
    public @Nullable URI tokenUri() {
        return properties.tokenUri();
    }

    @Override
    public @Nullable SslBundle sslBundle() {
        MfaProperties.Ssl ssl = properties.ssl();
        String name = ssl == null ? null : ssl.bundle();
        if (name == null) {
            return null;
        }
        if (bundles == null) {
            throw new InvalidMfaConfigurationException(
                    "'bandwidth.mfa.ssl.bundle' is '" + name + "', and the application has no SSL bundles.",
                    "Let Spring Boot's SslAutoConfiguration make them, or remove the property.");
        }
        return bundles.getBundle(name);
    }
}

package io.github.bandwidthmfa.benchmarks;

import io.github.bandwidthmfa.MfaOperation;
import io.github.bandwidthmfa.wire.AccountPath;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Where a contender sends its requests, and whom it trusts there. */
record Target(Transport transport, String host, int port, Path certificates) {

    static final String ACCOUNT = "9900000";
    static final String CLIENT_ID = "client";
    static final String CLIENT_SECRET = "secret";

    Target(Transport transport, int port, Path certificates) {
        this(transport, "127.0.0.1", port, certificates);
    }

    /** Found by a name, which has to be looked up. */
    Target byName() {
        return new Target(transport, "localhost", port, certificates);
    }

    URI baseUri() {
        return URI.create((transport.encrypted() ? "https" : "http") + "://" + host + ":" + port + "/api/v1");
    }

    URI verify() {
        return URI.create(baseUri() + AccountPath.of(ACCOUNT).of(MfaOperation.VERIFY));
    }

    URI token() {
        return URI.create(baseUri() + "/oauth2/token");
    }

    Path trustStore() {
        return certificates.resolve("trust.p12");
    }

    TrustManagerFactory trust() {
        try (InputStream file = Files.newInputStream(trustStore())) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(file, Certificates.PASSWORD.toCharArray());
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("the certificates of this run cannot be read", e);
        }
    }

    SSLContext sslContext() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust().getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no TLS in this JVM", e);
        }
    }
}

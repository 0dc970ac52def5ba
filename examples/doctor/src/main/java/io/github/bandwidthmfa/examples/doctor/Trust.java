package io.github.bandwidthmfa.examples.doctor;

import io.github.bandwidthmfa.reactor.MfaClientOptions;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Which certificates are trusted; null stands for those that the JVM trusts. */
record Trust(@Nullable TrustManagerFactory certificates) {

    static Trust ofJvm() {
        return new Trust(null);
    }

    SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, certificates == null ? null : certificates.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    MfaClientOptions.Builder applyTo(MfaClientOptions.Builder options) {
        return certificates == null ? options : options.trustManager(certificates);
    }
}

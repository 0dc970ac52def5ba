package io.github.bandwidthmfa.reactor.testing;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** A certificate for {@code localhost}, and the trust in it. */
public final class Certificates {

    private static final HeldCertificate LOCALHOST = new HeldCertificate.Builder()
            .addSubjectAlternativeName("localhost")
            .addSubjectAlternativeName("service.example")
            .build();

    private Certificates() {}

    public static SSLContext serverContext() {
        return new HandshakeCertificates.Builder()
                .heldCertificate(LOCALHOST)
                .build()
                .sslContext();
    }

    public static TrustManagerFactory trustManager() {
        return trusting(LOCALHOST);
    }

    public static TrustManagerFactory trusting(HeldCertificate certificate) {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry("trusted", certificate.certificate());
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            return factory;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The server's side of a handshake in which the client, too, must show a certificate. */
    public static HandshakeCertificates requiring(HeldCertificate ofTheClient) {
        return new HandshakeCertificates.Builder()
                .heldCertificate(LOCALHOST)
                .addTrustedCertificate(ofTheClient.certificate())
                .build();
    }

    public static KeyManagerFactory keyManager(HeldCertificate own) {
        try {
            KeyStore keys = KeyStore.getInstance(KeyStore.getDefaultType());
            keys.load(null, null);
            keys.setKeyEntry("own", own.keyPair().getPrivate(), new char[0], new Certificate[] {own.certificate()});
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(keys, new char[0]);
            return factory;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

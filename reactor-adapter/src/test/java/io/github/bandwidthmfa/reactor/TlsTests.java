package io.github.bandwidthmfa.reactor;

import static io.github.bandwidthmfa.reactor.testing.Samples.failureOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.options;
import static io.github.bandwidthmfa.reactor.testing.Samples.responseOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.verifyRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.MfaTimeoutException;
import io.github.bandwidthmfa.MfaTimeoutException.Phase;
import io.github.bandwidthmfa.MfaTransportException;
import io.github.bandwidthmfa.reactor.testing.Certificates;
import io.github.bandwidthmfa.reactor.testing.Clients;
import io.github.bandwidthmfa.reactor.testing.Samples;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer.Connection;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer.Script;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import mockwebserver3.MockWebServer;
import mockwebserver3.junit5.StartStop;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whom the client talks to is checked before anything is said, and checking again would not help. */
final class TlsTests {

    private enum Flaw {
        UNTRUSTED,
        WRONG_HOST,
        EXPIRED;

        private HeldCertificate certificate() {
            HeldCertificate.Builder builder = new HeldCertificate.Builder();
            return switch (this) {
                case UNTRUSTED -> builder.addSubjectAlternativeName("localhost").build();
                case WRONG_HOST ->
                    builder.addSubjectAlternativeName("example.org").build();
                case EXPIRED ->
                    builder.signedBy(ISSUER)
                            .addSubjectAlternativeName("localhost")
                            .validityInterval(0, TimeUnit.DAYS.toMillis(1))
                            .build();
            };
        }
    }

    /** Of a trusted issuer, since a certificate that is itself trusted does not expire. */
    private static final HeldCertificate ISSUER =
            new HeldCertificate.Builder().certificateAuthority(0).build();

    @StartStop
    private final MockWebServer server = new MockWebServer();

    @RegisterExtension
    private final Clients clients = new Clients();

    @ParameterizedTest
    @EnumSource
    void aServerThatCannotProveWhoItIsGetsNothing(Flaw flaw) {
        HeldCertificate certificate = flaw.certificate();
        HandshakeCertificates flawed =
                new HandshakeCertificates.Builder().heldCertificate(certificate).build();
        try (ScriptedServer https = ScriptedServer.tls(flawed.sslContext(), Script.wellBehaved())) {
            MfaClientOptions.Builder options = options(https.baseUri()).maxRetries(3);
            if (flaw != Flaw.UNTRUSTED) {
                options.trustManager(Certificates.trusting(ISSUER));
            }
            MfaClient client = clients.open(options);

            MfaTransportException failure = failureOf(client.verifyCode(verifyRequest()), MfaTransportException.class);

            assertThat(failure.disposition()).isEqualTo(Disposition.NOT_SENT);
            assertThat(failure).hasCauseInstanceOf(SSLException.class);
            assertThat(https.connections()).hasSize(1);
            assertThat(https.completeRequests()).isZero();
        }
    }

    @Test
    void aCertificateThatIsTrustedByOptionIsAccepted() {
        try (ScriptedServer https = ScriptedServer.tls(Certificates.serverContext(), Script.wellBehaved())) {
            MfaClient client = clients.open(options(https.baseUri()).trustManager(Certificates.trustManager()));

            assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();
        }
    }

    @Test
    void aServerThatAsksForACertificateGetsTheOneOfTheOption() throws Exception {
        HeldCertificate mine =
                new HeldCertificate.Builder().commonName("caller").build();
        server.useHttps(Certificates.requiring(mine).sslSocketFactory());
        server.requireClientAuth();
        server.enqueue(Samples.valid());
        MfaClient with = clients.open(https().keyManager(Certificates.keyManager(mine)));
        MfaClient without = clients.open(https());

        assertThat(responseOf(with.verifyCode(verifyRequest())).valid()).isTrue();
        assertThat(server.takeRequest().getHandshake()).isNotNull();
        assertThat(failureOf(without.verifyCode(verifyRequest())).disposition())
                .isIn(Disposition.NOT_SENT, Disposition.UNKNOWN);
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void aHandshakeThatNeverEndsRunsOutOfTime() {
        try (ScriptedServer https = ScriptedServer.tls(Certificates.serverContext(), Connection::ignore)) {
            MfaClient client =
                    clients.open(options(https.baseUri()).maxRetries(0).tlsHandshakeTimeout(Duration.ofMillis(200)));

            MfaTimeoutException failure = failureOf(client.verifyCode(verifyRequest()), MfaTimeoutException.class);

            assertThat(failure.phase()).isEqualTo(Phase.TLS_HANDSHAKE);
            assertThat(failure.disposition()).isEqualTo(Disposition.NOT_SENT);
        }
    }

    private MfaClientOptions.Builder https() {
        return options(java.net.URI.create("https://localhost:" + server.getPort()))
                .trustManager(Certificates.trustManager());
    }
}

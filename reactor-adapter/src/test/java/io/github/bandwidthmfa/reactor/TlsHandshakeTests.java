package io.github.bandwidthmfa.reactor;

import static io.github.bandwidthmfa.reactor.testing.Samples.codeRequest;
import static io.github.bandwidthmfa.reactor.testing.Samples.failureOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.options;
import static io.github.bandwidthmfa.reactor.testing.Samples.responseOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.verifyRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.MfaTransportException;
import io.github.bandwidthmfa.reactor.testing.Certificates;
import io.github.bandwidthmfa.reactor.testing.Clients;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer.Script;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import mockwebserver3.MockWebServer;
import mockwebserver3.junit5.StartStop;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Handshakes that come to nothing, and TLS as the application wants it. */
final class TlsHandshakeTests {

    @StartStop
    private final MockWebServer demanding = new MockWebServer();

    @RegisterExtension
    private final Clients clients = new Clients();

    @ParameterizedTest(name = "after {0} bytes, by a reset: {1}")
    @CsvSource({"0, false", "0, true", "100, false", "100, true"})
    void aHandshakeThatBreaksIsBegunOnceMoreAndNothingWasSent(int read, boolean reset) {
        Script breaking = connection -> {
            connection.read(read);
            if (reset) {
                connection.reset();
            } else {
                connection.breakOff();
            }
        };
        try (ScriptedServer server = ScriptedServer.plain(breaking)) {
            MfaClient client = clients.open(options(server.uri("https")));

            MfaTransportException failure =
                    failureOf(client.sendMessagingCode(codeRequest().build()), MfaTransportException.class);

            assertThat(failure.disposition()).isEqualTo(Disposition.NOT_SENT);
            assertThat(server.connections()).hasSize(2);
        }
    }

    @Test
    void aServerThatClosesTheFirstHandshakeGetsTheRequestOnTheSecond() {
        AtomicInteger connections = new AtomicInteger();
        try (ScriptedServer server = ScriptedServer.tls(Certificates.serverContext(), connection -> {
            if (connections.incrementAndGet() == 1) {
                connection.breakOff();
            } else {
                Script.wellBehaved().play(connection);
            }
        })) {
            MfaClient client = clients.open(options(server.baseUri()).trustManager(Certificates.trustManager()));

            assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();
            assertThat(server.connections()).hasSize(2);
            assertThat(server.completeRequests()).isEqualTo(1);
        }
    }

    @Test
    void aServerThatSpeaksNoTlsIsNotAskedAgain() {
        try (ScriptedServer server = ScriptedServer.plain(connection -> {
            connection.read(1);
            connection.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
            connection.hang();
        })) {
            MfaClient client = clients.open(options(server.uri("https")).maxRetries(3));

            MfaTransportException failure = failureOf(client.verifyCode(verifyRequest()), MfaTransportException.class);

            assertThat(failure.disposition()).isEqualTo(Disposition.NOT_SENT);
            assertThat(server.connections()).hasSize(1);
        }
    }

    @Test
    void theTlsOfACustomizerTakesThePlaceOfTheOptions() {
        try (ScriptedServer server = ScriptedServer.tls(Certificates.serverContext(), Script.wellBehaved())) {
            SslContext trusting = context(Certificates.trustManager());
            HeldCertificate other = new HeldCertificate.Builder().build();
            MfaClient accepting = clients.open(
                    options(server.baseUri()).customize(http -> http.secure(tls -> tls.sslContext(trusting))));
            SslContext suspicious = context(Certificates.trusting(other));
            MfaClient refusing = clients.open(options(server.baseUri())
                    .trustManager(Certificates.trustManager())
                    .customize(http -> http.secure(tls -> tls.sslContext(suspicious))));

            assertThat(responseOf(accepting.verifyCode(verifyRequest())).valid())
                    .isTrue();
            assertThat(failureOf(refusing.verifyCode(verifyRequest()), MfaTransportException.class)
                            .disposition())
                    .isEqualTo(Disposition.NOT_SENT);
            assertThat(server.completeRequests()).isEqualTo(1);
        }
    }

    @Test
    void theTlsOfACustomizerStillLooksWhoseCertificateItIs() {
        HeldCertificate others = new HeldCertificate.Builder()
                .addSubjectAlternativeName("other.example.com")
                .build();
        HandshakeCertificates theirs =
                new HandshakeCertificates.Builder().heldCertificate(others).build();
        try (ScriptedServer server = ScriptedServer.tls(theirs.sslContext(), Script.wellBehaved())) {
            SslContext trusting = context(Certificates.trusting(others));
            MfaClient client = clients.open(
                    options(server.baseUri()).customize(http -> http.secure(tls -> tls.sslContext(trusting))));

            MfaTransportException failure = failureOf(client.verifyCode(verifyRequest()), MfaTransportException.class);

            assertThat(failure.disposition()).isEqualTo(Disposition.NOT_SENT);
            assertThat(failure).hasCauseInstanceOf(SSLException.class);
            assertThat(server.completeRequests()).isZero();
        }
    }

    /** In TLS 1.3 the client has finished its handshake, and may have written, before the server looks at its certificate. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aCallerWithoutTheCertificateThatIsAskedForIsTurnedAwayOnce(String version) throws Exception {
        HeldCertificate wanted = new HeldCertificate.Builder().build();
        demanding.useHttps(Certificates.requiring(wanted).sslSocketFactory());
        demanding.requireClientAuth();
        SslContext tls = SslContextBuilder.forClient()
                .trustManager(Certificates.trustManager())
                .protocols(version)
                .build();
        MfaClient client = clients.open(options(URI.create("https://localhost:" + demanding.getPort()))
                .customize(http -> http.secure(ssl -> ssl.sslContext(tls))));

        MfaTransportException failure = failureOf(client.verifyCode(verifyRequest()), MfaTransportException.class);

        if (version.equals("TLSv1.2")) {
            assertThat(failure.disposition()).isEqualTo(Disposition.NOT_SENT);
        } else {
            assertThat(failure.disposition()).isNotEqualTo(Disposition.REJECTED);
        }
        assertThat(demanding.getRequestCount()).isZero();
    }

    private static SslContext context(TrustManagerFactory trust) {
        try {
            return SslContextBuilder.forClient().trustManager(trust).build();
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.github.bandwidthmfa.reactor;

import static io.github.bandwidthmfa.reactor.testing.Samples.PATIENCE;
import static io.github.bandwidthmfa.reactor.testing.Samples.failureOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.options;
import static io.github.bandwidthmfa.reactor.testing.Samples.responseOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.verifyRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaTimeoutException;
import io.github.bandwidthmfa.MfaTimeoutException.Phase;
import io.github.bandwidthmfa.MfaTransportException;
import io.github.bandwidthmfa.reactor.testing.Clients;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer.Connection;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer.Script;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import javax.net.ssl.TrustManagerFactory;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;

/** What a caller is told when the network, or whatever is at its other end, misbehaves. */
final class RawServerTests {

    private static final HeldCertificate TRUSTED =
            new HeldCertificate.Builder().addSubjectAlternativeName("localhost").build();

    private enum Transport {
        PLAIN,
        TLS
    }

    @RegisterExtension
    private final Clients clients = new Clients();

    private ScriptedServer server;

    @AfterEach
    void close() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void aPortThatNobodyListensOnIsNotSent() throws Exception {
        int port;
        try (ServerSocket reserved = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = reserved.getLocalPort();
        }
        MfaClient client = clients.open(options(URI.create("http://127.0.0.1:" + port)));

        MfaTransportException failure = failureOf(client.verifyCode(verifyRequest()), MfaTransportException.class);

        assertThat(failure.disposition()).isEqualTo(Disposition.NOT_SENT);
        assertThat(failure).hasMessage("verify: no connection could be made [NOT_SENT]");
        assertThat(failure).hasCauseInstanceOf(IOException.class);
    }

    @Test
    void aHostWithoutAnAddressIsNotSent() {
        MfaClient client = clients.open(options(URI.create("https://nowhere.invalid")));

        MfaTransportException failure = failureOf(client.verifyCode(verifyRequest()), MfaTransportException.class);

        assertThat(failure.disposition()).isEqualTo(Disposition.NOT_SENT);
        assertThat(failure).hasMessage("verify: the host's name could not be resolved [NOT_SENT]");
    }

    @ParameterizedTest
    @EnumSource
    void aConnectionClosedBeforeAnythingIsReadIsAFailureAndNeverSendsTwice(Transport transport) {
        MfaClient client = connectTo(transport, Connection::breakOff);

        MfaException failure = failureOf(client.verifyCode(verifyRequest()), MfaTransportException.class);

        // It depends on who is faster whether the request was written; under TLS it cannot have been.
        if (transport == Transport.TLS) {
            assertThat(failure.disposition()).isEqualTo(Disposition.NOT_SENT);
        } else {
            assertThat(failure.disposition()).isNotEqualTo(Disposition.REJECTED);
        }
        assertThat(server.completeRequests()).isZero();
        assertWorksAgain(client, 1);
    }

    @ParameterizedTest
    @EnumSource
    void aConnectionResetAfterTheRequestWasReadIsUnknown(Transport transport) {
        assertUnknown(transport, Connection::reset);
    }

    @ParameterizedTest
    @EnumSource
    void aConnectionClosedAfterTheRequestWasReadIsUnknown(Transport transport) {
        assertUnknown(transport, connection -> {});
    }

    @ParameterizedTest
    @EnumSource
    void aConnectionBrokenOffAfterTheRequestWasReadIsUnknown(Transport transport) {
        assertUnknown(transport, Connection::breakOff);
    }

    @ParameterizedTest
    @EnumSource
    void aConnectionResetInTheMiddleOfTheRequestIsNotCalledRefused(Transport transport) {
        MfaClient client = connectTo(transport, connection -> {
            connection.read(40);
            connection.reset();
        });

        MfaException failure = failureOf(client.verifyCode(verifyRequest()), MfaTransportException.class);

        assertThat(failure.disposition()).isEqualTo(Disposition.UNKNOWN);
        assertThat(server.connections()).hasSize(1);
        assertThat(server.completeRequests()).isZero();
        assertWorksAgain(client, 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "H",
                "HTTP/1.1 2",
                "HTTP/1.1 200 OK\r\n",
                "HTTP/1.1 200 OK\r\nContent-Type: applic",
                "HTTP/1.1 200 OK\r\nContent-Length: 14\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{\"valid\":tr",
                "HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{\"valid\":true}",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\ne\r\n{\"valid\":true}\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{\"valid\":true}\r\n0\r\n\r\n",
                "HTTP/1.1 400 Bad Req",
                "220 mail.example.com ESMTP ready\r\n",
                "SSH-2.0-OpenSSH_9.6\r\n",
                "\0\1\2\3\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: \1\r\n"
            })
    void aResponseThatIsHalfOrNoneAtAllIsUnknown(String bytes) {
        assertUnknown(Transport.PLAIN, connection -> connection.write(bytes));
    }

    @Test
    void aResponseWhoseHeadNeverEndsIsUnknown() {
        assertUnknown(Transport.PLAIN, connection -> {
            connection.write("HTTP/1.1 200 OK\r\n");
            while (true) {
                connection.write("X-Padding: " + "x".repeat(1000) + "\r\n");
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 2",
                "HTTP/1.1 200 OK\r\nContent-Type: applic",
                "HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{\"valid\":tr"
            })
    void aServerThatGoesSilentRunsIntoTheResponseTimeout(String answered) {
        server = ScriptedServer.plain(Script.afterRequest(connection -> {
            connection.write(answered);
            connection.hang();
        }));
        MfaClient client = clients.open(options(server.baseUri()).responseTimeout(Duration.ofMillis(300)));

        MfaTimeoutException failure = failureOf(client.verifyCode(verifyRequest()), MfaTimeoutException.class);

        assertThat(failure.phase()).isEqualTo(Phase.RESPONSE);
        assertThat(failure.limit()).isEqualTo(Duration.ofMillis(300));
        assertThat(failure.disposition()).isEqualTo(Disposition.UNKNOWN);
        assertThat(failure).hasMessage("verify: responseTimeout of 300 ms ran out [UNKNOWN]");
        assertWorksAgain(client, 1);
    }

    @ParameterizedTest
    @CsvSource({"HTTP/1.1 200 OK, xxxxxxxxxx", "'HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n', ' '"})
    void aServerThatDripsRunsIntoTheCallTimeout(String begun, String drops) {
        server = ScriptedServer.plain(Script.afterRequest(connection -> {
            connection.write(begun);
            connection.drip(drops, Duration.ofMillis(20));
        }));
        MfaClient client = clients.open(options(server.baseUri())
                .responseTimeout(Duration.ofSeconds(10))
                .callTimeout(Duration.ofSeconds(2)));

        MfaTimeoutException failure = failureOf(client.verifyCode(verifyRequest()), MfaTimeoutException.class);

        assertThat(failure.phase()).isEqualTo(Phase.CALL);
        assertThat(failure.limit()).isEqualTo(Duration.ofSeconds(2));
        assertThat(failure.disposition()).isEqualTo(Disposition.UNKNOWN);
        assertWorksAgain(client, 1);
    }

    @Test
    void aServerThatNeverReadsRunsIntoTheCallTimeoutAndMayHaveTheRequest() {
        server = ScriptedServer.plain(Connection::ignore);
        MfaClient client = clients.open(options(server.baseUri()).callTimeout(Duration.ofSeconds(2)));

        MfaTimeoutException failure = failureOf(client.verifyCode(verifyRequest()), MfaTimeoutException.class);

        assertThat(failure.phase()).isEqualTo(Phase.CALL);
        assertThat(failure.disposition()).isEqualTo(Disposition.UNKNOWN);
        assertWorksAgain(client, 0);
    }

    @Test
    void aServerThatSpeaksNoTlsIsNotSentAnything() {
        server = ScriptedServer.plain(connection -> {
            connection.read(1);
            connection.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
            connection.hang();
        });
        MfaClient client = clients.open(options(server.uri("https")));

        MfaTransportException failure = failureOf(client.verifyCode(verifyRequest()), MfaTransportException.class);

        assertThat(failure.disposition()).isEqualTo(Disposition.NOT_SENT);
        assertThat(failure).hasMessageContaining("TLS failed");
        assertThat(server.connections())
                .allSatisfy(connection -> assertThat(connection.received()).doesNotContain("POST", "Basic", "code"));
    }

    @Test
    void aServerThatDoesNotFinishTheHandshakeIsNotSentAnything() {
        server = ScriptedServer.plain(Connection::hang);
        MfaClient client = clients.open(options(server.uri("https")).tlsHandshakeTimeout(Duration.ofMillis(300)));

        MfaTimeoutException failure = failureOf(client.verifyCode(verifyRequest()), MfaTimeoutException.class);

        assertThat(failure.phase()).isEqualTo(Phase.TLS_HANDSHAKE);
        assertThat(failure.limit()).isEqualTo(Duration.ofMillis(300));
        assertThat(failure.disposition()).isEqualTo(Disposition.NOT_SENT);
        assertThat(server.completeRequests()).isZero();
    }

    @Test
    void aCertificateThatIsNotTrustedIsNotSentAnything() {
        server = ScriptedServer.tls(certificates(TRUSTED).sslContext(), Script.wellBehaved());
        MfaClient client = clients.open(options(server.baseUri()));

        MfaTransportException failure = failureOf(client.verifyCode(verifyRequest()), MfaTransportException.class);

        assertThat(failure.disposition()).isEqualTo(Disposition.NOT_SENT);
        assertThat(failure).hasMessageContaining("TLS failed");
        assertThat(server.completeRequests()).isZero();
    }

    @Test
    void aTrustedCertificateOfAnotherHostIsNotSentAnything() {
        HeldCertificate others = new HeldCertificate.Builder()
                .addSubjectAlternativeName("other.example.com")
                .build();
        server = ScriptedServer.tls(certificates(others).sslContext(), Script.wellBehaved());
        MfaClient client = clients.open(options(server.baseUri()).trustManager(trusting(others)));

        MfaTransportException failure = failureOf(client.verifyCode(verifyRequest()), MfaTransportException.class);

        assertThat(failure.disposition()).isEqualTo(Disposition.NOT_SENT);
        assertThat(failure).hasMessageContaining("TLS failed");
        assertThat(server.completeRequests()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void fewConnectionsServeManyCalls(Transport transport) {
        MfaClient client = connectTo(transport, Script.wellBehaved());

        for (int i = 0; i < 20; i++) {
            assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();
        }

        // Not always one: a caller may be told before its connection is back in the pool.
        assertThat(server.completeRequests()).isEqualTo(20);
        assertThat(server.connections()).hasSizeLessThan(5);
    }

    @ParameterizedTest
    @EnumSource
    void cancellingAfterTheRequestWasReadClosesItsConnection(Transport transport) throws Exception {
        MfaClient client = connectTo(transport, Script.afterRequest(Connection::hang));

        Disposable call = client.verifyCode(verifyRequest()).subscribe();
        Connection connection = firstConnectionWithARequest();
        call.dispose();

        assertThat(connection.awaitEnd(PATIENCE)).isTrue();
        assertWorksAgain(client, 1);
    }

    private Connection firstConnectionWithARequest() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (server.completeRequests() == 0 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        return server.connections().get(0);
    }

    /** What happens after the whole request was read: nobody knows what became of it, so it is never repeated. */
    private void assertUnknown(Transport transport, Script afterRequest) {
        MfaClient client = connectTo(transport, Script.afterRequest(afterRequest));

        MfaTransportException failure = failureOf(client.verifyCode(verifyRequest()), MfaTransportException.class);

        assertThat(failure.disposition()).isEqualTo(Disposition.UNKNOWN);
        assertWorksAgain(client, 1);
    }

    private void assertWorksAgain(MfaClient client, int requestsBefore) {
        assertThat(server.connections()).isNotEmpty();
        assertThat(server.completeRequests()).isLessThanOrEqualTo(requestsBefore);
        int before = server.completeRequests();

        server.follow(Script.wellBehaved());

        assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();
        assertThat(server.completeRequests()).isEqualTo(before + 1);
    }

    private MfaClient connectTo(Transport transport, Script script) {
        server = transport == Transport.TLS
                ? ScriptedServer.tls(certificates(TRUSTED).sslContext(), script)
                : ScriptedServer.plain(script);
        return clients.open(options(server.baseUri()).trustManager(trusting(TRUSTED)));
    }

    private static HandshakeCertificates certificates(HeldCertificate held) {
        return new HandshakeCertificates.Builder().heldCertificate(held).build();
    }

    private static TrustManagerFactory trusting(HeldCertificate held) {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry("trusted", held.certificate());
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            return factory;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

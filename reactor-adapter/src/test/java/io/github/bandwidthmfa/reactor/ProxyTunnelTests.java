package io.github.bandwidthmfa.reactor;

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
import io.github.bandwidthmfa.reactor.testing.Certificates;
import io.github.bandwidthmfa.reactor.testing.Clients;
import io.github.bandwidthmfa.reactor.testing.ConnectProxy;
import io.github.bandwidthmfa.reactor.testing.Http2Server;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer.Connection;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer.Script;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import javax.net.ssl.SSLException;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS through a proxy's tunnel, as in production; and proxies that never make one. */
final class ProxyTunnelTests {

    private static final String PASSWORD = "canary-of-the-proxy";
    private static final String BASIC =
            Base64.getEncoder().encodeToString(("somebody:" + PASSWORD).getBytes(StandardCharsets.UTF_8));

    private static final HeldCertificate CERTIFICATE = new HeldCertificate.Builder()
            .addSubjectAlternativeName("service.example")
            .build();

    @RegisterExtension
    private final Clients clients = new Clients();

    @Test
    void theProxySeesTheNameOfTheServiceAndNothingThatIsSaidToIt() {
        try (ScriptedServer service = service();
                ConnectProxy proxy = new ConnectProxy(service.baseUri())) {
            MfaClient client = clients.open(toService("https").proxy(proxy.address(), "somebody", PASSWORD));

            for (int i = 0; i < 20; i++) {
                assertThat(responseOf(client.verifyCode(verifyRequest())).valid())
                        .isTrue();
            }

            assertThat(proxy.asked())
                    .hasSizeLessThan(5)
                    .allSatisfy(asked -> assertThat(asked)
                            .startsWith("CONNECT service.example:443 HTTP/1.1\r\n")
                            .containsIgnoringCase("proxy-authorization: basic " + BASIC)
                            .doesNotContain("9900000", "\r\nauthorization:"));
            assertThat(service.completeRequests()).isEqualTo(20);
            assertThat(service.connections().get(0).received())
                    .contains("authorization: Basic ")
                    .doesNotContainIgnoringCase("proxy-authorization")
                    .doesNotContain(BASIC);
        }
    }

    @Test
    void theServiceMustProveWhoItIsThroughAProxyToo() {
        try (ScriptedServer service = service();
                ConnectProxy proxy = new ConnectProxy(service.baseUri())) {
            MfaClient client = clients.open(options(URI.create("https://another.example/api/v1"))
                    .trustManager(Certificates.trusting(CERTIFICATE))
                    .proxy(proxy.address()));

            MfaTransportException failure = failureOf(client.verifyCode(verifyRequest()), MfaTransportException.class);

            assertThat(failure.disposition()).isEqualTo(Disposition.NOT_SENT);
            assertThat(failure).hasCauseInstanceOf(SSLException.class);
            assertThat(proxy.asked()).hasSize(1);
            assertThat(service.completeRequests()).isZero();
        }
    }

    @Test
    void http2GoesThroughAProxyToo() {
        try (Http2Server service = new Http2Server();
                ConnectProxy proxy = new ConnectProxy(service.baseUri())) {
            MfaClient client = clients.open(toService("https")
                    .trustManager(Certificates.trustManager())
                    .proxy(proxy.address())
                    .http2(true));

            assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();
            assertThat(proxy.asked()).hasSize(1);
            assertThat(service.requests()).isEqualTo(1);
        }
    }

    @Test
    void aTunnelThatBreaksBeforeItIsMadeIsAskedForAgain() {
        try (ScriptedServer service = service();
                ConnectProxy proxy = new ConnectProxy(service.baseUri()).breakingOff(1)) {
            MfaClient client = clients.open(toService("https").proxy(proxy.address()));

            assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();
            assertThat(proxy.asked()).hasSize(2);
            assertThat(service.completeRequests()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void aTunnelThatBreaksBeforeItIsMadeWasSentNothing(String scheme) {
        try (ScriptedServer service = service();
                ConnectProxy proxy = new ConnectProxy(service.baseUri()).breakingOff(1)) {
            MfaClient client = clients.open(toService(scheme)
                    .proxy(proxy.address(), "somebody", PASSWORD)
                    .maxRetries(0));

            assertNotSent(failureOf(client.verifyCode(verifyRequest()), MfaTransportException.class));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void aProxyThatIsNotThereIsSentNothing(String scheme) throws Exception {
        int port;
        try (ServerSocket reserved = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = reserved.getLocalPort();
        }
        MfaClient client = clients.open(
                toService(scheme).proxy(InetSocketAddress.createUnresolved("127.0.0.1", port), "somebody", PASSWORD));

        assertNotSent(failureOf(client.verifyCode(verifyRequest()), MfaTransportException.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void aProxyThatDoesNotResponseIsWaitedForAsLongAsAConnectionMayTake(String scheme) {
        try (ScriptedServer proxy = ScriptedServer.plain(Connection::hang)) {
            MfaClient client = clients.open(toService(scheme)
                    .proxy(address(proxy), "somebody", PASSWORD)
                    .connectTimeout(Duration.ofMillis(300))
                    .callTimeout(Duration.ofSeconds(5))
                    .maxRetries(0));

            MfaTransportException failure = failureOf(client.verifyCode(verifyRequest()), MfaTransportException.class);

            assertNotSent(failure);
            assertThat(failure).hasMessage("verify: the proxy made no connection [NOT_SENT]");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void aCallThatEndsWhileTheProxyIsStillSilentWasNotSent(String scheme) {
        try (ScriptedServer proxy = ScriptedServer.plain(Connection::hang)) {
            MfaClient client = clients.open(toService(scheme)
                    .proxy(address(proxy), "somebody", PASSWORD)
                    .callTimeout(Duration.ofMillis(500)));

            MfaTimeoutException failure = failureOf(client.verifyCode(verifyRequest()), MfaTimeoutException.class);

            assertNotSent(failure);
            assertThat(failure.phase()).isEqualTo(Phase.CALL);
        }
    }

    @Test
    void aServiceThatIsSilentBehindItsProxyRunsOutOfTimeForTheHandshake() {
        try (ScriptedServer service = ScriptedServer.plain(Connection::hang);
                ConnectProxy proxy = new ConnectProxy(service.baseUri())) {
            MfaClient client =
                    clients.open(toService("https").proxy(proxy.address()).tlsHandshakeTimeout(Duration.ofMillis(300)));

            MfaTimeoutException failure = failureOf(client.verifyCode(verifyRequest()), MfaTimeoutException.class);

            assertNotSent(failure);
            assertThat(failure.phase()).isEqualTo(Phase.TLS_HANDSHAKE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void whyTheProxyRefusesIsSaid(String scheme) {
        try (ScriptedServer proxy = ScriptedServer.plain(
                Script.answering("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"))) {
            MfaClient client = clients.open(toService(scheme).proxy(address(proxy), "somebody", PASSWORD));

            MfaTransportException failure = failureOf(client.verifyCode(verifyRequest()), MfaTransportException.class);

            assertNotSent(failure);
            assertThat(failure).hasMessage("verify: the proxy made no connection [NOT_SENT]");
            assertThat(failure).hasStackTraceContaining("407");
        }
    }

    private static void assertNotSent(MfaException failure) {
        assertThat(failure.disposition()).isEqualTo(Disposition.NOT_SENT);
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        assertThat(text.toString()).doesNotContain(PASSWORD, BASIC);
    }

    private static ScriptedServer service() {
        return ScriptedServer.tls(
                new HandshakeCertificates.Builder()
                        .heldCertificate(CERTIFICATE)
                        .build()
                        .sslContext(),
                Script.wellBehaved());
    }

    private static MfaClientOptions.Builder toService(String scheme) {
        return options(URI.create(scheme + "://service.example/api/v1"))
                .allowPlaintext(true)
                .trustManager(Certificates.trusting(CERTIFICATE));
    }

    private static InetSocketAddress address(ScriptedServer proxy) {
        return InetSocketAddress.createUnresolved("127.0.0.1", proxy.baseUri().getPort());
    }
}

package io.github.bandwidthmfa.reactor;

import static io.github.bandwidthmfa.reactor.testing.Samples.failureOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.options;
import static io.github.bandwidthmfa.reactor.testing.Samples.responseOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.verifyRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.reactor.netty.ServiceAddress;
import io.github.bandwidthmfa.reactor.testing.Clients;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer.Connection;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer.Script;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Through a proxy, and what happens when there is none to get through. */
final class ProxyTests {

    private static final String PASSWORD = "canary-of-the-proxy";
    private static final String BASIC = Base64.getEncoder()
            .encodeToString(("somebody:" + PASSWORD).getBytes(java.nio.charset.StandardCharsets.UTF_8));

    @RegisterExtension
    private final Clients clients = new Clients();

    @Test
    void theProxyIsAskedForAConnectionToTheServiceByName() {
        try (ScriptedServer proxy = ScriptedServer.plain(Script.afterRequest(connection -> {
            connection.write("HTTP/1.1 200 Connection established\r\n\r\n");
            Script.wellBehaved().play(connection);
        }))) {
            MfaClient client = clients.open(through(proxy).proxy(address(proxy), "somebody", PASSWORD));

            assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();

            String connect = proxy.connections().get(0).requests().get(0);
            assertThat(connect).startsWith("CONNECT service.example:80 HTTP/1.1\r\n");
            assertThat(connect).containsIgnoringCase("proxy-authorization: basic " + BASIC);
            String request = proxy.connections().get(0).requests().get(1);
            assertThat(request).startsWith("POST /api/v1/accounts/9900000/code/verify HTTP/1.1\r\n");
            assertThat(request).doesNotContain(BASIC);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"407 Proxy Authentication Required", "403 Forbidden", "502 Bad Gateway"})
    void whatTheProxyDoesNotLetThroughWasNotSent(String refusal) {
        try (ScriptedServer proxy = ScriptedServer.plain(Script.afterRequest(
                connection -> connection.write("HTTP/1.1 " + refusal + "\r\nContent-Length: 0\r\n\r\n")))) {
            MfaClient client = clients.open(through(proxy).proxy(address(proxy), "somebody", PASSWORD));

            assertNotSent(failureOf(client.verifyCode(verifyRequest())));
        }
    }

    @Test
    void aProxyThatDoesNotResponseRunsOutOfTime() {
        try (ScriptedServer proxy = ScriptedServer.plain(Script.afterRequest(Connection::hang))) {
            MfaClient client = clients.open(
                    through(proxy).proxy(address(proxy), "somebody", PASSWORD).callTimeout(Duration.ofMillis(400)));

            assertNotSent(failureOf(client.verifyCode(verifyRequest())));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "LOCALHOST", "mfa.localhost", "a.b.localhost"})
    void thisMachineIsReachedWithoutTheProxy(String host) {
        try (ScriptedServer proxy = ScriptedServer.plain(Script.afterRequest(Connection::hang));
                ScriptedServer service = ScriptedServer.plain(Script.wellBehaved())) {
            URI baseUri = URI.create("http://" + host + ":" + service.baseUri().getPort() + "/api/v1");
            MfaClient client = clients.open(
                    options(baseUri).allowPlaintext(true).maxRetries(0).proxy(address(proxy), "somebody", PASSWORD));

            assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();

            assertThat(proxy.connections()).isEmpty();
            assertThat(service.connections().get(0).requests().get(0))
                    .doesNotContainIgnoringCase("proxy-authorization");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.1.2.3", "::1", "0:0:0:0:0:0:0:1", "127.255.255.254", "localhost.", "x.LocalHost"})
    void allFormsOfThisMachineAreKnown(String host) {
        assertThat(ServiceAddress.isThisMachine(InetSocketAddress.createUnresolved(host, 80)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"128.0.0.1", "localhost.example", "notlocalhost", "127.0.0.1.example", "::2", "10.0.0.1"})
    void otherMachinesAreReachedThroughTheProxy(String host) {
        assertThat(ServiceAddress.isThisMachine(InetSocketAddress.createUnresolved(host, 80)))
                .isFalse();
    }

    private static void assertNotSent(MfaException failure) {
        assertThat(failure.disposition()).isEqualTo(Disposition.NOT_SENT);
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        assertThat(text.toString()).doesNotContain(PASSWORD, BASIC);
    }

    private static MfaClientOptions.Builder through(ScriptedServer proxy) {
        assertThat(options(proxy.baseUri())
                        .proxy(address(proxy), "somebody", PASSWORD)
                        .build()
                        .toString())
                .doesNotContain(PASSWORD);
        return options(URI.create("http://service.example/api/v1"))
                .allowPlaintext(true)
                .maxRetries(0);
    }

    private static InetSocketAddress address(ScriptedServer proxy) {
        return InetSocketAddress.createUnresolved("127.0.0.1", proxy.baseUri().getPort());
    }
}

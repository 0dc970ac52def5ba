package io.github.bandwidthmfa.reactor;

import static io.github.bandwidthmfa.reactor.testing.Samples.PATIENCE;
import static io.github.bandwidthmfa.reactor.testing.Samples.options;
import static io.github.bandwidthmfa.reactor.testing.Samples.responseOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.verifyRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.reactor.testing.Clients;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer.Script;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** What a server says of how long it keeps an idle connection. */
final class KeepAliveTests {

    /** A call may begin before the connection of the one before is back in the pool; so many in a row do not all. */
    private static final int CALLS = 8;

    @RegisterExtension
    private final Clients clients = new Clients();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "timeout=2",
                "timeout=2, max=100",
                "max=100, timeout=2",
                "Timeout = 2",
                "timeout=\"2\"",
                "max=5;timeout=2",
                "timeout=1"
            })
    void aConnectionIsNotUsedInItsLastMoments(String header) {
        try (ScriptedServer server = ScriptedServer.plain(announcing(header))) {
            MfaClient client = clients.open(options(server.baseUri()).maxConnections(1));

            call(client);
            int before = server.connections().size();
            assertThat(before).isLessThan(CALLS);

            responseOf(Mono.delay(Duration.ofMillis(1200)).then(Mono.defer(() -> client.verifyCode(verifyRequest()))));
            assertThat(server.connections()).hasSize(before + 1);
            assertThat(client.status().calls().retries()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"timeout=0", "timeout=0, max=100", "timeout=00"})
    void oneThatIsNotKeptIsNotUsedAgain(String header) {
        try (ScriptedServer server = ScriptedServer.plain(announcing(header))) {
            MfaClient client = clients.open(options(server.baseUri()).maxConnections(1));

            call(client);
            assertThat(server.connections()).hasSize(CALLS);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "timeout",
                "timeout=",
                "timeout=-1",
                "timeout=soon",
                "timeout=99999999999",
                "max=1",
                "idletimeout=0"
            })
    void anythingElseSaysNothing(String header) {
        try (ScriptedServer server = ScriptedServer.plain(announcing(header))) {
            MfaClient client = clients.open(options(server.baseUri()).maxConnections(1));

            call(client);
            assertThat(server.connections()).hasSizeLessThan(CALLS);
        }
    }

    /** The time begins with each response anew. */
    @Test
    void aConnectionInUseIsKept() {
        try (ScriptedServer server = ScriptedServer.plain(announcing("timeout=2"))) {
            MfaClient client = clients.open(options(server.baseUri()).maxConnections(1));

            responseOf(Mono.defer(() -> client.verifyCode(verifyRequest()))
                    .delayElement(Duration.ofMillis(400))
                    .repeat(4)
                    .timeout(PATIENCE)
                    .collectList());
            assertThat(server.connections()).hasSize(1);
        }
    }

    private static void call(MfaClient client) {
        for (int i = 0; i < CALLS; i++) {
            responseOf(client.verifyCode(verifyRequest()));
        }
    }

    private static Script announcing(String header) {
        return Script.answering(
                "HTTP/1.1 200 OK\r\nKeep-Alive: " + header + "\r\nContent-Length: 14\r\n\r\n{\"valid\":true}");
    }
}

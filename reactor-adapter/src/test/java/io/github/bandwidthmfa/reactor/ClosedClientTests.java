package io.github.bandwidthmfa.reactor;

import static io.github.bandwidthmfa.reactor.Eventually.eventually;
import static io.github.bandwidthmfa.reactor.testing.Samples.PATIENCE;
import static io.github.bandwidthmfa.reactor.testing.Samples.options;
import static io.github.bandwidthmfa.reactor.testing.Samples.responseOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.verifyRequest;

import io.github.bandwidthmfa.reactor.testing.Certificates;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer.Script;
import java.lang.ref.WeakReference;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

/** A client that was closed leaves nothing behind: what it owned can be collected. */
final class ClosedClientTests {

    private static final int CLIENTS = 20;

    @Test
    void nothingOfAClosedClientIsReachable() {
        try (ScriptedServer server = ScriptedServer.plain(Script.wellBehaved())) {
            assertCollected(server, options -> options);
        }
    }

    @Test
    void norOfOneWithHttp2AndTls() {
        try (ScriptedServer server = ScriptedServer.tls(Certificates.serverContext(), Script.wellBehaved())) {
            assertCollected(server, options -> options.http2(true).trustManager(Certificates.trustManager()));
        }
    }

    @Test
    void norOfOneThatWasNeverUsed() {
        List<WeakReference<Object>> left = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            MfaClient client = MfaClient.create(options(java.net.URI.create("http://127.0.0.1:9"))
                    .proxy(InetSocketAddress.createUnresolved("proxy.invalid", 3128))
                    .build());
            left.add(new WeakReference<>(client));
            left.add(new WeakReference<>(Internals.loops(client)));
            StepVerifier.create(client.close()).expectComplete().verify(PATIENCE);
        }
        assertCollected(left);
    }

    private static void assertCollected(ScriptedServer server, UnaryOperator<MfaClientOptions.Builder> change) {
        List<WeakReference<Object>> left = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            use(server, change, left);
        }
        assertCollected(left);
    }

    private static void use(
            ScriptedServer server, UnaryOperator<MfaClientOptions.Builder> change, List<WeakReference<Object>> left) {
        MfaClient client =
                MfaClient.create(change.apply(options(server.baseUri())).build());
        responseOf(client.verifyCode(verifyRequest()));
        left.add(new WeakReference<>(client));
        left.add(new WeakReference<>(Internals.loops(client)));
        StepVerifier.create(client.close()).expectComplete().verify(PATIENCE);
    }

    private static void assertCollected(List<WeakReference<Object>> left) {
        eventually(() -> {
            System.gc();
            return left.stream().allMatch(reference -> reference.get() == null);
        });
    }
}

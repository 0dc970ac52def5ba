package io.github.bandwidthmfa.reactor;

import static io.github.bandwidthmfa.reactor.testing.Samples.failureOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.options;
import static io.github.bandwidthmfa.reactor.testing.Samples.responseOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.verifyRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.MfaTimeoutException;
import io.github.bandwidthmfa.MfaTimeoutException.Phase;
import io.github.bandwidthmfa.reactor.testing.Clients;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer.Script;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.resolver.InetSocketAddressResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A host with silent addresses is reached within one connectTimeout, or by the next connection. */
final class SilentAddressTests {

    private static final Duration LIMIT = Duration.ofSeconds(2);

    @RegisterExtension
    private final Clients clients = new Clients();

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable resource : open) {
            resource.close();
        }
    }

    @Test
    void threeSilentAddressesAndAGoodOneCostLessThanOneConnectTimeout() throws Exception {
        try (ScriptedServer server = ScriptedServer.plain(Script.wellBehaved())) {
            MfaClient client =
                    client(server, List.of(silent(server, 2), silent(server, 3), silent(server, 4), loopback(1)), 0);

            long begun = System.nanoTime();
            assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();

            // Three quarters of the time; with the whole of it for each address it would be three times as long.
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LIMIT.multipliedBy(2));
        }
    }

    @Test
    void silentAddressesAloneEndWithTheConnectTimeoutAndNothingSent() throws Exception {
        try (ScriptedServer server = ScriptedServer.plain(Script.wellBehaved())) {
            List<InetAddress> dead = List.of(
                    silent(server, 2), silent(server, 3), silent(server, 4), silent(server, 5), silent(server, 6));
            MfaClient client = client(server, dead, 0);

            MfaTimeoutException failure = failureOf(client.verifyCode(verifyRequest()), MfaTimeoutException.class);

            assertThat(failure.phase()).isEqualTo(Phase.CONNECT);
            assertThat(failure.limit()).isEqualTo(LIMIT);
            assertThat(failure.disposition()).isEqualTo(Disposition.NOT_SENT);
            assertThat(server.connections()).isEmpty();
        }
    }

    @Test
    void moreSilentAddressesThanAreTriedAreNoTrapForTheRetry() throws Exception {
        try (ScriptedServer server = ScriptedServer.plain(Script.wellBehaved())) {
            List<InetAddress> mostlyDead =
                    List.of(silent(server, 2), silent(server, 3), silent(server, 4), silent(server, 5), loopback(1));
            MfaClient client = client(server, mostlyDead, 1);

            // The first connection fails on four silent addresses, the second begins with the fifth.
            assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();
        }
    }

    private MfaClient client(ScriptedServer server, List<InetAddress> addresses, int maxRetries) {
        return clients.open(
                options(URI.create("http://many.test:" + server.baseUri().getPort() + "/api/v1"))
                        .allowPlaintext(true)
                        .connectTimeout(LIMIT)
                        .maxRetries(maxRetries)
                        .customize(http -> http.resolver(resolving(addresses))));
    }

    /** Has a full backlog, so that connections to it are never made. */
    private InetAddress silent(ScriptedServer server, int lastByte) throws IOException {
        InetAddress address = loopback(lastByte);
        int port = server.baseUri().getPort();
        ServerSocket full = new ServerSocket(port, 1, address);
        open.add(full);
        for (int i = 0; i < 3; i++) {
            Socket waiting = new Socket();
            open.add(waiting);
            try {
                waiting.connect(new InetSocketAddress(address, port), 100);
            } catch (IOException backlogIsFull) {
                break;
            }
        }
        return address;
    }

    private static InetAddress loopback(int lastByte) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) lastByte});
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static AddressResolverGroup<InetSocketAddress> resolving(List<InetAddress> addresses) {
        return new AddressResolverGroup<>() {
            @Override
            protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
                return new InetSocketAddressResolver(executor, new InetNameResolver(executor) {
                    @Override
                    protected void doResolve(String name, Promise<InetAddress> promise) {
                        promise.setSuccess(addresses.get(0));
                    }

                    @Override
                    protected void doResolveAll(String name, Promise<List<InetAddress>> promise) {
                        promise.setSuccess(addresses);
                    }
                });
            }
        };
    }
}

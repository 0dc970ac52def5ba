package io.github.bandwidthmfa.reactor;

import static io.github.bandwidthmfa.reactor.Eventually.eventually;
import static io.github.bandwidthmfa.reactor.testing.Samples.options;
import static io.github.bandwidthmfa.reactor.testing.Samples.responseOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.verifyRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.reactor.testing.Clients;
import io.github.bandwidthmfa.reactor.testing.PatientService;
import io.netty.resolver.AbstractAddressResolver;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;

/** A host that moves is followed, without a restart. */
final class DnsTests {

    private static final int MANY = 100_000;

    @RegisterExtension
    private final Clients clients = new Clients();

    @Test
    void aHostThatHasMovedIsFollowedWithinTheLifeTimeOfAConnection() {
        AtomicInteger port = new AtomicInteger();
        try (PatientService before = new PatientService(number -> Mono.empty());
                PatientService after = new PatientService(number -> Mono.empty());
                MovingHost host = new MovingHost(port)) {
            port.set(before.baseUri().getPort());
            MfaClient client = clients.open(options(URI.create("http://moving.example/api/v1"))
                    .allowPlaintext(true)
                    .maxLifeTime(Duration.ofMillis(300))
                    .evictionInterval(Duration.ofMillis(50))
                    .customize(http -> http.resolver(host)));
            responseOf(client.verifyCode(verifyRequest()));
            assertThat(before.requests()).isEqualTo(1);

            port.set(after.baseUri().getPort());
            for (int i = 0; i < MANY && after.requests() == 0; i++) {
                responseOf(client.verifyCode(verifyRequest()));
            }

            assertThat(after.requests()).isPositive();
            eventually(() -> before.openConnections() == 0);
        }
    }

    /** Resolves every name to this machine, to whichever port the host is at. */
    private static final class MovingHost extends AddressResolverGroup<InetSocketAddress> {

        private final AtomicInteger port;

        MovingHost(AtomicInteger port) {
            this.port = port;
        }

        @Override
        protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
            return new AbstractAddressResolver<>(executor, InetSocketAddress.class) {
                @Override
                protected boolean doIsResolved(InetSocketAddress address) {
                    return !address.isUnresolved();
                }

                @Override
                protected void doResolve(InetSocketAddress unresolved, Promise<InetSocketAddress> promise) {
                    promise.setSuccess(new InetSocketAddress(InetAddress.getLoopbackAddress(), port.get()));
                }

                @Override
                protected void doResolveAll(InetSocketAddress unresolved, Promise<List<InetSocketAddress>> promise) {
                    promise.setSuccess(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port.get())));
                }
            };
        }
    }
}

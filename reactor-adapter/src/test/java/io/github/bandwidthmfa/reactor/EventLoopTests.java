package io.github.bandwidthmfa.reactor;

import static io.github.bandwidthmfa.reactor.testing.Samples.PATIENCE;
import static io.github.bandwidthmfa.reactor.testing.Samples.options;
import static io.github.bandwidthmfa.reactor.testing.Samples.responseOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.verifyRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.reactor.netty.EventLoops;
import io.github.bandwidthmfa.reactor.testing.PatientService;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.resources.LoopResources;
import reactor.test.StepVerifier;

/** The work is spread over all the loops there are, and loops that are not the client's outlive it. */
final class EventLoopTests {

    private static final int CONNECTIONS = 24;

    private final Map<EventLoop, AtomicInteger> connectionsOfLoops = new ConcurrentHashMap<>();

    @Test
    void allLoopsAreUsedEvenForConnectionsThatAreOpenedFromOneOfThem() {
        openConnections(options -> options);

        assertThat(connectionsOfLoops).hasSize(EventLoops.count());
        assertConnectionsAreShared();
    }

    /** Reactor Netty makes at least four. */
    @Test
    void ofTheApplicationsLoopsThereAreAsManyUsedAsProcessors() {
        int processors = Runtime.getRuntime().availableProcessors();
        LoopResources shared = LoopResources.create("loops-of-the-application", processors + 2, true);
        try {
            openConnections(options -> options.loopResources(shared));

            assertThat(connectionsOfLoops).hasSize(processors);
            assertConnectionsAreShared();
        } finally {
            StepVerifier.create(shared.disposeLater(Duration.ZERO, PATIENCE))
                    .expectComplete()
                    .verify(PATIENCE);
        }
    }

    private void openConnections(UnaryOperator<MfaClientOptions.Builder> loops) {
        // Held until all have arrived, so that each needs a connection of its own.
        AtomicInteger arrived = new AtomicInteger();
        Sinks.Empty<Void> all = Sinks.empty();
        try (PatientService service = new PatientService(number -> {
            if (number == 1) {
                return Mono.empty();
            }
            if (arrived.incrementAndGet() == CONNECTIONS) {
                all.tryEmitEmpty();
            }
            return all.asMono();
        })) {
            MfaClient client = MfaClient.create(loops.apply(options(service.baseUri()))
                    .customize(http -> http.doOnConnected(connection -> connectionsOfLoops
                            .computeIfAbsent(connection.channel().eventLoop(), loop -> new AtomicInteger())
                            .incrementAndGet()))
                    .build());

            StepVerifier.create(client.verifyCode(verifyRequest())
                            .flatMapMany(first -> Flux.range(0, CONNECTIONS)
                                    .flatMap(i -> client.verifyCode(verifyRequest()), CONNECTIONS)))
                    .expectNextCount(CONNECTIONS)
                    .expectComplete()
                    .verify(PATIENCE);
            StepVerifier.create(client.close()).expectComplete().verify(PATIENCE);
        }
    }

    private void assertConnectionsAreShared() {
        int fairShare = CONNECTIONS / connectionsOfLoops.size();
        assertThat(connectionsOfLoops.values())
                .allSatisfy(count -> assertThat(count.get()).isGreaterThanOrEqualTo(fairShare / 2));
    }

    @Test
    void loopsOfTheApplicationAreUsedAndLeftRunning() {
        LoopResources shared = LoopResources.create("loops-of-the-application", 1, true);
        try (PatientService service = new PatientService(number -> Mono.empty())) {
            for (int i = 0; i < 2; i++) {
                MfaClient client = MfaClient.create(
                        options(service.baseUri()).loopResources(shared).build());
                String thread = responseOf(client.verifyCode(verifyRequest())
                        .map(response -> Thread.currentThread().getName()));
                assertThat(thread).startsWith("loops-of-the-application");
                StepVerifier.create(client.close()).expectComplete().verify(PATIENCE);
            }
            assertThat(shared.isDisposed()).isFalse();
        } finally {
            StepVerifier.create(shared.disposeLater(Duration.ZERO, PATIENCE))
                    .expectComplete()
                    .verify(PATIENCE);
        }
    }
}

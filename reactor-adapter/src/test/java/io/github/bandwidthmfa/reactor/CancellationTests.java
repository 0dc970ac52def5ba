package io.github.bandwidthmfa.reactor;

import static io.github.bandwidthmfa.reactor.Eventually.eventually;
import static io.github.bandwidthmfa.reactor.Eventually.idle;
import static io.github.bandwidthmfa.reactor.testing.Samples.codeRequest;
import static io.github.bandwidthmfa.reactor.testing.Samples.options;
import static io.github.bandwidthmfa.reactor.testing.Samples.responseOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.verifyRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.reactor.testing.Certificates;
import io.github.bandwidthmfa.reactor.testing.Clients;
import io.github.bandwidthmfa.reactor.testing.PatientService;
import io.github.bandwidthmfa.reactor.testing.Samples;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer.Connection;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer.Script;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.internal.shaded.reactor.pool.InstrumentedPool;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.PooledConnectionProvider;
import reactor.test.StepVerifier;

/** Callers who go away: what is not sent never will be, and nothing of the client's stays taken. */
final class CancellationTests {

    private static final int CONNECTIONS = 64;

    @RegisterExtension
    private final Clients clients = new Clients();

    @Test
    void twentyThousandCancelsAtRandomPointsLeaveNothingBehind() throws Exception {
        AtomicReference<ConnectionProvider> provider = new AtomicReference<>();
        try (PatientService service = new PatientService(number -> number % 3 == 0
                ? Mono.delay(Duration.ofMillis(ThreadLocalRandom.current().nextInt(4)))
                        .then()
                : Mono.empty())) {
            MfaClient client = clients.open(options(service.baseUri())
                    .maxConnections(CONNECTIONS)
                    .maxPending(64)
                    .customize(http -> {
                        provider.set(http.configuration().connectionProvider());
                        return http;
                    }));

            StepVerifier.create(Flux.range(0, 20_000)
                            .flatMap(
                                    i -> client.verifyCode(verifyRequest())
                                            .then()
                                            .onErrorResume(failure -> Mono.empty())
                                            .takeUntilOther(cancelAt(
                                                    ThreadLocalRandom.current().nextInt(5_000))),
                                    64)
                            .then())
                    .expectComplete()
                    .verify(Duration.ofMinutes(3));

            idle(client, CONNECTIONS);
            List<InstrumentedPool<?>> pools = pools(provider.get());
            assertThat(pools).hasSize(1);
            eventually(() -> pools.get(0).metrics().acquiredSize() == 0);
            eventually(() -> pools.get(0).metrics().pendingAcquireSize() == 0);
            eventually(() -> service.openConnections() <= CONNECTIONS + 3);
            assertAllConnectionsCanBeUsedAtOnce(client);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void cancellingWhileConnectingNeverSends(boolean tls) {
        try (ScriptedServer server = tls
                ? ScriptedServer.tls(Certificates.serverContext(), Connection::ignore)
                : ScriptedServer.plain(Connection::ignore)) {
            MfaClient client = clients.open(
                    options(server.baseUri()).maxConnections(1).tlsHandshakeTimeout(Duration.ofMillis(200)));
            Disposable call = client.sendMessagingCode(codeRequest().build()).subscribe();
            eventually(() -> !server.connections().isEmpty());

            call.dispose();

            idle(client, 1);
        }
    }

    @Test
    void cancellingInFlightClosesTheConnectionAndTheNextCallGetsAnother() {
        try (ScriptedServer server = ScriptedServer.plain(Script.afterRequest(Connection::hang))) {
            MfaClient client = clients.open(options(server.baseUri()).maxConnections(1));
            Disposable call = client.sendMessagingCode(codeRequest().build()).subscribe();
            eventually(() -> server.completeRequests() == 1);
            server.follow(Script.wellBehaved());

            call.dispose();

            assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();
            assertThat(server.connections()).hasSize(2);
            assertThat(server.completeRequests()).isEqualTo(2);
        }
    }

    @Test
    void cancellingInTheQueueNeverSends() {
        Sinks.Empty<Void> leave = Sinks.empty();
        try (PatientService service = new PatientService(number -> leave.asMono())) {
            MfaClient client = clients.open(options(service.baseUri()).maxConnections(1));
            Disposable first = client.verifyCode(verifyRequest()).subscribe();
            eventually(() -> service.requests() == 1);
            for (int i = 0; i < 50; i++) {
                client.verifyCode(verifyRequest()).subscribe().dispose();
            }

            leave.tryEmitEmpty().orThrow();
            eventually(first::isDisposed);
            idle(client, 1);

            assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();
            assertThat(service.requests()).isEqualTo(2);
            assertThat(service.connections()).isLessThanOrEqualTo(2);
        }
    }

    /** Reactor Netty shows its pools to metrics only, which would change what is tested. */
    private static List<InstrumentedPool<?>> pools(ConnectionProvider provider) throws Exception {
        Field pools = PooledConnectionProvider.class.getDeclaredField("channelPools");
        pools.setAccessible(true);
        List<InstrumentedPool<?>> found = new ArrayList<>();
        ((Map<?, ?>) pools.get(provider)).values().forEach(pool -> found.add((InstrumentedPool<?>) pool));
        return found;
    }

    private static Mono<Void> cancelAt(int micros) {
        return Mono.delay(Duration.ofNanos(micros * 1_000L)).then();
    }

    /** A connection or permit that had been lost would be missing here, and the service would wait for it in vain. */
    private void assertAllConnectionsCanBeUsedAtOnce(MfaClient formerlyBusy) {
        StepVerifier.create(Flux.range(0, 500).flatMap(i -> formerlyBusy.verifyCode(verifyRequest()), CONNECTIONS))
                .expectNextCount(500)
                .expectComplete()
                .verify(Samples.PATIENCE);
    }
}

package io.github.bandwidthmfa.reactor;

import static io.github.bandwidthmfa.reactor.testing.Samples.codeRequest;
import static io.github.bandwidthmfa.reactor.testing.Samples.options;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.reactor.testing.Certificates;
import io.github.bandwidthmfa.reactor.testing.ChaosServer;
import io.github.bandwidthmfa.reactor.testing.Clients;
import io.github.bandwidthmfa.reactor.testing.LeakWatch;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/**
 * Thousands of paid requests through a server that breaks at random points, one number each: whatever the client says of a
 * request is held against what the server has received of it. {@code -Dchaos.seed=…} repeats a run's breaks, {@code -Dsoak}
 * goes on for half an hour, {@code -Dsoak=PT5M} for five minutes.
 */
final class DispositionTests {

    private static final Duration RESPONSE_TIMEOUT = Duration.ofMillis(150);
    private static final Duration LATE = Duration.ofMillis(250);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration USUAL_SOAK = Duration.ofMinutes(30);

    @RegisterExtension
    private final Clients clients = new Clients();

    @ParameterizedTest(name = "tls={0}, maxRetries={1}")
    @CsvSource({"false, 1, 3000", "false, 0, 1000", "true, 1, 2000", "true, 3, 1000"})
    void noRequestIsCalledNotSentOrRepeatedThatTheServerHasReceived(boolean tls, int maxRetries, int calls)
            throws Exception {
        long seed = Long.getLong("chaos.seed", ThreadLocalRandom.current().nextLong());
        Tally tally = run(tls, maxRetries, calls, seed);
        tally.print();
        tally.check(calls, maxRetries);
    }

    @Test
    @EnabledIfSystemProperty(named = "soak", matches = ".*")
    void soak() throws Exception {
        String wanted = System.getProperty("soak", "");
        // Maven makes a property without a value "true".
        Instant end = Instant.now().plus(wanted.startsWith("P") ? Duration.parse(wanted) : USUAL_SOAK);
        Random seeds = new Random(
                Long.getLong("chaos.seed", ThreadLocalRandom.current().nextLong()));
        int calls = 0;
        int faults = 0;
        int duplicates = 0;
        while (Instant.now().isBefore(end)) {
            int maxRetries = seeds.nextInt(3);
            Tally tally = run(seeds.nextBoolean(), maxRetries, 10_000, seeds.nextLong());
            calls += 10_000;
            faults += tally.faults();
            duplicates += tally.duplicates();
            LeakWatch.provokeReports();
            tally.print();
            System.out.printf(
                    Locale.ROOT,
                    "soak so far: %d calls, %d faults, %d duplicates, %d leaks%n",
                    calls,
                    faults,
                    duplicates,
                    LeakWatch.leaks().size());
            tally.check(10_000, maxRetries);
        }
    }

    private Tally run(boolean tls, int maxRetries, int calls, long seed) throws Exception {
        try (ChaosServer server = new ChaosServer(tls ? Certificates.serverContext() : null, seed, LATE)) {
            MfaClient client = clients.open(options(server.baseUri())
                    .trustManager(Certificates.trustManager())
                    .maxConnections(16)
                    .maxPending(calls)
                    .pendingTimeout(PATIENCE)
                    .responseTimeout(RESPONSE_TIMEOUT)
                    .callTimeout(PATIENCE)
                    .maxRetries(maxRetries));
            Tally tally = new Tally(server, "tls=" + tls + " maxRetries=" + maxRetries + " seed=" + seed);
            StepVerifier.create(Flux.range(0, calls)
                            .flatMap(number -> outcome(client, "+1555" + (1_000_000 + number), tally), 24)
                            .then())
                    .expectComplete()
                    .verify(PATIENCE);
            return tally;
        }
    }

    private static Mono<Void> outcome(MfaClient client, String to, Tally tally) {
        return client.sendMessagingCode(codeRequest().to(to).build())
                .doOnNext(response -> tally.succeeded(to))
                .then()
                .onErrorResume(MfaException.class, failure -> {
                    tally.failed(to, failure);
                    return Mono.empty();
                });
    }

    /** What the client said of each call, and what it must not have said. */
    private static final class Tally {

        private final ChaosServer server;
        private final String run;
        private final ConcurrentMap<String, String> said = new ConcurrentHashMap<>();
        private final ConcurrentMap<String, Disposition> dispositions = new ConcurrentHashMap<>();

        Tally(ChaosServer server, String run) {
            this.server = server;
            this.run = run;
        }

        void succeeded(String to) {
            said.put(to, "succeeded");
        }

        void failed(String to, MfaException failure) {
            said.put(to, failure.toString());
            dispositions.put(to, failure.disposition());
        }

        void check(int calls, int maxRetries) {
            assertThat(said).as(run).hasSize(calls);
            said.forEach((to, outcome) -> {
                int received = server.received(to);
                assertThat(received)
                        .as("%s: received twice, said: %s", run, outcome)
                        .isLessThanOrEqualTo(1);
                if (dispositions.get(to) == Disposition.NOT_SENT) {
                    assertThat(received).as("%s: %s", run, outcome).isZero();
                }
                if (outcome.equals("succeeded")) {
                    assertThat(received).as(run).isEqualTo(1);
                }
            });
            assertThat(server.received()).as(run).isLessThanOrEqualTo(calls);
            // The run has been through it all: each kind of break, and each kind of outcome.
            assertThat(server.breaks())
                    .as(run)
                    .allSatisfy((kind, count) ->
                            assertThat(count.get()).as(kind.name()).isPositive());
            assertThat(dispositions.values()).as(run).contains(Disposition.UNKNOWN);
            if (maxRetries == 0) {
                assertThat(dispositions.values()).as(run).contains(Disposition.NOT_SENT);
            }
        }

        int faults() {
            return server.breaks().entrySet().stream()
                    .filter(each -> each.getKey() != ChaosServer.Break.NOWHERE)
                    .mapToInt(each -> each.getValue().get())
                    .sum();
        }

        int duplicates() {
            return said.keySet().stream()
                    .mapToInt(to -> Math.max(0, server.received(to) - 1))
                    .sum();
        }

        void print() {
            Map<Disposition, Integer> counts = new EnumMap<>(Disposition.class);
            dispositions.values().forEach(disposition -> counts.merge(disposition, 1, Integer::sum));
            System.out.printf(
                    Locale.ROOT,
                    "chaos %s: %d calls, %d received, failures %s, breaks %s%n",
                    run,
                    said.size(),
                    server.received(),
                    counts,
                    server.breaks());
        }
    }
}

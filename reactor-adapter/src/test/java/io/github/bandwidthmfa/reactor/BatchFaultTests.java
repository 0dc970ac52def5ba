package io.github.bandwidthmfa.reactor;

import static io.github.bandwidthmfa.reactor.testing.Samples.PATIENCE;
import static io.github.bandwidthmfa.reactor.testing.Samples.codeRequest;
import static io.github.bandwidthmfa.reactor.testing.Samples.options;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.MessagingCodeResponse;
import io.github.bandwidthmfa.batch.Batch;
import io.github.bandwidthmfa.batch.BatchOptions;
import io.github.bandwidthmfa.batch.BatchReport;
import io.github.bandwidthmfa.batch.BatchStoppedException;
import io.github.bandwidthmfa.batch.Outcome;
import io.github.bandwidthmfa.reactor.testing.Certificates;
import io.github.bandwidthmfa.reactor.testing.ChaosServer;
import io.github.bandwidthmfa.reactor.testing.Clients;
import io.github.bandwidthmfa.simulator.Fault;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import io.github.bandwidthmfa.simulator.Operation;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Batches of paid requests through the client, against a service that fails in every way, and counts. */
final class BatchFaultTests {

    private static final int ITEMS = 900;
    private static final int KINDS_OF_FAULTS = 18;
    private static final int FAULTS_OF_A_KIND = ITEMS * 3 / 10 / KINDS_OF_FAULTS;

    private static final Duration LATE = Duration.ofMillis(300);

    @RegisterExtension
    private final Clients clients = new Clients();

    private MfaSimulator simulator;

    @BeforeEach
    void start() {
        simulator = MfaSimulator.builder().messageHistory(100_000).start();
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    private MfaClient client() {
        return clients.open(options(simulator.baseUri())
                .credentials(Credentials.basic(MfaSimulator.DEFAULT_USERNAME, MfaSimulator.DEFAULT_PASSWORD))
                .responseTimeout(Duration.ofSeconds(1)));
    }

    private static String number(int item) {
        return "+1919555%04d".formatted(item);
    }

    private static Batch<Integer, MessagingCodeResponse> sends(MfaClient client, BatchOptions options) {
        return Batch.of(
                (Integer item) ->
                        client.sendMessagingCode(codeRequest().to(number(item)).build()),
                options);
    }

    @Test
    void withFaultsOfEveryKindTheAccountIsWhatTheServiceSaw() {
        List<Fault> harmless = List.of(
                Fault.status(429, "{}", Map.of("Retry-After", "0")),
                Fault.delay(Duration.ofMillis(20)),
                Fault.drip(Duration.ofMillis(1)));
        List<Fault> refusals = List.of(Fault.status(400));
        List<Fault> failuresWithoutMessage = List.of(
                Fault.status(408),
                Fault.status(500),
                Fault.status(504),
                Fault.status(200, "<html>", Map.of()),
                Fault.closeBeforeReading(),
                Fault.resetBeforeReading(),
                Fault.closeAfterReadingWithoutActing(),
                Fault.resetAfterReadingWithoutActing(),
                Fault.hangWithoutActing());
        List<Fault> failuresWithMessage = List.of(
                Fault.closeAfterReading(),
                Fault.resetAfterReading(),
                Fault.closeMidResponse(),
                Fault.resetMidResponse(),
                Fault.hang());
        List<Fault> faults = Stream.of(harmless, refusals, failuresWithoutMessage, failuresWithMessage)
                .flatMap(List::stream)
                .flatMap(fault -> Collections.nCopies(FAULTS_OF_A_KIND, fault).stream())
                .collect(Collectors.toCollection(ArrayList::new));
        assertThat(faults).hasSize(ITEMS * 3 / 10);
        long seed = System.nanoTime();
        Collections.shuffle(faults, new Random(seed));
        faults.forEach(simulator.faults()::next);
        List<Outcome<Integer, MessagingCodeResponse>> outcomes = new ArrayList<>();

        BatchReport<Integer> report = Flux.range(0, ITEMS)
                .transform(sends(client(), BatchOptions.defaults()))
                .doOnNext(outcomes::add)
                .collect(BatchReport.collector())
                .block(PATIENCE.multipliedBy(5));

        System.out.println("seed " + seed + ": " + report);
        assertThat(outcomes).extracting(Outcome::item).doesNotHaveDuplicates().hasSize(ITEMS);
        assertThat(simulator.faults().pending()).isZero();
        // Each throttled send once more, and nothing else.
        assertThat(simulator.requestCount(Operation.MESSAGING))
                .as("seed " + seed)
                .isEqualTo(ITEMS + FAULTS_OF_A_KIND);
        assertThat(simulator.messages()).extracting(message -> message.to()).doesNotHaveDuplicates();
        for (Outcome<Integer, MessagingCodeResponse> outcome : outcomes) {
            int messages = simulator.inbox(number(outcome.item())).size();
            if (outcome instanceof Outcome.Success) {
                assertThat(messages).isEqualTo(1);
            } else if (outcome.disposition().orElseThrow() != Disposition.UNKNOWN) {
                assertThat(messages).as(outcome.toString()).isZero();
            }
        }
        int refused = refusals.size() * FAULTS_OF_A_KIND;
        int unknownWithMessage = failuresWithMessage.size() * FAULTS_OF_A_KIND;
        int unknown = unknownWithMessage + failuresWithoutMessage.size() * FAULTS_OF_A_KIND;
        assertThat(report.failed(Disposition.REJECTED)).isEqualTo(refused);
        assertThat(report.failed(Disposition.UNKNOWN)).isEqualTo(unknown);
        assertThat(report.failed(Disposition.NOT_SENT)).isZero();
        assertThat(report.succeeded()).isEqualTo(ITEMS - refused - unknown);
        assertThat(report.items()).isEqualTo(ITEMS);
        assertThat(report.toReconcile()).hasSize(unknown);
        assertThat(simulator.messages()).hasSize((int) report.succeeded() + unknownWithMessage);
    }

    @ParameterizedTest(name = "tls={0}")
    @ValueSource(booleans = {false, true})
    void throughAServerThatBreaksAtRandomPointsNoItemIsLostSentTwiceOrCalledNotSentThatWasReceived(boolean tls)
            throws Exception {
        long seed = Long.getLong("chaos.seed", ThreadLocalRandom.current().nextLong());
        try (ChaosServer server = new ChaosServer(tls ? Certificates.serverContext() : null, seed, LATE)) {
            MfaClient client = clients.open(options(server.baseUri())
                    .trustManager(Certificates.trustManager())
                    .responseTimeout(LATE.dividedBy(2)));

            List<Outcome<Integer, MessagingCodeResponse>> outcomes = Flux.range(0, ITEMS)
                    .transform(sends(client, BatchOptions.defaults()))
                    .collectList()
                    .block(PATIENCE.multipliedBy(5));

            assertThat(outcomes)
                    .extracting(Outcome::item)
                    .doesNotHaveDuplicates()
                    .hasSize(ITEMS);
            for (Outcome<Integer, MessagingCodeResponse> outcome : outcomes) {
                int received = server.received(number(outcome.item()));
                assertThat(received).as("seed %d: %s", seed, outcome).isLessThanOrEqualTo(1);
                if (outcome instanceof Outcome.Success) {
                    assertThat(received).as("seed %d", seed).isEqualTo(1);
                } else if (outcome.disposition().orElseThrow() == Disposition.NOT_SENT) {
                    assertThat(received).as("seed %d: %s", seed, outcome).isZero();
                }
            }
        }
    }

    @Test
    void aWrongPasswordCostsNoMoreRequestsThanWereInFlight() {
        MfaClient client = clients.open(
                options(simulator.baseUri()).credentials(Credentials.basic(MfaSimulator.DEFAULT_USERNAME, "wrong")));

        StepVerifier.create(Flux.range(0, ITEMS)
                        .transform(sends(
                                client, BatchOptions.builder().concurrency(8).build())))
                .thenConsumeWhile(outcome -> true)
                .expectError(BatchStoppedException.class)
                .verify(PATIENCE);

        assertThat(simulator.requestCount(Operation.MESSAGING)).isLessThanOrEqualTo(8 + 8);
    }

    @Test
    void aBatchLeavesRoomForOthersAndOverloadsNothing() {
        MfaClient client = client();

        BatchReport<Integer> report = Flux.range(0, ITEMS)
                .transform(sends(
                        client, BatchOptions.builder().concurrency(64 + 128).build()))
                .collect(BatchReport.collector())
                .block(PATIENCE);

        assertThat(report.succeeded()).isEqualTo(ITEMS);
        assertThat(simulator.requestCount(Operation.MESSAGING)).isEqualTo(ITEMS);
    }

    @Test
    void whatTheClientShedsIsSentLaterAndOnce() {
        MfaClient client = clients.open(options(simulator.baseUri())
                .credentials(Credentials.basic(MfaSimulator.DEFAULT_USERNAME, MfaSimulator.DEFAULT_PASSWORD))
                .maxConnections(4)
                .maxPending(4));

        BatchReport<Integer> report = Flux.range(0, 100)
                .transform(sends(client, BatchOptions.builder().concurrency(16).build()))
                .collect(BatchReport.collector())
                .block(PATIENCE);

        assertThat(report.succeeded()).as(report.toString()).isEqualTo(100);
        assertThat(simulator.requestCount(Operation.MESSAGING)).isEqualTo(100);
    }

    @ParameterizedTest
    @MethodSource
    void aServiceThatRefusesForTwoSecondsAcceptsAllInTheEnd(Map<String, String> headers) {
        MfaClient client = client();
        simulator.faults().forAccount(MfaSimulator.DEFAULT_ACCOUNT_ID, Fault.status(429, "{}", headers));
        Disposable end = Mono.delay(Duration.ofSeconds(2))
                .subscribe(tick -> simulator.faults().clearAccount(MfaSimulator.DEFAULT_ACCOUNT_ID));

        BatchReport<Integer> report = Flux.range(0, 1_000)
                .transform(sends(client, BatchOptions.defaults()))
                .collect(BatchReport.collector())
                .doFinally(signal -> end.dispose())
                .block(PATIENCE.multipliedBy(2));

        assertThat(report.succeeded()).as(report.toString()).isEqualTo(1_000);
        assertThat(simulator.messages()).hasSize(1_000);
        assertThat(simulator.requestCount(Operation.MESSAGING)).isLessThan(1_000 + 100);
    }

    static Stream<Map<String, String>> aServiceThatRefusesForTwoSecondsAcceptsAllInTheEnd() {
        String past = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).minusMinutes(1));
        return Stream.of(Map.of("Retry-After", "0"), Map.of(), Map.of("Retry-After", past));
    }
}

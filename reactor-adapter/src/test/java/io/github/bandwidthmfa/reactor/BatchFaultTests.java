package io.github.bandwidthmfa.reactor;

import static io.github.bandwidthmfa.reactor.Samples.PATIENCE;
import static io.github.bandwidthmfa.reactor.Samples.codeRequest;
import static io.github.bandwidthmfa.reactor.Samples.options;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.MessagingCodeResponse;
import io.github.bandwidthmfa.reactor.batch.Batch;
import io.github.bandwidthmfa.reactor.batch.BatchOptions;
import io.github.bandwidthmfa.reactor.batch.BatchReport;
import io.github.bandwidthmfa.reactor.batch.BatchStoppedException;
import io.github.bandwidthmfa.reactor.batch.Outcome;
import io.github.bandwidthmfa.simulator.Fault;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import io.github.bandwidthmfa.simulator.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** Batches of paid requests through the client, against a service that fails in every way, and counts. */
final class BatchFaultTests {

    private static final int ITEMS = 2_000;
    private static final int FAULTS_OF_A_KIND = ITEMS * 3 / 10 / 10;

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
        int throttled = FAULTS_OF_A_KIND;
        Map<String, String> soon = Map.of("Retry-After", "0");
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < FAULTS_OF_A_KIND; i++) {
            faults.add(Fault.status(429, "{}", soon));
            faults.add(Fault.status(400));
            faults.add(Fault.status(500));
            faults.add(Fault.status(504));
            faults.add(Fault.closeAfterReading());
            faults.add(Fault.resetAfterReadingWithoutActing());
            faults.add(Fault.closeMidResponse());
            faults.add(Fault.resetMidResponse());
            faults.add(Fault.status(200, "<html>", Map.of()));
            faults.add(i % 20 == 0 ? Fault.hang() : Fault.delay(Duration.ofMillis(20)));
        }
        long seed = System.nanoTime();
        Collections.shuffle(faults, new Random(seed));
        faults.forEach(simulator.faults()::next);
        List<Outcome<Integer, MessagingCodeResponse>> outcomes = new ArrayList<>();

        BatchReport<Integer> report = Flux.range(0, ITEMS)
                .transform(sends(client(), BatchOptions.defaults()))
                .doOnNext(outcomes::add)
                .collect(BatchReport.collector())
                .block(PATIENCE);

        System.out.println(report);
        assertThat(outcomes).extracting(Outcome::item).doesNotHaveDuplicates().hasSize(ITEMS);
        assertThat(simulator.faults().pending()).isZero();
        long requests = simulator.requestCount(Operation.MESSAGING);
        assertThat(requests).as("seed " + seed).isLessThanOrEqualTo(ITEMS + throttled);
        assertThat(simulator.messages()).extracting(message -> message.to()).doesNotHaveDuplicates();
        for (Outcome<Integer, MessagingCodeResponse> outcome : outcomes) {
            int messages = simulator.inbox(number(outcome.item())).size();
            if (outcome instanceof Outcome.Success) {
                assertThat(messages).isEqualTo(1);
            } else if (outcome.disposition().orElseThrow() != Disposition.UNKNOWN) {
                assertThat(messages).as(outcome.toString()).isZero();
            }
        }
        assertThat(report.items()).isEqualTo(ITEMS);
        assertThat(report.failures().get("MfaBadRequestException")).isEqualTo(FAULTS_OF_A_KIND);
        assertThat(report.failures().get("MfaServerException")).isEqualTo(2 * FAULTS_OF_A_KIND);
        assertThat(report.failures().get("MfaDecodingException")).isEqualTo(FAULTS_OF_A_KIND);
        assertThat(report.failures()).doesNotContainKeys("MfaTooManyRequestsException", "MfaOverloadedException");
        assertThat(report.failed(Disposition.REJECTED)).isEqualTo(FAULTS_OF_A_KIND);
        assertThat(report.toReconcile()).hasSize((int) report.failed(Disposition.UNKNOWN));
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
}

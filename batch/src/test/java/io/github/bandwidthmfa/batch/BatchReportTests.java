package io.github.bandwidthmfa.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.MfaOperation;
import io.github.bandwidthmfa.MfaTransportException;
import io.github.bandwidthmfa.batch.Outcome.NotAttempted.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

final class BatchReportTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final List<Outcome<String, String>> OUTCOMES = List.of(
            new Outcome.Success<>("a", "", millis(10)),
            new Outcome.Success<>("b", "", millis(20)),
            failure("c", Disposition.UNKNOWN),
            failure("d", Disposition.NOT_SENT),
            failure("e", Disposition.REJECTED),
            new Outcome.NotAttempted<>("f", Reason.STOPPED, Optional.empty()),
            new Outcome.NotAttempted<>("g", Reason.NO_REQUEST, Optional.of(new IllegalArgumentException())),
            new Outcome.UnexpectedError<>("h", new IllegalStateException(), millis(30)));

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private static Outcome<String, String> failure(String item, Disposition disposition) {
        return new Outcome.Failure<>(
                item, new MfaTransportException(MfaOperation.MESSAGING, disposition, "", null), millis(30));
    }

    @Test
    void everyOutcomeIsCountedWhereItBelongs() {
        BatchReport<String> report =
                Flux.fromIterable(OUTCOMES).collect(BatchReport.collector()).block(PATIENCE);

        assertThat(report.items()).isEqualTo(8);
        assertThat(report.succeeded()).isEqualTo(2);
        for (Disposition disposition : Disposition.values()) {
            assertThat(report.failed(disposition)).isEqualTo(1);
        }
        assertThat(report.failures()).isEqualTo(Map.of("MfaTransportException", 3L));
        assertThat(report.notAttempted(Reason.STOPPED)).isEqualTo(1);
        assertThat(report.notAttempted(Reason.NO_REQUEST)).isEqualTo(1);
        assertThat(report.notAttempted(Reason.NO_PERMIT)).isZero();
        assertThat(report.defects()).isEqualTo(1);
        assertThat(report.toReconcile()).containsExactly("c", "h");
        assertThat(report.toSendAgain()).containsExactly("d", "f");
        assertThat(report.latency(0).toMillis()).isBetween(9L, 10L);
        assertThat(report.latency(100).toMillis()).isBetween(30L, 31L);
        assertThat(report.toString()).startsWith("8 items in ").contains("2 succeeded");
    }

    @Test
    void theListsAreBoundedAndTheCountsAreNot() {
        BatchReport<String> report = OUTCOMES.stream()
                .flatMap(outcome -> IntStream.range(0, BatchReport.LISTED + 5).mapToObj(i -> outcome))
                .collect(BatchReport.collector());

        assertThat(report.items()).isEqualTo(8L * (BatchReport.LISTED + 5));
        assertThat(report.toReconcile()).hasSize(BatchReport.LISTED);
        assertThat(report.toSendAgain()).hasSize(BatchReport.LISTED);
    }

    @Test
    void partsAddUp() {
        BatchReport<String> report = OUTCOMES.parallelStream().collect(BatchReport.collector());

        assertThat(report.items()).isEqualTo(8);
        assertThat(report.toReconcile()).containsExactly("c", "h");
        assertThat(report.latency(100).toMillis()).isBetween(30L, 31L);
    }

    @Test
    void reportsComeOnTheWayAndAtTheEnd() {
        StepVerifier.create(Flux.fromIterable(OUTCOMES)
                        .transform(BatchReport.progress(Duration.ZERO))
                        .map(BatchReport::items))
                .expectNext(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 8L)
                .expectComplete()
                .verify(PATIENCE);
        StepVerifier.create(Flux.fromIterable(OUTCOMES)
                        .transform(BatchReport.progress(Duration.ofHours(1)))
                        .map(BatchReport::items))
                .expectNext(8L)
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void aBatchThatFailsHasAReportFirst() {
        StepVerifier.create(Flux.fromIterable(OUTCOMES)
                        .concatWith(Flux.error(new IllegalStateException("broken")))
                        .transform(BatchReport.progress(Duration.ofHours(1)))
                        .map(BatchReport::items))
                .expectNext(8L)
                .expectErrorMessage("broken")
                .verify(PATIENCE);
    }
}

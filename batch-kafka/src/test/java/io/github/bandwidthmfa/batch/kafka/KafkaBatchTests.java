package io.github.bandwidthmfa.batch.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.batch.BatchOptions;
import io.github.bandwidthmfa.batch.BatchReport;
import io.github.bandwidthmfa.batch.kafka.OutcomeRecord.Result;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Orders in, outcomes out: one sender, nothing goes wrong but the orders. */
final class KafkaBatchTests {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Test
    void everyOrderIsSentOnceAndHasOneOutcome() {
        Scenario scenario = Scenario.withPartitions(3);
        scenario.produce(IntStream.range(0, 300).mapToObj(i -> "order" + i).toList());

        BatchReport<OrderId> report = scenario.runUntilOutcomes(300);

        assertThat(scenario.calls()).hasSize(300).doesNotHaveDuplicates();
        assertThat(scenario.outcomes(300)).hasSize(300).allSatisfy(outcome -> {
            assertThat(outcome.outcome()).isEqualTo(Result.ACCEPTED);
            assertThat(outcome.responseId()).isPresent();
        });
        assertThat(report.succeeded()).isEqualTo(300);
    }
}

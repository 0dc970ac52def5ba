package io.github.bandwidthmfa.batch.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.batch.BatchOptions;
import io.github.bandwidthmfa.batch.kafka.OutcomeRecord.Result;
import io.github.bandwidthmfa.batch.kafka.Scenario.Running;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** One sender goes on where another one has ended, was stopped, or lost a partition. */
final class HandOverTests {

    private static List<String> orders(int count) {
        return IntStream.range(0, count).mapToObj(i -> "order" + i).toList();
    }

    @Test
    void whatADeadProcessHadClaimedIsUnknownAndNeverSent() {
        Scenario scenario = Scenario.withPartitions(1).produce(orders(10));
        // Claimed 2, 3 and 5; given back 4; the others before 6 are done.
        scenario.broker().commit(scenario.group(), scenario.partition(0), 6, "mfa1 dead 9 4:1,1!,1");

        scenario.runUntilOutcomes(8);

        assertThat(scenario.calls()).containsExactlyInAnyOrder("order4", "order6", "order7", "order8", "order9");
        List<OutcomeRecord> outcomes = scenario.outcomes(8);
        assertThat(outcomes).hasSize(8);
        assertThat(outcomes.stream()
                        .filter(outcome -> outcome.outcome() == Result.UNKNOWN)
                        .map(outcome -> outcome.order().offset() + " "
                                + outcome.reason().orElse("")))
                .containsExactlyInAnyOrder("2 interrupted", "3 interrupted", "5 interrupted");
    }

    @Test
    void aStoppedSenderGivesBackWhatItHasNotBegun() {
        Scenario scenario = Scenario.withPartitions(2).produce(orders(40));
        Sinks.Empty<Void> responses = Sinks.empty();
        Running first =
                Scenario.start(scenario.builder(order -> responses.asMono().thenReturn(order))
                        .options(scenario.options()
                                .batch(BatchOptions.builder().concurrency(5).build())
                                .build())
                        .build());
        Scenario.await("it calls", () -> scenario.calls().size() == 5);
        Scenario.await("it claims", () -> first.totals().claims() == 10);
        Mono<Void> stop = first.batch().stop();
        AtomicBoolean stopped = new AtomicBoolean();
        stop.subscribe(never -> {}, error -> {}, () -> stopped.set(true));
        Scenario.await("it stops", () -> first.totals().released() == 5);
        assertThat(stopped).as("calls are in flight").isFalse();
        responses.tryEmitEmpty();
        first.stop();

        assertThat(scenario.calls()).hasSize(5);
        assertThat(scenario.broker()
                                .committed(scenario.group(), scenario.partition(0))
                                .metadata()
                        + scenario.broker()
                                .committed(scenario.group(), scenario.partition(1))
                                .metadata())
                .contains("!");
        Running second = scenario.start(Mono::just);
        assertThat(scenario.outcomes(40))
                .hasSize(40)
                .allSatisfy(outcome -> assertThat(outcome.outcome()).isEqualTo(Result.ACCEPTED));
        second.stop();
        assertThat(scenario.calls()).containsExactlyInAnyOrderElementsOf(orders(40));
    }

    @Test
    void cancellingStopsIt() {
        Scenario scenario = Scenario.withPartitions(1).produce(orders(3));
        KafkaBatch<String, String> batch = scenario.builder(Mono::just).build();
        Disposable running = batch.run().subscribe();
        List<OutcomeRecord> outcomes = scenario.outcomes(3);
        running.dispose();

        batch.stop().block(Scenario.LIMIT);
        assertThat(outcomes).hasSize(3);
        assertThat(batch.status().state()).isEqualTo(KafkaBatchStatus.State.STOPPED);
    }

    @Test
    void anotherSenderTakesOverPartitionsWhileCallsGoOn() {
        Scenario scenario = Scenario.withPartitions(4).produce(orders(400));
        Running first =
                scenario.start(order -> Mono.delay(Duration.ofMillis(30)).thenReturn(order));
        Scenario.await("the first sends", () -> scenario.calls().size() > 20);
        Running second =
                scenario.start(order -> Mono.delay(Duration.ofMillis(30)).thenReturn(order));
        Scenario.await(
                "the second owns partitions", () -> second.batch().status().partitions() == 2);
        scenario.produce(orders(40));

        List<OutcomeRecord> outcomes = scenario.outcomes(440);
        first.stop();
        second.stop();
        assertThat(outcomes)
                .hasSize(440)
                .allSatisfy(outcome -> assertThat(outcome.outcome()).isEqualTo(Result.ACCEPTED));
        assertThat(outcomes.stream().map(OutcomeRecord::order)).doesNotHaveDuplicates();
        assertThat(scenario.calls()).hasSize(440);
        assertThat(second.totals().outcomes(Result.ACCEPTED)).isPositive();
    }

    /** The broker would accept a commit for the partition that has moved: the sender is still a member of the group. */
    @Test
    void anOutcomeThatComesAfterThePartitionMovedIsLate() {
        Scenario scenario = Scenario.withPartitions(2).produce("slow0", "slow1");
        Sinks.Empty<Void> responses = Sinks.empty();
        Running first = Scenario.start(scenario.builder(
                        order -> responses.asMono().thenReturn(order))
                .options(scenario.options().drainTimeout(Duration.ofMillis(200)).build())
                .build());
        Scenario.await("both are called", () -> scenario.calls().size() == 2);
        Running second = scenario.start(Mono::just);
        List<OutcomeRecord> interrupted = scenario.outcomes(1);
        responses.tryEmitEmpty();

        List<OutcomeRecord> outcomes = scenario.outcomes(2);
        List<OutcomeRecord> late = scenario.lateOutcomes(1);
        first.stop();
        second.stop();
        assertThat(interrupted).singleElement().satisfies(outcome -> {
            assertThat(outcome.outcome()).isEqualTo(Result.UNKNOWN);
            assertThat(outcome.by()).isEqualTo(second.batch().owner());
        });
        assertThat(late).singleElement().satisfies(outcome -> {
            assertThat(outcome.order()).isEqualTo(interrupted.get(0).order());
            assertThat(outcome.outcome()).isEqualTo(Result.ACCEPTED);
            assertThat(outcome.by()).isEqualTo(first.batch().owner());
        });
        assertThat(outcomes).hasSize(2);
        assertThat(outcomes.stream().map(OutcomeRecord::order)).doesNotHaveDuplicates();
        assertThat(scenario.outcomes(2)).hasSize(2);
        assertThat(scenario.calls()).hasSize(2);
    }

    /** The gate: at the rate limiter an order is claimed and not begun. */
    @Test
    void anOrderThatWaitsForAPermitIsReleasedAndNotCalled() {
        Scenario scenario = Scenario.withPartitions(1).produce(orders(6));
        Sinks.Empty<Void> permits = Sinks.empty();
        Running first = Scenario.start(scenario.builder(Mono::just)
                .options(scenario.options()
                        .batch(BatchOptions.builder()
                                .concurrency(2)
                                .rateLimiter(count -> permits.asMono())
                                .build())
                        .build())
                .build());
        Scenario.await("orders are claimed", () -> first.totals().claims() == 4);
        Mono<Void> stop = first.batch().stop();
        stop.block(Scenario.LIMIT);
        permits.tryEmitEmpty();

        assertThat(first.totals().released()).isEqualTo(4);
        scenario.runUntilOutcomes(6);
        assertThat(scenario.calls()).containsExactlyInAnyOrderElementsOf(orders(6));
        assertThat(scenario.outcomes(6)).hasSize(6);
    }

    @Test
    void ordersThatWaitForLongAreConfirmedAndSent() {
        Scenario scenario = Scenario.withPartitions(1).produce(orders(3));
        Sinks.Empty<Void> permits = Sinks.empty();
        Running running = Scenario.start(scenario.builder(Mono::just)
                .options(scenario.options()
                        .staleAfter(Duration.ofMillis(900))
                        .batch(BatchOptions.builder()
                                .rateLimiter(count -> permits.asMono())
                                .build())
                        .build())
                .build());
        Scenario.await("orders are claimed", () -> running.totals().claims() == 3);
        long sequence = sequence(scenario);
        Scenario.await("claims are confirmed", () -> sequence(scenario) > sequence + 3);
        assertThat(running.batch().status().state()).isEqualTo(KafkaBatchStatus.State.RUNNING);
        permits.tryEmitEmpty();

        assertThat(scenario.outcomes(3)).hasSize(3);
        running.stop();
        assertThat(running.totals().claims()).isEqualTo(3);
    }

    private static long sequence(Scenario scenario) {
        return Optional.ofNullable(scenario.broker().committed(scenario.group(), scenario.partition(0)))
                .map(commit -> Claims.parse(commit.metadata(), commit.offset()).sequence())
                .orElse(0L);
    }

    @Test
    void thousandsInFlightInOnePartitionFitTheMetadata() {
        Scenario scenario = Scenario.withPartitions(1).produce();
        scenario.broker().produceAll(scenario.ordersTopic(), 0, orders(5_000));
        Running running = Scenario.start(scenario.builder(order ->
                        order.endsWith("7") ? Mono.delay(Duration.ofSeconds(1)).thenReturn(order) : Mono.just(order))
                .options(scenario.options()
                        .batch(BatchOptions.builder().concurrency(4_000).build())
                        .build())
                .build());

        assertThat(scenario.outcomes(5_000)).hasSize(5_000);
        running.stop();
        assertThat(scenario.calls()).hasSize(5_000);
        assertThat(running.totals().refused()).isZero();
    }
}

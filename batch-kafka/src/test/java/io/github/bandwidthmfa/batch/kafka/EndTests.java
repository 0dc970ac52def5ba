package io.github.bandwidthmfa.batch.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.batch.BatchOptions;
import io.github.bandwidthmfa.batch.kafka.OutcomeRecord.Result;
import io.github.bandwidthmfa.batch.kafka.Scenario.Running;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/** It is stopped or cancelled at any moment, and more than once. */
final class EndTests {

    private static List<String> orders(int count) {
        return IntStream.range(0, count).mapToObj(i -> "order" + i).toList();
    }

    /** Counts commits that are made while the group is left. */
    private static KafkaClients countingCommitsIn(KafkaBatchOptions options, Scenario scenario, AtomicInteger commits) {
        ClientSettings settings = ClientSettings.of(scenario.connection(), options, new ArrayList<>());
        KafkaClients clients = KafkaClients.of(settings);
        return new KafkaClients() {
            @Override
            public Consumer<byte[], byte[]> consumer() {
                AtomicBoolean closing = new AtomicBoolean();
                return new KafkaConsumer<>(settings.consumer()) {
                    @Override
                    public ConsumerGroupMetadata groupMetadata() {
                        commits.addAndGet(closing.get() ? 1 : 0);
                        return super.groupMetadata();
                    }

                    @Override
                    public void close(CloseOptions how) {
                        closing.set(true);
                        super.close(how);
                    }
                };
            }

            @Override
            public Producer<byte[], byte[]> transactionalProducer(String transactionalId) {
                return clients.transactionalProducer(transactionalId);
            }

            @Override
            public Producer<byte[], byte[]> plainProducer() {
                return clients.plainProducer();
            }
        };
    }

    /** While it waits it confirms its claims, often: so it is seen whether it waits. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aCallThatDoesNotEndIsWaitedForOnce() {
        Scenario scenario = Scenario.withPartitions(1).produce("stuck");
        KafkaBatchOptions options = scenario.options()
                .drainTimeout(Duration.ofSeconds(2))
                .staleAfter(Duration.ofMillis(60))
                .build();
        AtomicInteger commitsWhileLeaving = new AtomicInteger();
        Running running = Scenario.start(scenario.builder(order -> Mono.never())
                .options(options)
                .build(countingCommitsIn(options, scenario, commitsWhileLeaving)));
        Scenario.await("it calls", () -> scenario.calls().size() == 1);

        running.stop();

        assertThat(commitsWhileLeaving.get()).isLessThan(3);
        scenario.runUntilOutcomes(1);
        assertThat(scenario.outcomes(1))
                .singleElement()
                .satisfies(outcome -> assertThat(outcome.outcome()).isEqualTo(Result.UNKNOWN));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void stoppedManyTimesAtOnceItEndsOnce() {
        Scenario scenario = Scenario.withPartitions(2).produce(orders(50));
        Running running =
                scenario.start(order -> Mono.delay(Duration.ofMillis(20)).thenReturn(order));
        Scenario.await("it calls", () -> scenario.calls().size() > 5);

        Flux.range(0, 20)
                .flatMap(i -> Mono.defer(running.batch()::stop).subscribeOn(Schedulers.parallel()))
                .blockLast(Scenario.LIMIT);
        running.stop();

        scenario.runUntilOutcomes(50);
        assertThat(scenario.calls()).containsExactlyInAnyOrderElementsOf(orders(50));
        assertThat(scenario.outcomes(50)).hasSize(50);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void stoppedDuringARebalanceNoOrderIsLost() {
        Scenario scenario = Scenario.withPartitions(4).produce(orders(200));
        Sinks.Empty<Void> responses = Sinks.empty();
        Running first = scenario.start(order -> responses.asMono().thenReturn(order));
        Scenario.await("it calls", () -> scenario.calls().size() > 5);
        Running second = scenario.start(Mono::just);
        // The first waits for its calls in the callback.
        Scenario.await("partitions are to move", () -> first.totals().released() > 0);
        Mono<Void> stop = first.batch().stop();
        Disposable stopping = stop.subscribe();
        responses.tryEmitEmpty();

        List<OutcomeRecord> outcomes = scenario.outcomes(200);
        first.stop();
        second.stop();
        stopping.dispose();
        assertThat(outcomes)
                .hasSize(200)
                .allSatisfy(outcome -> assertThat(outcome.outcome()).isEqualTo(Result.ACCEPTED));
        assertThat(scenario.calls()).containsExactlyInAnyOrderElementsOf(orders(200));
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @ValueSource(strings = {"at once", "owning", "calling"})
    void cancelledInAnyPhaseItLeavesEveryOrderToTheNext(String phase) {
        Scenario scenario = Scenario.withPartitions(2).produce(orders(40));
        KafkaBatch<String, String> batch = scenario.builder(
                        order -> Mono.delay(Duration.ofMillis(20)).thenReturn(order))
                .options(scenario.options()
                        .batch(BatchOptions.builder().concurrency(4).build())
                        .build())
                .build();
        Disposable running = batch.run().subscribe();
        Scenario.await(phase, () -> switch (phase) {
            case "owning" -> batch.status().partitions() == 2;
            case "calling" -> scenario.calls().size() > 3;
            default -> true;
        });
        running.dispose();
        batch.stop().block(Scenario.LIMIT);

        scenario.runUntilOutcomes(40);
        assertThat(scenario.outcomes(40))
                .hasSize(40)
                .allSatisfy(outcome -> assertThat(outcome.outcome()).isEqualTo(Result.ACCEPTED));
        assertThat(scenario.calls()).containsExactlyInAnyOrderElementsOf(orders(40));
    }
}

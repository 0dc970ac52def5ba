package io.github.bandwidthmfa.batch.kafka;

import io.github.bandwidthmfa.batch.BatchReport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.TopicPartition;
import reactor.core.publisher.Mono;

/** Topics and a group of one test, and senders whose calls it sees. Orders are texts; the response to one is its own id. */
final class Scenario {

    static final Duration LIMIT = Duration.ofSeconds(40);

    private final SharedBroker broker = SharedBroker.get();
    private final int partitions;
    private final String orders;
    private final String outcomes;
    private final String late;
    private final String group;
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private int produced;

    private Scenario(int partitions) {
        this.partitions = partitions;
        this.orders = broker.topic("orders", partitions);
        this.outcomes = broker.topic("outcomes", 1);
        this.late = broker.topic("late", 1);
        this.group = broker.name("group");
    }

    static Scenario withPartitions(int partitions) {
        return new Scenario(partitions);
    }

    SharedBroker broker() {
        return broker;
    }

    String group() {
        return group;
    }

    String ordersTopic() {
        return orders;
    }

    String lateTopic() {
        return late;
    }

    String outcomesTopic() {
        return outcomes;
    }

    TopicPartition partition(int number) {
        return new TopicPartition(orders, number);
    }

    Scenario produce(String... values) {
        return produce(List.of(values));
    }

    Scenario produce(List<String> values) {
        values.forEach(value -> broker.produceAll(orders, produced++ % partitions, List.of(value)));
        return this;
    }

    Scenario send(byte[] key, String value) {
        broker.produce(orders, 0, key, value);
        return this;
    }

    /** The orders whose calls were begun, in this order. */
    List<String> calls() {
        return calls;
    }

    List<OutcomeRecord> outcomes(int count) {
        return broker.outcomes(outcomes, count);
    }

    List<OutcomeRecord> lateOutcomes(int count) {
        return broker.outcomes(late, count);
    }

    /** Settings of the clients, for a group that notices fast that a member is gone. */
    Map<String, Object> connection() {
        Map<String, Object> connection = new HashMap<>();
        connection.put("bootstrap.servers", broker.bootstrapServers());
        connection.put("group.id", group);
        connection.put("session.timeout.ms", "6000");
        connection.put("heartbeat.interval.ms", "500");
        return connection;
    }

    KafkaBatchOptions.Builder options() {
        return KafkaBatchOptions.builder()
                .firstStart(FirstStart.EARLIEST)
                .drainTimeout(Duration.ofSeconds(5))
                .staleAfter(Duration.ofSeconds(4));
    }

    KafkaBatch.Builder<String, String> builder(Function<String, Mono<String>> call) {
        return KafkaBatch.<String, String>builder()
                .connection(connection())
                .orders(orders, bytes -> new String(bytes, StandardCharsets.UTF_8))
                .call(order -> Mono.defer(() -> {
                    calls.add(order);
                    return call.apply(order);
                }))
                .responseId(UnaryOperator.identity())
                .outcomesTo(outcomes)
                .lateOutcomesTo(late)
                .options(options().build());
    }

    /** A sender on its way. */
    record Running(KafkaBatch<String, String> batch, AtomicReference<Object> end) {

        boolean hasEnded() {
            return end.get() != null;
        }

        /** The error that it has ended with. */
        Throwable failure() {
            await("the sender ends", this::hasEnded);
            return (Throwable) end.get();
        }

        KafkaBatchStatus.Totals totals() {
            return batch.status().totals();
        }

        @SuppressWarnings("unchecked")
        BatchReport<OrderId> stop() {
            batch.stop().block(LIMIT);
            await("the report is there", this::hasEnded);
            if (end.get() instanceof Throwable failure) {
                throw new AssertionError("the sender has failed", failure);
            }
            return (BatchReport<OrderId>) end.get();
        }
    }

    static Running start(KafkaBatch<String, String> batch) {
        AtomicReference<Object> end = new AtomicReference<>();
        batch.run().subscribe(end::set, end::set);
        return new Running(batch, end);
    }

    Running start(Function<String, Mono<String>> call) {
        return start(builder(call).build());
    }

    BatchReport<OrderId> runUntilOutcomes(int count) {
        Running running = start(Mono::just);
        List<OutcomeRecord> unusedAwaited = outcomes(count);
        return running.stop();
    }

    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + LIMIT + ": " + what);
            }
            Thread.onSpinWait();
            try {
                Thread.sleep(5);
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        }
    }
}

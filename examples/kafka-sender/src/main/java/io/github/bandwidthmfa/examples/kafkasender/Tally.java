package io.github.bandwidthmfa.examples.kafkasender;

import io.github.bandwidthmfa.batch.kafka.OrderId;
import io.github.bandwidthmfa.batch.kafka.OutcomeRecord;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import io.github.bandwidthmfa.simulator.Operation;
import io.github.bandwidthmfa.simulator.ReceivedRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import tools.jackson.databind.json.JsonMapper;

/** Counts what the service has received, by number, and the outcomes that are committed, by order. */
final class Tally implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private final MfaSimulator simulator;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<OrderId, Integer> outcomes = new HashMap<>();
    private int unknown;

    Tally(MfaSimulator simulator, String bootstrapServers, String topic) {
        this.simulator = simulator;
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "isolation.level", "read_committed",
                        "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /**
     * What was counted so far.
     *
     * @param sent requests to send that the service has received
     * @param sentTwice numbers that it has received more than one for
     * @param outcomes orders with an outcome
     * @param severalOutcomes orders with more than one
     * @param unknown outcomes that are UNKNOWN
     */
    record Counts(int sent, int sentTwice, int outcomes, int severalOutcomes, int unknown) {}

    Counts count(Duration patience) {
        for (ConsumerRecord<byte[], byte[]> outcomeRecord : consumer.poll(patience)) {
            OutcomeRecord outcome = OutcomeRecord.read(outcomeRecord.value());
            outcomes.merge(outcome.order(), 1, Integer::sum);
            unknown += outcome.outcome() == OutcomeRecord.Result.UNKNOWN ? 1 : 0;
        }
        Map<String, Integer> sends = new HashMap<>();
        for (ReceivedRequest request : simulator.requests()) {
            if (request.operation() == Operation.MESSAGING) {
                sends.merge(JSON.readTree(request.body()).path("to").asString(), 1, Integer::sum);
            }
        }
        return new Counts(
                sends.values().stream().mapToInt(Integer::intValue).sum(),
                (int) sends.values().stream().filter(count -> count > 1).count(),
                outcomes.size(),
                (int) outcomes.values().stream().filter(count -> count > 1).count(),
                unknown);
    }

    @Override
    public void close() {
        consumer.close();
    }
}

package io.github.bandwidthmfa.batch.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A bare consumer, and a producer, with which the rules of the broker are tried out. */
final class GroupMember implements AutoCloseable {

    /** How a commit is made. */
    enum Way {
        SYNC,
        TRANSACTION
    }

    static final int SESSION_MILLIS = 2_000;

    /** The broker looks once a second for transactions that are older. */
    private static final int TRANSACTION_MILLIS = 10_000;

    private static final Duration COMMITTED_TIMEOUT =
            Duration.ofMillis(TRANSACTION_MILLIS).plusSeconds(1);

    private final String topic;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;

    GroupMember(String bootstrapServers, String protocol, String group, String topic, int maxPollIntervalMillis) {
        this.topic = topic;
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", bootstrapServers);
        settings.put("group.id", group);
        settings.put("group.protocol", protocol);
        settings.put("enable.auto.commit", "false");
        settings.put("auto.offset.reset", "earliest");
        settings.put("max.poll.interval.ms", String.valueOf(maxPollIntervalMillis));
        settings.put("default.api.timeout.ms", "15000");
        if (protocol.equals("classic")) {
            settings.put("session.timeout.ms", String.valueOf(SESSION_MILLIS));
            settings.put("heartbeat.interval.ms", "300");
            settings.put("partition.assignment.strategy", CooperativeStickyAssignor.class.getName());
        }
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "transactional.id",
                        UUID.randomUUID().toString(),
                        "transaction.timeout.ms",
                        String.valueOf(TRANSACTION_MILLIS),
                        "retry.backoff.ms",
                        "5"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
        // With a listener a member that was fenced joins again only when the listener was told: in poll.
        consumer.subscribe(List.of(topic), new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}

            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {}
        });
    }

    void poll() {
        var unusedRecords = consumer.poll(Duration.ofMillis(50));
    }

    GroupMember pollUntilItOwns(int partitions) {
        Scenario.await("it owns " + partitions, () -> {
            poll();
            return owned().size() == partitions;
        });
        return this;
    }

    List<TopicPartition> owned() {
        return consumer.assignment().stream().toList();
    }

    TopicPartition partition(int number) {
        return new TopicPartition(topic, number);
    }

    void unsubscribe() {
        consumer.unsubscribe();
    }

    /** Whether the broker has accepted it. */
    boolean commit(Way way, TopicPartition partition, long offset) {
        Map<TopicPartition, OffsetAndMetadata> offsets = Map.of(partition, new OffsetAndMetadata(offset));
        if (way == Way.SYNC) {
            try {
                consumer.commitSync(offsets);
                return true;
            } catch (CommitFailedException refused) {
                return false;
            }
        }
        try {
            begin(partition, offset);
            producer.commitTransaction();
            return true;
        } catch (KafkaException refused) {
            producer.abortTransaction();
            return false;
        }
    }

    /** Tells the broker of a commit in a transaction that stays open. */
    void begin(TopicPartition partition, long offset) {
        producer.beginTransaction();
        producer.sendOffsetsToTransaction(Map.of(partition, new OffsetAndMetadata(offset)), consumer.groupMetadata());
    }

    /** Whether the broker has accepted the commit of the open transaction. */
    boolean commitBegun() {
        try {
            producer.commitTransaction();
            return true;
        } catch (KafkaException refused) {
            return false;
        }
    }

    /**
     * What has been committed, read as an owner does that fetches already, once no transaction over it is open; empty if it does not
     * find out in the time that a transaction may take.
     */
    Optional<Long> pollAndReadCommitted() {
        TopicPartition partition = partition(0);
        for (int polls = 0; polls < 5; polls++) {
            poll();
        }
        try {
            return Optional.ofNullable(consumer.committed(Set.of(partition), COMMITTED_TIMEOUT)
                            .get(partition))
                    .map(OffsetAndMetadata::offset);
        } catch (TimeoutException never) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(2)));
    }
}

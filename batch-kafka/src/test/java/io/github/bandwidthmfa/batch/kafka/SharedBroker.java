package io.github.bandwidthmfa.batch.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** One broker for all test classes of this JVM, started when it is needed first. Each test has topics and a group of its own. */
final class SharedBroker {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final class Holder {
        static final SharedBroker INSTANCE = new SharedBroker();
    }

    private final EmbeddedBroker broker;
    private final int proxiedPort;
    private final int proxyPort;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicInteger names = new AtomicInteger();

    private SharedBroker() {
        try {
            List<Integer> ports = EmbeddedBroker.freePorts(4);
            proxiedPort = ports.get(2);
            proxyPort = ports.get(3);
            broker = EmbeddedBroker.start(
                    Files.createTempDirectory(Path.of("target"), "broker"),
                    ports.get(0),
                    ports.get(1),
                    proxiedPort,
                    proxyPort);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()));
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers()), new ByteArraySerializer(), new ByteArraySerializer());
    }

    static SharedBroker get() {
        return Holder.INSTANCE;
    }

    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** Where a proxy is to listen, for clients that {@link #proxyPort} is the address of the broker for. */
    int proxyPort() {
        return proxyPort;
    }

    int proxiedPort() {
        return proxiedPort;
    }

    String name(String what) {
        return what + "-" + names.incrementAndGet();
    }

    String topic(String what, int partitions) {
        String topic = name(what);
        done(admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
                .all());
        return topic;
    }

    void produce(String topic, int partition, String key, String value) {
        produce(topic, partition, bytes(key), value);
    }

    void produce(String topic, int partition, byte[] key, String value) {
        produce(new ProducerRecord<>(topic, partition, key, bytes(value)));
    }

    void produce(ProducerRecord<byte[], byte[]> order) {
        done(producer.send(order));
    }

    void produceAll(String topic, int partition, List<String> values) {
        for (String value : values) {
            var unusedSend = producer.send(new ProducerRecord<>(topic, partition, null, bytes(value)));
        }
        producer.flush();
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    void deleteBefore(TopicPartition partition, long offset) {
        done(admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(offset)))
                .all());
    }

    /** From now on nobody may do this with the resource of this name. */
    void deny(ResourceType type, String name, AclOperation operation) {
        ResourcePattern resource = new ResourcePattern(type, name, PatternType.LITERAL);
        done(admin.createAcls(
                        Map.of(AclOperation.ALL, AclPermissionType.ALLOW, operation, AclPermissionType.DENY)
                                .entrySet()
                                .stream()
                                .map(rule -> new AclBinding(
                                        resource,
                                        new AccessControlEntry("User:*", "*", rule.getKey(), rule.getValue())))
                                .toList())
                .all());
    }

    void commit(String group, TopicPartition partition, long offset, String metadata) {
        done(admin.alterConsumerGroupOffsets(group, Map.of(partition, new OffsetAndMetadata(offset, metadata)))
                .all());
    }

    /**
     * What has been committed, null if nothing. A transaction returns before its offsets show; until then the broker says that they
     * are unstable, for which the admin client leaves the partition out.
     */
    OffsetAndMetadata committed(String group, TopicPartition partition) {
        Map<String, ListConsumerGroupOffsetsSpec> asked =
                Map.of(group, new ListConsumerGroupOffsetsSpec().topicPartitions(List.of(partition)));
        ListConsumerGroupOffsetsOptions stable = new ListConsumerGroupOffsetsOptions().requireStable(true);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        do {
            Map<TopicPartition, OffsetAndMetadata> committed =
                    done(admin.listConsumerGroupOffsets(asked, stable).partitionsToOffsetAndMetadata(group));
            if (committed.containsKey(partition)) {
                return committed.get(partition);
            }
        } while (System.nanoTime() < deadline);
        throw new AssertionError("the offset of " + partition + " stayed unstable");
    }

    Admin admin() {
        return admin;
    }

    /** All committed outcomes of a topic, until there are so many, and no more within a moment. */
    List<OutcomeRecord> outcomes(String topic, int count) {
        List<OutcomeRecord> outcomes = new ArrayList<>();
        records(topic, count).forEach(record -> outcomes.add(OutcomeRecord.read(record.value())));
        return outcomes;
    }

    List<ConsumerRecord<byte[], byte[]>> records(String topic, int count) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", bootstrapServers());
        settings.put("isolation.level", "read_committed");
        settings.put("auto.offset.reset", "earliest");
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (records.size() < count && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(50)).forEach(records::add);
            }
            // What is there beyond the expected is to be seen, too.
            consumer.poll(Duration.ofMillis(100)).forEach(records::add);
        }
        return records;
    }

    static <T> T done(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException | ExecutionException failed) {
            throw new IllegalStateException(failed);
        }
    }
}

package io.github.bandwidthmfa.batch.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.kafka.common.TopicPartition;

/**
 * Which order: the place of its record. The same order in two records is two orders, and two messages.
 *
 * @param topic the topic of orders
 * @param partition zero or more
 * @param offset zero or more
 */
public record OrderId(String topic, int partition, long offset) {

    /**
     * Checks the place.
     *
     * @param topic the topic of orders
     * @param partition zero or more
     * @param offset zero or more
     * @throws IllegalArgumentException if a number is negative
     */
    public OrderId {
        Objects.requireNonNull(topic, "topic");
        if (partition < 0 || offset < 0) {
            throw new IllegalArgumentException(
                    "partition and offset must be zero or more, were " + partition + " and " + offset);
        }
    }

    static OrderId of(TopicPartition partition, long offset) {
        return new OrderId(partition.topic(), partition.partition(), offset);
    }

    /** The key of its outcome's record. */
    byte[] bytes() {
        return toString().getBytes(StandardCharsets.UTF_8);
    }

    /** For example {@code codes-3@4711}. */
    @Override
    public String toString() {
        return topic + "-" + partition + "@" + offset;
    }
}

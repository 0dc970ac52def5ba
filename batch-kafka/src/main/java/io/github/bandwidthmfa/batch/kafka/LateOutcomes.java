package io.github.bandwidthmfa.batch.kafka;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what became of orders that another process has written off as {@code UNKNOWN} by now. Best effort, and outside of any
 * transaction: it is a hint for whoever reconciles. The producer is made when it is needed first.
 */
final class LateOutcomes implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LateOutcomes.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final Optional<String> topic;
    private final Supplier<Producer<byte[], byte[]>> producers;
    private final Counters counters;
    private @Nullable Producer<byte[], byte[]> producer;

    LateOutcomes(Optional<String> topic, Supplier<Producer<byte[], byte[]>> producers, Counters counters) {
        this.topic = topic;
        this.producers = producers;
        this.counters = counters;
    }

    void write(OutcomeRecord outcome) {
        counters.late();
        LOG.info("late outcome: {}", outcome);
        if (topic.isEmpty()) {
            return;
        }
        try {
            Producer<byte[], byte[]> current = producer;
            if (current == null) {
                current = producers.get();
                producer = current;
            }
            Future<RecordMetadata> unusedSend = current.send(
                    OutcomeWriter.recordFor(topic.get(), outcome), (sent, failure) -> warnOf(outcome, failure));
        } catch (KafkaException lost) {
            warnOf(outcome, lost);
        }
    }

    private static void warnOf(OutcomeRecord outcome, @Nullable Exception failure) {
        if (failure != null) {
            LOG.warn("late outcome of {} was not written: {}", outcome.order(), failure.toString());
        }
    }

    @Override
    public void close() {
        Producer<byte[], byte[]> current = producer;
        if (current != null) {
            current.close(CLOSE_TIMEOUT);
        }
    }
}

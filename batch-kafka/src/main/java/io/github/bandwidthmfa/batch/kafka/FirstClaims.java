package io.github.bandwidthmfa.batch.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads where a new owner of a partition goes on. Guesses nothing. */
final class FirstClaims {

    private static final Logger LOG = LoggerFactory.getLogger(FirstClaims.class);

    /** A predecessor that died in a transaction holds its commit back until the broker has ended it. */
    private static final Duration READ_LIMIT = Duration.ofMinutes(2);

    private static final Duration READ_TIMEOUT = Duration.ofMillis(500);

    /**
     * What a new owner begins with.
     *
     * @param end all orders before it are done, but for those pending
     * @param pending orders before {@code end} without an outcome
     * @param isFirst nothing of this library's was committed yet
     */
    record Start(long end, NavigableMap<Long, Claims.Mark> pending, boolean isFirst) {}

    private final Consumer<byte[], byte[]> consumer;
    private final FirstStart firstStart;

    FirstClaims(Consumer<byte[], byte[]> consumer, FirstStart firstStart) {
        this.consumer = consumer;
        this.firstStart = firstStart;
    }

    /**
     * What is committed, once no transaction over it is open any more. Blocks: only for a rebalance callback.
     *
     * @param meanwhile what goes on while this waits: the other partitions
     */
    Map<TopicPartition, @Nullable OffsetAndMetadata> committed(
            Collection<TopicPartition> partitions, Runnable meanwhile) {
        long deadline = System.nanoTime() + READ_LIMIT.toNanos();
        while (true) {
            try {
                return consumer.committed(new HashSet<>(partitions), READ_TIMEOUT);
            } catch (TimeoutException open) {
                if (System.nanoTime() - deadline > 0) {
                    throw open;
                }
                LOG.debug("the commits of {} are not readable yet", partitions);
                meanwhile.run();
            }
        }
    }

    Start of(TopicPartition partition, @Nullable OffsetAndMetadata committed) {
        if (committed == null) {
            return new Start(firstOffset(partition), new TreeMap<>(), true);
        }
        String metadata = committed.metadata();
        if (metadata == null || metadata.isBlank()) {
            if (firstStart != FirstStart.COMMITTED) {
                throw MissingClaimsException.plainCommit(partition, committed.offset());
            }
            return new Start(committed.offset(), new TreeMap<>(), true);
        }
        try {
            return new Start(
                    committed.offset(),
                    Claims.parse(metadata, committed.offset()).pending(),
                    false);
        } catch (IllegalArgumentException foreign) {
            throw MissingClaimsException.foreign(partition, committed.offset(), String.valueOf(foreign.getMessage()));
        }
    }

    private long firstOffset(TopicPartition partition) {
        Map<TopicPartition, Long> offsets = switch (firstStart) {
            case EARLIEST -> consumer.beginningOffsets(List.of(partition));
            case LATEST -> consumer.endOffsets(List.of(partition));
            case REFUSE, COMMITTED -> throw MissingClaimsException.noCommit(partition);
        };
        Long offset = offsets.get(partition);
        if (offset == null) {
            throw new IllegalStateException("the brokers did not say where " + partition + " begins");
        }
        return offset;
    }
}

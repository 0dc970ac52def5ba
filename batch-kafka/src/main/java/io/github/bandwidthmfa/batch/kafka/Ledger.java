package io.github.bandwidthmfa.batch.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits steps, each in one transaction: outcomes, what is done, and what is claimed next. {@link Verdict#COMMITTED} is said only
 * where it is certain, since orders are sent because of it. Used by the poll loop's thread.
 */
final class Ledger implements AutoCloseable {

    /** What became of a step. */
    enum Verdict {
        /** All of it is in force. */
        COMMITTED,
        /** Nothing of it is, or the partitions have another owner already. */
        REFUSED
    }

    /**
     * One transaction.
     *
     * @param offsets of owned partitions only: the broker does not check that
     * @param outcomes records of outcomes
     */
    record Step(Map<TopicPartition, OffsetAndMetadata> offsets, List<ProducerRecord<byte[], byte[]>> outcomes) {}

    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

    /** How long to ask whether a commit was carried out, while brokers are down. */
    private static final Duration SETTLE_LIMIT = Duration.ofMinutes(2);

    private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);
    private static final int MAX_FAILURES_IN_A_ROW = 5;
    private static final int TRIES_PER_ID = 2;
    private static final byte[] PROBE_KEY = {'?'};

    private final Consumer<byte[], byte[]> consumer;
    private final Function<String, Producer<byte[], byte[]>> producers;
    private final String idPrefix;
    private final Counters counters;
    private String transactionalId;
    private @Nullable Producer<byte[], byte[]> producer;
    private int failuresInARow;
    private volatile long confirmedNanos = System.nanoTime();

    Ledger(
            Consumer<byte[], byte[]> consumer,
            Function<String, Producer<byte[], byte[]>> producers,
            String idPrefix,
            Counters counters) {
        this.consumer = consumer;
        this.producers = producers;
        this.idPrefix = idPrefix;
        this.counters = counters;
        this.transactionalId = newId();
    }

    /** When the latest commit that was carried out had begun: the claims were this process's own then. */
    long confirmedNanos() {
        return confirmedNanos;
    }

    /**
     * Writes as large an outcome as there may be, and takes it back: what cannot be written must come to light before an order is
     * sent.
     *
     * @throws KafkaException why it cannot be written
     */
    void checkWritable(String topic) {
        Producer<byte[], byte[]> current = producer();
        try {
            current.beginTransaction();
            Future<RecordMetadata> sent =
                    current.send(new ProducerRecord<>(topic, PROBE_KEY, new byte[OutcomeWriter.MAX_LENGTH]));
            current.flush();
            sent.get();
            current.abortTransaction();
        } catch (ExecutionException refused) {
            replaceProducer();
            throw refused.getCause() instanceof KafkaException why ? why : new KafkaException(refused.getCause());
        } catch (InterruptedException interrupted) {
            throw new InterruptException(interrupted);
        }
    }

    /**
     * Commits a step.
     *
     * @throws KafkaException if it can never be committed
     * @throws UnsettledCommitException if it stays open whether it was
     */
    Verdict commit(Step step) {
        ConsumerGroupMetadata member = consumer.groupMetadata();
        if (member.generationId() < 0 || member.memberId().isEmpty()) {
            // The broker would take it for a commit by an administrator.
            counters.refused();
            return Verdict.REFUSED;
        }
        long begun = System.nanoTime();
        Producer<byte[], byte[]> current = producer();
        try {
            current.beginTransaction();
            for (ProducerRecord<byte[], byte[]> outcome : step.outcomes()) {
                // A send that fails makes the commit fail.
                Future<RecordMetadata> unusedSend = current.send(outcome);
            }
            current.sendOffsetsToTransaction(step.offsets(), member);
        } catch (KafkaException neverCommitted) {
            // The broker was not told to commit.
            giveUp(current, neverCommitted);
            return Verdict.REFUSED;
        }
        try {
            current.commitTransaction();
        } catch (KafkaException inDoubt) {
            if (settle(step, inDoubt) == Verdict.REFUSED) {
                return Verdict.REFUSED;
            }
        }
        failuresInARow = 0;
        confirmedNanos = begun;
        return Verdict.COMMITTED;
    }

    private void giveUp(Producer<byte[], byte[]> current, KafkaException cause) {
        counters.refused();
        if (cause instanceof CommitFailedException) {
            LOG.info("commit refused: this process is no member of the group any more; its claims are given up");
        } else {
            countFailure(cause);
            LOG.warn("transaction given up: {}", cause.toString());
        }
        try {
            current.abortTransaction();
        } catch (KafkaException alsoFailed) {
            replaceProducer();
        }
    }

    /** What neither a broker's absence nor the group explains would fail for ever. */
    private void countFailure(KafkaException cause) {
        if (!(cause instanceof RetriableException) && ++failuresInARow > MAX_FAILURES_IN_A_ROW) {
            throw cause;
        }
    }

    /** Finds out whether a transaction was carried out whose response is missing. */
    private Verdict settle(Step step, KafkaException cause) {
        LOG.warn("commit in doubt: {}", cause.toString());
        countFailure(cause);
        long deadline = System.nanoTime() + SETTLE_LIMIT.toNanos();
        // Its initTransactions waits until the transaction is decided, and nothing of the old producer counts after it.
        replaceProducer();
        newProducer(deadline);
        Map<TopicPartition, OffsetAndMetadata> committed = committed(step, deadline);
        boolean carriedOut = step.offsets().entrySet().stream()
                .anyMatch(offset -> offset.getValue().equals(withoutEpoch(committed.get(offset.getKey()))));
        counters.settled();
        LOG.warn("commit in doubt settled: {}", carriedOut ? "carried out" : "not carried out");
        return carriedOut ? Verdict.COMMITTED : Verdict.REFUSED;
    }

    private static @Nullable OffsetAndMetadata withoutEpoch(@Nullable OffsetAndMetadata committed) {
        return committed == null ? null : new OffsetAndMetadata(committed.offset(), committed.metadata());
    }

    private Map<TopicPartition, OffsetAndMetadata> committed(Step step, long deadline) {
        while (true) {
            try {
                return consumer.committed(step.offsets().keySet(), READ_TIMEOUT);
            } catch (RetriableException unreachable) {
                failAfter(deadline, unreachable);
            }
        }
    }

    private void replaceProducer() {
        Producer<byte[], byte[]> old = producer;
        producer = null;
        if (old != null) {
            old.close(Duration.ZERO);
        }
    }

    /** Made when it is needed: a broker that is away delays the next commit, and ends nothing. */
    private Producer<byte[], byte[]> producer() {
        Producer<byte[], byte[]> current = producer;
        return current == null ? newProducer(System.nanoTime() + SETTLE_LIMIT.toNanos()) : current;
    }

    private Producer<byte[], byte[]> newProducer(long deadline) {
        for (int tries = 1; ; tries++) {
            Producer<byte[], byte[]> made = producers.apply(transactionalId);
            try {
                made.initTransactions();
                producer = made;
                return made;
            } catch (KafkaException failed) {
                made.close(Duration.ZERO);
                if (!(failed instanceof RetriableException)) {
                    throw failed;
                }
                failAfter(deadline, failed);
                if (tries % TRIES_PER_ID == 0) {
                    // After an upgrade a broker may refuse an id for ever (KAFKA-19925). What the old id has left open
                    // ends with its timeout, and committed() waits for that.
                    transactionalId = newId();
                }
            }
        }
    }

    private static void failAfter(long deadline, RuntimeException cause) {
        if (System.nanoTime() - deadline > 0) {
            throw new UnsettledCommitException(SETTLE_LIMIT, cause);
        }
    }

    private String newId() {
        return idPrefix + "-" + UUID.randomUUID();
    }

    @Override
    public void close() {
        replaceProducer();
    }
}

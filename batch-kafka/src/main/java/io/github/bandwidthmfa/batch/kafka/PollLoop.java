package io.github.bandwidthmfa.batch.kafka;

import io.github.bandwidthmfa.batch.Outcome;
import io.github.bandwidthmfa.batch.kafka.Ledger.Verdict;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that polls, claims, commits, and runs the rebalance callbacks. It never stops polling: partitions are paused
 * instead.
 */
final class PollLoop<O, R> {

    private static final Logger LOG = LoggerFactory.getLogger(PollLoop.class);

    /** While calls are in flight their outcomes have to be committed. A wake-up could hit a commit. */
    private static final Duration BUSY = Duration.ofMillis(5);

    private static final Duration IDLE = Duration.ofMillis(100);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration METADATA_TIMEOUT = Duration.ofSeconds(30);
    private static final long LAG_INTERVAL_NANOS = 1_000_000_000;
    private static final int PAUSE_ABOVE = 500;
    private static final int RESUME_BELOW = 250;

    private final Sending<O, R> sending;
    private final Counters counters;
    private final Map<TopicPartition, Lease<O, R>> leases = new LinkedHashMap<>();
    private final Consumer<byte[], byte[]> consumer;
    private final Ledger ledger;
    private final LateOutcomes late;
    private final CallStage<O, R> calls;
    private final Cycle<O, R> cycle;
    private final Assignment<O, R> assignment;
    private volatile boolean stopRequested;
    private volatile boolean stopping;
    private volatile int partitions;
    private volatile int claimed;
    private volatile long lag;
    private long lagReadNanos = System.nanoTime() - LAG_INTERVAL_NANOS;

    PollLoop(
            Sending<O, R> sending,
            KafkaClients clients,
            String groupId,
            String owner,
            Counters counters,
            java.util.function.Consumer<Outcome<OrderId, R>> report) {
        this.sending = sending;
        this.counters = counters;
        KafkaBatchOptions options = sending.options();
        OutcomeWriter writer = new OutcomeWriter(owner, sending.echoOrderKeys());
        long staleAfter = options.staleAfter().toNanos();
        this.consumer = clients.consumer();
        this.ledger = new Ledger(consumer, clients::transactionalProducer, groupId, counters);
        this.late = new LateOutcomes(sending.lateTopic(), clients::plainProducer, counters);
        this.calls = new CallStage<>(
                sending.decoder(), sending.call(), () -> System.nanoTime() - ledger.confirmedNanos() < staleAfter);
        this.cycle = new Cycle<>(leases, calls, ledger, writer, late, sending, counters, owner, report);
        this.assignment =
                new Assignment<>(leases, consumer, new FirstClaims(consumer, options.firstStart()), cycle, writer);
    }

    /** Ends soon: no order is claimed any more. From any thread. */
    void requestStop() {
        stopRequested = true;
    }

    boolean isStopping() {
        return stopping;
    }

    boolean isStalled() {
        return claimed > 0 && sinceCommit().compareTo(sending.options().staleAfter()) > 0;
    }

    int partitions() {
        return partitions;
    }

    int claimed() {
        return claimed;
    }

    long lag() {
        return lag;
    }

    Duration sinceCommit() {
        return Duration.ofNanos(System.nanoTime() - ledger.confirmedNanos());
    }

    /** Runs until it is told to stop, or the batch stops. */
    void run() {
        try {
            checkTopics();
            ledger.checkWritable(sending.outcomesTopic());
            consumer.subscribe(List.of(sending.topic()), assignment);
            calls.start(sending.permits(), sending.options().batch());
            Verdict last = Verdict.COMMITTED;
            while (!stopRequested && calls.failure().isEmpty()) {
                poll(last == Verdict.REFUSED || cycle.isIdle() ? IDLE : BUSY);
                last = cycle.run();
                pauseAndResume();
                observe();
            }
            drainAll();
        } catch (RuntimeException failed) {
            leaveAfter(failed);
            throw ownCause(failed);
        } finally {
            close();
        }
        Optional<Throwable> stopped = calls.failure();
        if (stopped.isPresent()) {
            throw new BatchEndedException(stopped.get());
        }
    }

    /** Carries the batch's own error out of the loop. */
    static final class BatchEndedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        BatchEndedException(Throwable cause) {
            super(cause);
        }
    }

    private void checkTopics() {
        requireTopic(sending.topic());
        requireTopic(sending.outcomesTopic());
        sending.lateTopic().ifPresent(this::requireTopic);
    }

    private void requireTopic(String topic) {
        if (consumer.partitionsFor(topic, METADATA_TIMEOUT).isEmpty()) {
            throw new MissingTopicException(topic);
        }
    }

    private void poll(Duration patience) {
        ConsumerRecords<byte[], byte[]> records;
        try {
            records = consumer.poll(patience);
        } catch (LogTruncationException truncated) {
            throw truncated(truncated.offsetOutOfRangePartitions());
        } catch (OffsetOutOfRangeException outOfRange) {
            findOldest(outOfRange.offsetOutOfRangePartitions());
            return;
        }
        records.partitions().forEach(partition -> {
            Lease<O, R> lease = leases.get(partition);
            if (lease != null) {
                records.records(partition).forEach(lease::fetched);
            }
        });
        records.nextOffsets().forEach((partition, next) -> {
            Lease<O, R> lease = leases.get(partition);
            if (lease != null) {
                lease.passed(next.offset());
            }
        });
    }

    /** Retention has deleted what was to be fetched next. */
    private void findOldest(Map<TopicPartition, Long> positions) {
        Map<TopicPartition, Long> oldest = consumer.beginningOffsets(positions.keySet());
        positions.forEach((partition, position) -> {
            Lease<O, R> lease = leases.get(partition);
            Long first = oldest.get(partition);
            if (lease == null || first == null) {
                return;
            }
            if (position >= first) {
                throw truncated(Map.of(partition, position));
            }
            lease.passed(first);
            if (first > lease.nextToFetch()) {
                skip(lease, first);
            }
            consumer.seek(partition, lease.firstToFetch());
        });
    }

    private void skip(Lease<O, R> lease, long first) {
        MissingOrdersException missing = MissingOrdersException.deleted(lease.partition(), lease.nextToFetch(), first);
        if (sending.options().missingOrders() == MissingOrders.REFUSE) {
            throw missing;
        }
        LOG.error("skipped: {}", missing.getMessage());
        counters.missing(first - lease.nextToFetch());
        lease.skipTo(first);
    }

    private MissingOrdersException truncated(Map<TopicPartition, Long> positions) {
        TopicPartition partition = positions.keySet().iterator().next();
        Map<TopicPartition, Long> ends = consumer.endOffsets(List.of(partition));
        return MissingOrdersException.truncated(
                partition, positions.getOrDefault(partition, 0L), ends.getOrDefault(partition, 0L));
    }

    private void pauseAndResume() {
        Set<TopicPartition> paused = consumer.paused();
        leases.values().forEach(lease -> {
            boolean isPaused = paused.contains(lease.partition());
            if (!isPaused && lease.fetchedOrders() > PAUSE_ABOVE) {
                consumer.pause(List.of(lease.partition()));
            } else if (isPaused && lease.fetchedOrders() < RESUME_BELOW) {
                consumer.resume(List.of(lease.partition()));
            }
        });
    }

    private void observe() {
        partitions = leases.size();
        claimed = cycle.claimed();
        long now = System.nanoTime();
        if (now - lagReadNanos >= LAG_INTERVAL_NANOS) {
            lagReadNanos = now;
            lag = leases.values().stream()
                    .mapToLong(lease -> lease.pending().size()
                            + lease.fetchedOrders()
                            + consumer.currentLag(lease.partition()).orElse(0))
                    .sum();
        }
    }

    private void drainAll() {
        stopping = true;
        cycle.drainLast();
    }

    /** What was begun is waited for, and what is known is committed, if that still works. */
    private void leaveAfter(RuntimeException failed) {
        LOG.error("ending: {}", ownCause(failed).toString());
        try {
            drainAll();
        } catch (RuntimeException alsoFailed) {
            LOG.error("orders in flight become UNKNOWN: {}", alsoFailed.toString());
        }
    }

    /** What a callback has thrown comes out of poll in a wrapper. */
    private static RuntimeException ownCause(RuntimeException failed) {
        return failed instanceof KafkaException && failed.getCause() instanceof KafkaBatchException own ? own : failed;
    }

    private void close() {
        try {
            consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
        } catch (RuntimeException failed) {
            LOG.warn("the group was not left in order: {}", failed.toString());
        }
        leases.values().forEach(cycle::abandon);
        leases.clear();
        observe();
        calls.end();
        ledger.close();
        late.close();
    }
}

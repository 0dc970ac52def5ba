package io.github.bandwidthmfa.batch.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which partitions are owned. The leases change here only, within the callbacks: the broker accepts a commit of any member for any
 * partition, so what is committed must be owned by this map.
 */
final class Assignment<O, R> implements ConsumerRebalanceListener {

    private static final Logger LOG = LoggerFactory.getLogger(Assignment.class);

    private final Map<TopicPartition, Lease<O, R>> leases;
    private final Consumer<byte[], byte[]> consumer;
    private final FirstClaims firstClaims;
    private final Cycle<O, R> cycle;
    private final OutcomeWriter writer;

    Assignment(
            Map<TopicPartition, Lease<O, R>> leases,
            Consumer<byte[], byte[]> consumer,
            FirstClaims firstClaims,
            Cycle<O, R> cycle,
            OutcomeWriter writer) {
        this.leases = leases;
        this.consumer = consumer;
        this.firstClaims = firstClaims;
        this.cycle = cycle;
        this.writer = writer;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        // A cooperative rebalance that changes nothing here says so with an empty set.
        if (partitions.isEmpty()) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> committed = firstClaims.committed(partitions, cycle::run);
        for (TopicPartition partition : partitions) {
            FirstClaims.Start start = firstClaims.of(partition, committed.get(partition));
            Lease<O, R> lease = new Lease<>(partition, start.end(), start.pending(), writer);
            if (start.isFirst()) {
                lease.mustCommit();
            }
            consumer.seek(partition, lease.firstToFetch());
            leases.put(partition, lease);
            LOG.info(
                    "{} assigned: goes on at {}, {} orders before it have no outcome",
                    partition,
                    start.end(),
                    start.pending().size());
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        cycle.drain(leasesOf(partitions));
        drop(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        drop(partitions);
    }

    private List<Lease<O, R>> leasesOf(Collection<TopicPartition> partitions) {
        List<Lease<O, R>> found = new ArrayList<>();
        leases.forEach((partition, lease) -> {
            if (partitions.contains(partition)) {
                found.add(lease);
            }
        });
        return found;
    }

    private void drop(Collection<TopicPartition> partitions) {
        for (Lease<O, R> lease : leasesOf(partitions)) {
            leases.remove(lease.partition());
            cycle.abandon(lease);
            LOG.info("{} is not owned any more; {} calls in flight there", lease.partition(), lease.inBatch());
        }
    }
}

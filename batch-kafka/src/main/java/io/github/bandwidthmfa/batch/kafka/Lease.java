package io.github.bandwidthmfa.batch.kafka;

import io.github.bandwidthmfa.batch.kafka.PendingOrder.Ended;
import io.github.bandwidthmfa.batch.kafka.PendingOrder.Free;
import io.github.bandwidthmfa.batch.kafka.PendingOrder.GivenBack;
import io.github.bandwidthmfa.batch.kafka.PendingOrder.InBatch;
import io.github.bandwidthmfa.batch.kafka.PendingOrder.Interrupted;
import io.github.bandwidthmfa.batch.kafka.PendingOrder.Stage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A partition between its assignment and its revocation: where its claims end, which orders before that have no outcome, and what
 * was fetched beyond. Only the poll loop's thread touches it.
 */
final class Lease<O, R> {

    private final TopicPartition partition;
    private final OutcomeWriter outcomes;
    private final NavigableMap<Long, PendingOrder<O, R>> pending = new TreeMap<>();
    /** Pending orders whose records are not here yet. */
    private final NavigableSet<Long> awaited = new TreeSet<>();

    private final Deque<ConsumerRecord<byte[], byte[]>> fetched = new ArrayDeque<>();
    private long end;
    private long nextToFetch;
    private boolean changed;
    private boolean claiming = true;

    /** Goes on from what was committed. */
    Lease(TopicPartition partition, long end, NavigableMap<Long, Claims.Mark> claims, OutcomeWriter outcomes) {
        this.partition = partition;
        this.outcomes = outcomes;
        this.end = end;
        this.nextToFetch = end;
        claims.forEach((offset, mark) -> {
            Stage<O, R> stage = mark == Claims.Mark.CLAIMED ? new Interrupted<>() : new GivenBack<>();
            pending.put(offset, new PendingOrder<>(OrderId.of(partition, offset), stage));
            awaited.add(offset);
        });
    }

    TopicPartition partition() {
        return partition;
    }

    /** Where to begin to fetch: at the first order without an outcome. */
    long firstToFetch() {
        return awaited.isEmpty() ? nextToFetch : awaited.first();
    }

    /** The first offset of which nothing is known. */
    long nextToFetch() {
        return nextToFetch;
    }

    long end() {
        return end;
    }

    int fetchedOrders() {
        return fetched.size();
    }

    Collection<PendingOrder<O, R>> pending() {
        return pending.values();
    }

    /** What is pending at this order's place, if this very order is in the batch. */
    @Nullable
    PendingOrder<O, R> inBatch(ClaimedOrder<O> order) {
        PendingOrder<O, R> found = pending.get(order.id().offset());
        return found != null && found.inBatch() == order ? found : null;
    }

    /** There is something to commit even if nothing is claimed. */
    void mustCommit() {
        changed = true;
    }

    boolean isChanged() {
        return changed;
    }

    /**
     * Takes a fetched record. One that is done or claimed, or was fetched before, changes nothing: it does not matter what the
     * consumer delivers twice.
     */
    void fetched(ConsumerRecord<byte[], byte[]> orderRecord) {
        long offset = orderRecord.offset();
        if (offset >= nextToFetch) {
            nextToFetch = offset + 1;
            fetched.addLast(orderRecord);
        } else if (awaited.remove(offset)) {
            PendingOrder<O, R> order = pendingAt(offset);
            if (order.stage() instanceof Interrupted) {
                ended(order, new Ended<>(outcomes.interrupted(order.id(), Optional.of(orderRecord)), Optional.empty()));
            } else {
                order.become(new Free<>(orderRecord, System.nanoTime()));
            }
        }
    }

    /** The consumer has come to this offset: what is still awaited before it does not exist any more. */
    void passed(long position) {
        while (!awaited.isEmpty() && awaited.first() < position) {
            PendingOrder<O, R> order = pendingAt(awaited.first());
            awaited.remove(order.id().offset());
            OutcomeRecord outcome = order.stage() instanceof Interrupted
                    ? outcomes.interrupted(order.id(), Optional.empty())
                    : outcomes.gone(order.id());
            ended(order, new Ended<>(outcome, Optional.empty()));
        }
    }

    private PendingOrder<O, R> pendingAt(long offset) {
        PendingOrder<O, R> order = pending.get(offset);
        if (order == null) {
            throw new IllegalStateException("nothing is pending at " + OrderId.of(partition, offset));
        }
        return order;
    }

    /** Orders up to this offset were deleted before they were claimed. */
    void skipTo(long offset) {
        nextToFetch = Math.max(nextToFetch, offset);
    }

    void ended(PendingOrder<O, R> order, Ended<O, R> ended) {
        order.become(ended);
        changed = true;
    }

    /** Not sent: to be claimed again, not before this {@link System#nanoTime()}. */
    void free(PendingOrder<O, R> order, ConsumerRecord<byte[], byte[]> orderRecord, long fromNanos) {
        order.become(new Free<>(orderRecord, fromNanos));
        changed = true;
    }

    /** Claims nothing any more, and gives back what has not begun. */
    int release() {
        claiming = false;
        int released = 0;
        for (PendingOrder<O, R> order : pending.values()) {
            ClaimedOrder<O> inBatch = order.inBatch();
            if (inBatch != null && inBatch.release()) {
                free(order, inBatch.orderRecord(), System.nanoTime());
                released++;
            }
        }
        return released;
    }

    boolean isClaiming() {
        return claiming;
    }

    /** No call is under way, and everything is committed. */
    boolean isSettled() {
        return !changed
                && pending.values().stream()
                        .noneMatch(order -> order.inBatch() != null || order.stage() instanceof Ended);
    }

    int inBatch() {
        int count = 0;
        for (PendingOrder<O, R> order : pending.values()) {
            count += order.stage() instanceof InBatch ? 1 : 0;
        }
        return count;
    }

    Deque<ConsumerRecord<byte[], byte[]>> fetchedInOrder() {
        return fetched;
    }

    /** The step was committed: gives the orders that are claimed by it. */
    List<ClaimedOrder<O>> committed(LeaseStep<O, R> step) {
        changed = false;
        end = step.end();
        step.ended().forEach(order -> pending.remove(order.id().offset()));
        List<ClaimedOrder<O>> claimed = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> orderRecord : step.claims()) {
            OrderId id = OrderId.of(partition, orderRecord.offset());
            ClaimedOrder<O> order = new ClaimedOrder<>(id, orderRecord);
            PendingOrder<O, R> again = pending.get(id.offset());
            if (again == null) {
                fetched.removeFirst();
                pending.put(id.offset(), new PendingOrder<>(id, new InBatch<>(order)));
            } else {
                again.become(new InBatch<>(order));
            }
            claimed.add(order);
        }
        return claimed;
    }
}

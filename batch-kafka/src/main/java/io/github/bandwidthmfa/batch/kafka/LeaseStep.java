package io.github.bandwidthmfa.batch.kafka;

import io.github.bandwidthmfa.batch.kafka.PendingOrder.Ended;
import io.github.bandwidthmfa.batch.kafka.PendingOrder.Free;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/** What one commit is to change in a lease. The lease changes only when it was carried out. */
final class LeaseStep<O, R> {

    private final Lease<O, R> lease;
    private final NavigableMap<Long, Claims.Mark> marks = new TreeMap<>();
    private final List<PendingOrder<O, R>> ended = new ArrayList<>();
    private final List<ConsumerRecord<byte[], byte[]>> claims = new ArrayList<>();
    private final Iterator<ConsumerRecord<byte[], byte[]>> claimable;
    private long end;
    private int room;

    LeaseStep(Lease<O, R> lease, long nowNanos) {
        this.lease = lease;
        this.end = lease.end();
        List<ConsumerRecord<byte[], byte[]>> free = new ArrayList<>();
        lease.pending().forEach(order -> {
            if (order.stage() instanceof Ended) {
                ended.add(order);
                return;
            }
            marks.put(order.id().offset(), order.stage().mark());
            if (order.stage() instanceof Free<O, R> again && again.fromNanos() - nowNanos <= 0) {
                free.add(again.orderRecord());
            }
        });
        this.room = Claims.roomBeside(marks);
        this.claimable = lease.isClaiming()
                ? new Claimable(free.iterator())
                : List.<ConsumerRecord<byte[], byte[]>>of().iterator();
    }

    /** First what was given back, then what was fetched. */
    private final class Claimable implements Iterator<ConsumerRecord<byte[], byte[]>> {

        private final Iterator<ConsumerRecord<byte[], byte[]>> free;
        private final Iterator<ConsumerRecord<byte[], byte[]>> fetched =
                lease.fetchedInOrder().iterator();

        Claimable(Iterator<ConsumerRecord<byte[], byte[]>> free) {
            this.free = free;
        }

        @Override
        public boolean hasNext() {
            return free.hasNext() || fetched.hasNext();
        }

        @Override
        public ConsumerRecord<byte[], byte[]> next() {
            return free.hasNext() ? free.next() : fetched.next();
        }
    }

    /** Claims one more order; false if there is none, or no room in the metadata. */
    boolean claimNext() {
        if (!claimable.hasNext()) {
            return false;
        }
        ConsumerRecord<byte[], byte[]> next = claimable.next();
        long offset = next.offset();
        if (!marks.containsKey(offset)) {
            int cost = marks.isEmpty() ? 0 : Claims.cost(marks.lastKey(), offset);
            if (cost > room) {
                return false;
            }
            room -= cost;
            end = offset + 1;
        }
        marks.put(offset, Claims.Mark.CLAIMED);
        claims.add(next);
        return true;
    }

    boolean changesAnything() {
        return lease.isChanged() || !ended.isEmpty() || !claims.isEmpty();
    }

    Lease<O, R> lease() {
        return lease;
    }

    long end() {
        return end;
    }

    List<PendingOrder<O, R>> ended() {
        return ended;
    }

    List<ConsumerRecord<byte[], byte[]>> claims() {
        return claims;
    }

    OffsetAndMetadata offset(String owner, long sequence) {
        return new OffsetAndMetadata(end, new Claims(owner, sequence, marks).text(end));
    }
}

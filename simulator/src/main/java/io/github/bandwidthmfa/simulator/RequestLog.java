package io.github.bandwidthmfa.simulator;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/** The latest calls in a ring that writers never wait for, and exact counts of all. */
final class RequestLog {

    private record Entry(long sequence, ReceivedRequest request) {}

    private final AtomicReferenceArray<Entry> ring;
    private final AtomicLong next = new AtomicLong();
    private final Map<Operation, LongAdder> counts = new EnumMap<>(Operation.class);

    RequestLog(int capacity) {
        ring = new AtomicReferenceArray<>(capacity);
        for (Operation operation : Operation.values()) {
            counts.put(operation, new LongAdder());
        }
    }

    void count(Operation operation) {
        counter(operation).increment();
    }

    boolean keepsRequests() {
        return ring.length() > 0;
    }

    void keep(ReceivedRequest request) {
        long sequence = next.getAndIncrement();
        ring.set((int) (sequence % ring.length()), new Entry(sequence, request));
    }

    List<ReceivedRequest> requests() {
        long end = next.get();
        List<ReceivedRequest> requests = new ArrayList<>();
        for (long sequence = Math.max(0, end - ring.length()); sequence < end; sequence++) {
            Entry entry = ring.get((int) (sequence % ring.length()));
            // A slot may be claimed and not written yet, or overwritten already.
            if (entry != null && entry.sequence() == sequence) {
                requests.add(entry.request());
            }
        }
        return List.copyOf(requests);
    }

    long count(Operation... operations) {
        long sum = 0;
        for (Operation operation : operations) {
            sum += counter(operation).sum();
        }
        return sum;
    }

    private LongAdder counter(Operation operation) {
        LongAdder counter = counts.get(operation);
        if (counter == null) {
            throw new IllegalStateException("no counter for " + operation);
        }
        return counter;
    }

    void clear() {
        for (int i = 0; i < ring.length(); i++) {
            ring.set(i, null);
        }
        counts.values().forEach(LongAdder::reset);
    }
}

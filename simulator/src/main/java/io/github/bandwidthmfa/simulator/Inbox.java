package io.github.bandwidthmfa.simulator;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the phones received: the latest messages over all numbers, and fewer for each number. */
final class Inbox {

    static final int PER_NUMBER = 100;

    private final int limit;
    private final ArrayDeque<ReceivedMessage> all = new ArrayDeque<>();
    private final Map<String, ArrayDeque<ReceivedMessage>> byNumber = new HashMap<>();

    Inbox(int limit) {
        this.limit = limit;
    }

    synchronized void deliver(ReceivedMessage message) {
        if (limit == 0) {
            return;
        }
        if (all.size() == limit) {
            forgetOldest();
        }
        all.addLast(message);
        ArrayDeque<ReceivedMessage> own = byNumber.computeIfAbsent(message.to(), to -> new ArrayDeque<>(2));
        own.addLast(message);
        if (own.size() > PER_NUMBER) {
            own.removeFirst();
        }
    }

    private void forgetOldest() {
        ReceivedMessage oldest = all.removeFirst();
        ArrayDeque<ReceivedMessage> own = byNumber.get(oldest.to());
        // The number's own limit may have dropped it earlier.
        if (own != null && oldest.equals(own.peekFirst())) {
            own.removeFirst();
            if (own.isEmpty()) {
                byNumber.remove(oldest.to());
            }
        }
    }

    synchronized List<ReceivedMessage> of(String to) {
        ArrayDeque<ReceivedMessage> own = byNumber.get(to);
        return own == null ? List.of() : List.copyOf(own);
    }

    synchronized List<ReceivedMessage> recent(int most) {
        return all.stream().skip(Math.max(0, all.size() - most)).toList();
    }

    synchronized void clear() {
        all.clear();
        byNumber.clear();
    }
}

package io.github.bandwidthmfa.simulator;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** What the phones received: the latest messages over all numbers, and fewer for each number. */
final class Inbox {

    static final int PER_NUMBER = 100;

    /**
     * What came since somebody last looked.
     *
     * @param upTo where to go on from the next time
     * @param whole whether the messages are all there is to show: earlier ones were forgotten, or too many came
     * @param messages oldest first
     */
    record News(long upTo, boolean whole, List<ReceivedMessage> messages) {

        boolean isEmpty() {
            return !whole && messages.isEmpty();
        }

        @Override
        public String toString() {
            return "News[upTo=" + upTo + ", whole=" + whole + ", ***]";
        }
    }

    /** Where somebody is who has not looked yet. */
    static final long START = -1;

    private final int limit;
    private final ArrayDeque<ReceivedMessage> all = new ArrayDeque<>();
    private final Map<String, ArrayDeque<ReceivedMessage>> byNumber = new HashMap<>();
    private long delivered;
    private long clearedAt;

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
        delivered++;
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

    /** At most the latest {@code most}: whoever looks seldom is given what there is now, not what was missed. */
    synchronized News since(long seen, int most) {
        long unseen = delivered - Math.max(seen, clearedAt);
        int count = (int) Math.min(Math.min(unseen, most), all.size());
        boolean whole = seen == START || seen < clearedAt || count < unseen;
        ArrayDeque<ReceivedMessage> latest = new ArrayDeque<>(count);
        for (Iterator<ReceivedMessage> newest = all.descendingIterator(); latest.size() < count; ) {
            latest.addFirst(newest.next());
        }
        return new News(delivered, whole, List.copyOf(latest));
    }

    synchronized void clear() {
        // One more than was delivered: also whoever has seen everything must learn of it.
        delivered++;
        clearedAt = delivered;
        all.clear();
        byNumber.clear();
    }
}

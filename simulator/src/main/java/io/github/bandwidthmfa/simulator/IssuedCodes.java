package io.github.bandwidthmfa.simulator;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Codes that can still be verified. A code is a key, so that issuing and checking cost the same for one code as for a
 * million; codes older than any verification may reach back are dropped while new ones are issued.
 */
final class IssuedCodes {

    static final Duration MAX_EXPIRY = Duration.ofMinutes(15);

    record Key(String accountId, String to, String scope, String code) {
        @Override
        public String toString() {
            return "Key[***]";
        }
    }

    private record Issue(Key key, Long time) {}

    private final Map<Key, Long> issued = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Issue> oldestFirst = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final int limit;
    private final boolean singleUse;

    IssuedCodes(int limit, boolean singleUse) {
        this.limit = limit;
        this.singleUse = singleUse;
    }

    void issue(Key key, long now) {
        Long time = now;
        issued.put(key, time);
        oldestFirst.add(new Issue(key, time));
        size.incrementAndGet();
        prune(now);
    }

    /** True for a code issued at most {@code expiryMillis} ago; with single use, true to one caller only. */
    boolean accept(Key key, long expiryMillis, long now) {
        Long time = issued.get(key);
        if (time == null || now - time > expiryMillis) {
            return false;
        }
        return !singleUse || issued.remove(key, time);
    }

    private void prune(long now) {
        while (true) {
            Issue oldest = oldestFirst.peek();
            boolean expired = oldest != null && now - oldest.time() > MAX_EXPIRY.toMillis();
            if (!expired && size.get() <= limit) {
                return;
            }
            // Another thread may have taken the one just looked at; whichever comes now is as old as any.
            Issue taken = oldestFirst.poll();
            if (taken == null) {
                return;
            }
            size.decrementAndGet();
            // Only if not issued again since: the same digits may have been drawn twice.
            issued.remove(taken.key(), taken.time());
        }
    }

    int size() {
        return issued.size();
    }

    void clear() {
        while (oldestFirst.poll() != null) {
            size.decrementAndGet();
        }
        issued.clear();
    }
}

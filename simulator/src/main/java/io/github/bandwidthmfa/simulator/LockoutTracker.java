package io.github.bandwidthmfa.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Counts wrong tries in a row by account and number, and locks a number that had too many. */
final class LockoutTracker {

    enum Outcome {
        RIGHT,
        WRONG,
        LOCKED
    }

    /** Numbers remembered; beyond it the one that erred longest ago starts afresh. */
    private static final int LIMIT = 100_000;

    record Phone(String accountId, String to) {
        @Override
        public String toString() {
            return "Phone[***]";
        }
    }

    /** A number that may not try at the moment; {@code until} in milliseconds since 1970. */
    record Lockout(Phone phone, long until) {}

    private record Tries(int wrong, long lockedUntil) {}

    private final int limit;
    private final long lockMillis;

    private final Map<Phone, Tries> byNumber = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Phone, Tries> eldest) {
            return size() > LIMIT;
        }
    };

    LockoutTracker(int limit, Duration lockout) {
        this.limit = limit;
        this.lockMillis = lockout.toMillis();
    }

    /** One lock around check and count, so that a thousand tries at once get no more guesses than one after another. */
    synchronized Outcome attempt(String accountId, String to, long now, BooleanSupplier check) {
        Phone phone = new Phone(accountId, to);
        Tries tries = byNumber.get(phone);
        if (tries != null && tries.wrong() >= limit) {
            if (now < tries.lockedUntil()) {
                return Outcome.LOCKED;
            }
            tries = null;
            byNumber.remove(phone);
        }
        if (check.getAsBoolean()) {
            if (tries != null) {
                byNumber.remove(phone);
            }
            return Outcome.RIGHT;
        }
        remember(phone, tries, now);
        return Outcome.WRONG;
    }

    private void remember(Phone phone, @Nullable Tries before, long now) {
        byNumber.remove(phone);
        byNumber.put(phone, new Tries(before == null ? 1 : before.wrong() + 1, now + lockMillis));
    }

    /** As if the number had erred too often just now. */
    synchronized void lock(String accountId, String to, long now) {
        remember(new Phone(accountId, to), new Tries(limit - 1, now), now);
    }

    synchronized void unlock(String accountId, String to) {
        byNumber.remove(new Phone(accountId, to));
    }

    /** The {@code most} that erred last, the latest last. */
    synchronized List<Lockout> lockouts(long now, int most) {
        List<Lockout> locked = new ArrayList<>();
        byNumber.forEach((phone, tries) -> {
            if (tries.wrong() >= limit && now < tries.lockedUntil()) {
                locked.add(new Lockout(phone, tries.lockedUntil()));
            }
        });
        return List.copyOf(locked.subList(Math.max(0, locked.size() - most), locked.size()));
    }

    synchronized void clear() {
        byNumber.clear();
    }
}

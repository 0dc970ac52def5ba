package io.github.bandwidthmfa.simulator;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Counts wrong tries in a row by account and number, and locks a number that had too many. */
final class WrongTries {

    enum Outcome {
        RIGHT,
        WRONG,
        LOCKED
    }

    /** Numbers remembered; beyond it the one that erred longest ago starts afresh. */
    private static final int LIMIT = 100_000;

    private record Phone(String accountId, String to) {
        @Override
        public String toString() {
            return "Phone[***]";
        }
    }

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

    WrongTries(int limit, Duration lockout) {
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

    synchronized void clear() {
        byNumber.clear();
    }
}

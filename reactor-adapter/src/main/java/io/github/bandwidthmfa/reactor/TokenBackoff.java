package io.github.bandwidthmfa.reactor;

import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * How long to leave alone what has failed: half a second after the first failure, twice as long after each further one, at
 * most half a minute, each time half as long to one and a half times as long; or for as long as it asks, up to five minutes.
 */
final class TokenBackoff {

    static final Duration MIN = Duration.ofMillis(500);
    static final Duration MAX = Duration.ofSeconds(30);
    static final Duration MAX_ASKED_FOR = Duration.ofMinutes(5);

    private static final int MAX_DOUBLINGS = 10;

    private final LongSupplier nanoTime;
    private final DoubleSupplier random;
    private volatile int failures;
    private long delay;
    private long notBefore;

    /**
     * Nothing has failed yet.
     *
     * @param random from 0 to 1, so that many clients that failed together do not come back together
     */
    TokenBackoff(LongSupplier nanoTime, DoubleSupplier random) {
        this.nanoTime = nanoTime;
        this.random = random;
    }

    synchronized void failed(Optional<Duration> askedFor) {
        long usual = Math.min(MIN.toNanos() << Math.min(failures, MAX_DOUBLINGS), MAX.toNanos());
        long asked = askedFor.map(wait -> wait.compareTo(MAX_ASKED_FOR) > 0 ? MAX_ASKED_FOR : wait)
                .orElse(Duration.ZERO)
                .toNanos();
        double jitter = random.getAsDouble();
        delay = Math.max((long) (usual * (0.5 + jitter)), asked + (long) (Math.min(asked, usual) * jitter));
        notBefore = nanoTime.getAsLong() + delay;
        failures++;
    }

    void succeeded() {
        if (failures != 0) {
            synchronized (this) {
                failures = 0;
            }
        }
    }

    /** Whether something has failed and nothing succeeded since. */
    boolean isActive() {
        return failures != 0;
    }

    /** Lets everybody pass when all is well, and else one in every delay. */
    boolean tryPass() {
        return failures == 0 || tryPassOne();
    }

    private synchronized boolean tryPassOne() {
        long now = nanoTime.getAsLong();
        if (failures != 0 && notBefore - now > 0) {
            return false;
        }
        notBefore = now + delay;
        return true;
    }

    /** How long until the next caller may pass. */
    synchronized Optional<Duration> remaining() {
        long left = failures == 0 ? 0 : notBefore - nanoTime.getAsLong();
        return left > 0 ? Optional.of(Duration.ofNanos(left)) : Optional.empty();
    }
}

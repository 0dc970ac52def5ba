package io.github.bandwidthmfa.sendguard;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that a test sets. */
final class SettableTime implements TimeMeter {

    private final AtomicLong nanos = new AtomicLong();

    void advance(Duration by) {
        nanos.addAndGet(by.toNanos());
    }

    void set(Duration sinceStart) {
        nanos.set(sinceStart.toNanos());
    }

    AttemptLimits limits() {
        return new AttemptLimits(new LocalBuckets(this));
    }

    @Override
    public long currentTimeNanos() {
        return nanos.get();
    }

    @Override
    public boolean isWallClockBased() {
        return false;
    }
}

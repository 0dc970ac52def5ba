package io.github.bandwidthmfa.examples.signin;

import io.github.bandwidthmfa.simulator.SettableClock;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Time that stands still until a test moves it: the page's, which only goes forward, and the wall clock of the simulator. */
final class SettableTime implements TimeMeter {

    private final SettableClock wallClock = new SettableClock();
    private final AtomicLong nanos = new AtomicLong(System.nanoTime());

    /** What people can set. */
    SettableClock wallClock() {
        return wallClock;
    }

    /** Lets time go by, for everybody. */
    void advance(Duration amount) {
        nanos.addAndGet(amount.toNanos());
        wallClock.advance(amount);
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

package io.github.bandwidthmfa.simulator;

import java.time.Duration;

/** Do the work, but take time to answer. */
record SlowFault(Duration delay, Duration dripInterval) implements Fault {

    SlowFault {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("delay must not be negative, was " + delay);
        }
        if (dripInterval.isNegative()) {
            throw new IllegalArgumentException("interval must be positive, was " + dripInterval);
        }
    }
}

package io.github.bandwidthmfa.sendguard;

import java.time.Duration;

/**
 * So many attempts in so much time. Attempts become available again evenly over the period.
 *
 * @param attempts 1 to 1,000,000
 * @param period 1 s to 31 days
 */
public record Limit(int attempts, Duration period) {

    private static final int MAX_ATTEMPTS = 1_000_000;
    private static final Duration MIN_PERIOD = Duration.ofSeconds(1);
    private static final Duration MAX_PERIOD = Duration.ofDays(31);

    /**
     * Checks the ranges.
     *
     * @param attempts 1 to 1,000,000
     * @param period 1 s to 31 days
     * @throws IllegalArgumentException if out of range
     */
    public Limit {
        if (attempts < 1 || attempts > MAX_ATTEMPTS) {
            throw new IllegalArgumentException("attempts must be between 1 and " + MAX_ATTEMPTS + ", was " + attempts);
        }
        if (period.compareTo(MIN_PERIOD) < 0 || period.compareTo(MAX_PERIOD) > 0) {
            throw new IllegalArgumentException("period must be between 1 s and 31 days, was " + period);
        }
    }
}

package io.github.bandwidthmfa.batch;

import java.util.BitSet;

/** The share of failures among the latest outcomes. Touched by one thread at a time. */
final class FailureRate {

    private final double limit;
    private final int window;
    private final BitSet failed = new BitSet();
    private int next;
    private int failures;
    private boolean full;

    FailureRate(double limit, int window) {
        this.limit = limit;
        this.window = window;
    }

    /** Takes one more into account; whether the limit is reached by now. */
    boolean reachedWith(boolean failure) {
        if (window == 0) {
            return false;
        }
        if (failed.get(next)) {
            failures--;
        }
        failed.set(next, failure);
        if (failure) {
            failures++;
        }
        next++;
        if (next == window) {
            next = 0;
            full = true;
        }
        // Divided, since 0.55 * 100 is more than 55: a quotient is rounded as the limit itself was.
        return full && (double) failures / window >= limit;
    }
}

package io.github.bandwidthmfa.batch.kafka;

import io.github.bandwidthmfa.batch.BatchOptions;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalInt;

/** How a {@link KafkaBatch} works. Immutable, and good for any number of them. */
public final class KafkaBatchOptions {

    private static final KafkaBatchOptions DEFAULTS = builder().build();

    private final BatchOptions batch;
    private final OptionalInt claimAhead;
    private final Duration drainTimeout;
    private final Duration staleAfter;
    private final FirstStart firstStart;
    private final MissingOrders missingOrders;
    private final int maxAttempts;

    private KafkaBatchOptions(Builder builder) {
        this.batch = builder.batch;
        this.claimAhead = builder.claimAhead;
        this.drainTimeout = builder.drainTimeout;
        this.staleAfter = builder.staleAfter;
        this.firstStart = builder.firstStart;
        this.missingOrders = builder.missingOrders;
        this.maxAttempts = builder.maxAttempts;
    }

    /**
     * The defaults of all options.
     *
     * @return the options
     */
    public static KafkaBatchOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Begins with the defaults.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    BatchOptions batch() {
        return batch;
    }

    int claimAhead() {
        return claimAhead.orElse(batch.concurrency());
    }

    /** How many orders may be claimed without an outcome: what a crash leaves as unknown at most. */
    int maxClaimed() {
        return batch.concurrency() + claimAhead();
    }

    Duration drainTimeout() {
        return drainTimeout;
    }

    Duration staleAfter() {
        return staleAfter;
    }

    FirstStart firstStart() {
        return firstStart;
    }

    MissingOrders missingOrders() {
        return missingOrders;
    }

    int maxAttempts() {
        return maxAttempts;
    }

    /** The values in force. */
    @Override
    public String toString() {
        return "KafkaBatchOptions[batch=" + batch + ", claimAhead=" + claimAhead() + ", drainTimeout=" + drainTimeout
                + ", staleAfter=" + staleAfter + ", firstStart=" + firstStart + ", missingOrders=" + missingOrders
                + ", maxAttempts=" + maxAttempts + "]";
    }

    /** Collects options. Not safe for many threads. */
    public static final class Builder {

        private static final int MAX_CLAIM_AHEAD = 100_000;
        private static final Duration MIN_DURATION = Duration.ofMillis(1);
        private static final Duration MAX_DRAIN_TIMEOUT = Duration.ofHours(1);
        private static final Duration MAX_STALE_AFTER = Duration.ofMinutes(30);

        private BatchOptions batch = BatchOptions.defaults();
        private OptionalInt claimAhead = OptionalInt.empty();
        private Duration drainTimeout = Duration.ofSeconds(45);
        private Duration staleAfter = Duration.ofSeconds(30);
        private FirstStart firstStart = FirstStart.REFUSE;
        private MissingOrders missingOrders = MissingOrders.REFUSE;
        private int maxAttempts = 10;

        private Builder() {}

        /**
         * How this process makes its calls: concurrency, rate, when to stop. A rate limiter that is shared through Redis limits
         * all processes together.
         *
         * @param batch default {@link BatchOptions#defaults()}
         * @return this builder
         */
        public Builder batch(BatchOptions batch) {
            this.batch = Objects.requireNonNull(batch, "batch");
            return this;
        }

        /**
         * How many orders to claim beyond those that are being called, so that calls need not wait for the next commit. When a
         * process dies, up to {@code concurrency + claimAhead} orders become {@code UNKNOWN}; this is the part that may never
         * have been sent.
         *
         * @param claimAhead 0 to 100,000; default: as many as the batch's concurrency
         * @return this builder
         * @throws IllegalArgumentException if out of range
         */
        public Builder claimAhead(int claimAhead) {
            this.claimAhead = OptionalInt.of(within(0, MAX_CLAIM_AHEAD, claimAhead, "claimAhead"));
            return this;
        }

        /**
         * How long to wait for calls in flight when a partition moves to another process, or this one stops. Calls that take
         * longer leave {@code UNKNOWN}. Longer than the client's {@code callTimeout}, shorter by a minute than {@code
         * max.poll.interval.ms}, which is set accordingly unless it is given.
         *
         * @param drainTimeout 1 ms to 1 hour; default 45 s
         * @return this builder
         * @throws IllegalArgumentException if out of range
         */
        public Builder drainTimeout(Duration drainTimeout) {
            this.drainTimeout = within(MAX_DRAIN_TIMEOUT, drainTimeout, "drainTimeout");
            return this;
        }

        /**
         * How old the latest commit may be when a call begins. A process that was suspended for longer begins none of the calls
         * that it had claimed before it has asked the broker; another process may have written them off as {@code UNKNOWN}.
         * Less than the group's session timeout: two thirds of it are a good choice.
         *
         * @param staleAfter 1 ms to 30 minutes; default 30 s, for a session timeout of 45 s
         * @return this builder
         * @throws IllegalArgumentException if out of range
         */
        public Builder staleAfter(Duration staleAfter) {
            this.staleAfter = within(MAX_STALE_AFTER, staleAfter, "staleAfter");
            return this;
        }

        /**
         * Where to begin in a partition that has no claims.
         *
         * @param firstStart default {@link FirstStart#REFUSE}
         * @return this builder
         */
        public Builder firstStart(FirstStart firstStart) {
            this.firstStart = Objects.requireNonNull(firstStart, "firstStart");
            return this;
        }

        /**
         * What to do when orders were deleted before they were claimed.
         *
         * @param missingOrders default {@link MissingOrders#REFUSE}
         * @return this builder
         */
        public Builder missingOrders(MissingOrders missingOrders) {
            this.missingOrders = Objects.requireNonNull(missingOrders, "missingOrders");
            return this;
        }

        /**
         * How often an order is tried that was certainly not carried out ({@code NOT_SENT}, or 429 after the batch's own
         * retries), before that is its outcome. It is given back and tried again after 1 s, doubled with each attempt up to 1
         * minute. Another process counts anew.
         *
         * @param maxAttempts 1 to 1,000,000; 1 never tries again; default 10
         * @return this builder
         * @throws IllegalArgumentException if out of range
         */
        public Builder maxAttempts(int maxAttempts) {
            this.maxAttempts = within(1, 1_000_000, maxAttempts, "maxAttempts");
            return this;
        }

        /**
         * Makes the options.
         *
         * @return the options
         */
        public KafkaBatchOptions build() {
            return new KafkaBatchOptions(this);
        }

        private static int within(int least, int most, int value, String name) {
            if (value < least || value > most) {
                throw new IllegalArgumentException(
                        name + " must be between " + least + " and " + most + ", was " + value);
            }
            return value;
        }

        private static Duration within(Duration most, Duration value, String name) {
            if (value.compareTo(MIN_DURATION) < 0 || value.compareTo(most) > 0) {
                throw new IllegalArgumentException(name + " must be between 1 ms and " + most + ", was " + value);
            }
            return value;
        }
    }
}

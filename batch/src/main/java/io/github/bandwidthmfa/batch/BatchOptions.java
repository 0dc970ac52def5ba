package io.github.bandwidthmfa.batch;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/** How a {@link Batch} makes its calls. Immutable, and good for any number of batches. */
public final class BatchOptions {

    private static final BatchOptions DEFAULTS = builder().build();

    private final int concurrency;
    private final @Nullable RateLimiter rateLimiter;
    private final int maxRetries;
    private final Duration maxPause;
    private final double failureRate;
    private final int failureWindow;
    private final RunTimer timer;

    private BatchOptions(Builder builder) {
        this.concurrency = builder.concurrency;
        this.rateLimiter = builder.rateLimiter;
        this.maxRetries = builder.maxRetries;
        this.maxPause = builder.maxPause;
        this.failureRate = builder.failureRate;
        this.failureWindow = builder.failureWindow;
        this.timer = builder.timer;
    }

    /**
     * The defaults of all options.
     *
     * @return the options
     */
    public static BatchOptions defaults() {
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

    /**
     * How many items are worked on at a time.
     *
     * @return 1 to 100,000
     */
    public int concurrency() {
        return concurrency;
    }

    @Nullable
    RateLimiter rateLimiter() {
        return rateLimiter;
    }

    int maxRetries() {
        return maxRetries;
    }

    Duration maxPause() {
        return maxPause;
    }

    double failureRate() {
        return failureRate;
    }

    int failureWindow() {
        return failureWindow;
    }

    RunTimer timer() {
        return timer;
    }

    /** The values in force. */
    @Override
    public String toString() {
        return "BatchOptions[concurrency=" + concurrency + ", rateLimiter=" + (rateLimiter != null) + ", maxRetries="
                + maxRetries + ", maxPause=" + maxPause + (timer == DedicatedTimer.INSTANCE ? "" : ", scheduler=true")
                + (failureWindow == 0 ? "" : ", stopAtFailureRate=" + failureRate + " of " + failureWindow) + "]";
    }

    /** Collects options. Not safe for many threads. */
    public static final class Builder {

        private static final int LARGEST_CONCURRENCY = 100_000;
        private static final int LARGEST_WINDOW = 1_000_000;

        private int concurrency = 32;
        private @Nullable RateLimiter rateLimiter;
        private int maxRetries = 10;
        private Duration maxPause = Duration.ofMinutes(5);
        private double failureRate;
        private int failureWindow;
        private RunTimer timer = DedicatedTimer.INSTANCE;

        private Builder() {}

        /**
         * How many items are worked on at a time. The default is half of the client's default {@code maxConnections}, so
         * that other calls of the same client find a free connection. With more than {@code maxConnections} calls wait in
         * the client's queue; with {@code maxConnections + maxPending} or more some are shed, which slows the batch down.
         *
         * @param concurrency 1 to 100,000; default 32
         * @return this builder
         * @throws IllegalArgumentException if out of range
         */
        public Builder concurrency(int concurrency) {
            this.concurrency = within(1, LARGEST_CONCURRENCY, concurrency, "concurrency");
            return this;
        }

        /**
         * Asked for a permit before each request.
         *
         * @param rateLimiter for example one that several machines share; default none
         * @return this builder
         */
        public Builder rateLimiter(RateLimiter rateLimiter) {
            this.rateLimiter = Objects.requireNonNull(rateLimiter, "rateLimiter");
            return this;
        }

        /**
         * How often an item is retried whose send was answered with 429, or whose call the client shed because its queue
         * was full. Neither was carried out, so this sends no message twice. A verification answered with 429 is not
         * retried, nor is anything else, save what was not sent for want of an access token: that is retried with this many
         * pauses in a row, and then the batch stops.
         *
         * @param maxRetries 0 to 1,000; 0 never retries; default 10
         * @return this builder
         * @throws IllegalArgumentException if out of range
         */
        public Builder maxRetries(int maxRetries) {
            this.maxRetries = within(0, 1_000, maxRetries, "maxRetries");
            return this;
        }

        /**
         * The longest pause that the batch makes because a send was answered with 429, or for want of an access token. If
         * the service asks for a longer one, the batch pauses for this long, and does not retry the item.
         *
         * @param maxPause 1 ms to 24 days; default 5 minutes
         * @return this builder
         * @throws IllegalArgumentException if out of range
         */
        public Builder maxPause(Duration maxPause) {
            if (maxPause.compareTo(Duration.ofMillis(1)) < 0 || maxPause.compareTo(Duration.ofDays(24)) > 0) {
                throw new IllegalArgumentException("maxPause must be between 1 ms and 24 days, was " + maxPause);
            }
            this.maxPause = maxPause;
            return this;
        }

        /**
         * Stops the batch when so many of the latest outcomes are failures. Everything but a {@link Outcome.Success} counts
         * as a failure; nothing is judged before {@code window} outcomes are there. Default: the batch is not stopped for
         * this.
         *
         * @param rate the share of failures, more than 0, at most 1
         * @param window how many of the latest outcomes are looked at, 1 to 1,000,000
         * @return this builder
         * @throws IllegalArgumentException if out of range
         */
        public Builder stopAtFailureRate(double rate, int window) {
            if (!(rate > 0 && rate <= 1)) {
                throw new IllegalArgumentException("rate must be more than 0 and at most 1, was " + rate);
            }
            this.failureWindow = within(1, LARGEST_WINDOW, window, "window");
            this.failureRate = rate;
            return this;
        }

        /**
         * What times the pauses, and where the batch goes on when it must not go on on an event loop: for example a virtual
         * clock in tests. Pauses are measured by its {@link Scheduler#now}. It is not disposed of; when it stops, so do
         * batches.
         *
         * @param scheduler default: daemon threads that belong to the batches alone, are made when they are needed, and end
         *     when they are idle. They depend on none of {@code Schedulers}. A batch that pauses holds none of them, and
         *     outcomes that are taken slowly delay their own batch only
         * @return this builder
         */
        public Builder scheduler(Scheduler scheduler) {
            this.timer = RunTimer.of(Objects.requireNonNull(scheduler, "scheduler"));
            return this;
        }

        /**
         * Makes the options.
         *
         * @return the options
         */
        public BatchOptions build() {
            return new BatchOptions(this);
        }

        private static int within(int least, int most, int value, String name) {
            if (value < least || value > most) {
                throw new IllegalArgumentException(
                        name + " must be between " + least + " and " + most + ", was " + value);
            }
            return value;
        }
    }
}

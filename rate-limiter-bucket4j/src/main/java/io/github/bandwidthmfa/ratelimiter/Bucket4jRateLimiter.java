package io.github.bandwidthmfa.ratelimiter;

import io.github.bandwidthmfa.batch.RateLimiter;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.AsyncProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A rate limiter on Bucket4j, for one machine or shared by any number of them.
 *
 * <pre>{@code
 * RateLimiter here = Bucket4jRateLimiter.of(50, Duration.ofSeconds(1)).local();
 *
 * RateLimiter everywhere = Bucket4jRateLimiter.of(50, Duration.ofSeconds(1))
 *         .failClosed()
 *         .sharedOnRedis(redisClient.connect(ByteArrayCodec.INSTANCE), "mfa".getBytes(UTF_8));
 * }</pre>
 *
 * <p>Permits are leased in blocks, as many at a time as callers wait for, and reserved ahead: a block is handed out when the
 * limit allows all of it. So a shared limiter costs one exchange with its back end for each block, and is fair to machines.
 * A caller that cancels leaves its place; leased permits that no waiter needs any more are given back. Waiting holds no thread.
 * Callers are served in order of arrival. Safe for use by any number of threads; needs no closing.
 *
 * <p>Waits are timed by a daemon thread of the limiter's own, which ends when no caller waits. None of Reactor's shared schedulers
 * is used.
 */
public final class Bucket4jRateLimiter implements RateLimiter {

    private final PermitQueue queue;

    private Bucket4jRateLimiter(PermitQueue queue) {
        this.queue = queue;
    }

    /**
     * A limit, to be made a limiter with {@link Builder#local} or {@link Builder#shared}.
     *
     * @param permits how many permits there are in each period, 1 to 1,000,000,000
     * @param period the period, 1 ms to a day; permits come evenly over it
     * @return a builder
     * @throws IllegalArgumentException if out of range
     */
    public static Builder of(long permits, Duration period) {
        return new Builder(permits, period);
    }

    /**
     * {@inheritDoc}
     *
     * @param permits {@inheritDoc}
     * @return {@inheritDoc}
     * @throws IllegalArgumentException if {@code permits} is less than 1
     */
    @Override
    public Mono<Void> acquire(int permits) {
        if (permits < 1) {
            throw new IllegalArgumentException("permits must be 1 or more, was " + permits);
        }
        return new Mono<>() {
            @Override
            public void subscribe(CoreSubscriber<? super Void> actual) {
                queue.enter(actual, permits);
            }
        };
    }

    /** Collects options. Not safe for many threads. */
    public static final class Builder {

        private static final long MAX_PERMITS = 1_000_000_000;
        private static final long BLOCKS_PER_SECOND = 20;
        private static final long IDLE_SECONDS = 5;
        private static final Duration KEY_LIVES_ON = Duration.ofMinutes(1);

        private final long permits;
        private final Duration period;
        private long block;
        private Duration timeout = Duration.ofMillis(500);
        private long permitsWithoutBackEnd;

        private Builder(long permits, Duration period) {
            this.permits = within(1, MAX_PERMITS, permits, "permits");
            this.period = within(Duration.ofDays(1), period, "period");
            this.block = Math.max(1, (long) (permits * 1e9 / period.toNanos() / BLOCKS_PER_SECOND));
        }

        /**
         * How many permits are leased at a time, at most. They are handed out together, so this is also how much a
         * machine may send at once.
         *
         * @param permits 1 to 1,000,000,000; default: as many as come in 50 ms, and at least 1
         * @return this builder
         * @throws IllegalArgumentException if out of range
         */
        public Builder block(long permits) {
            this.block = within(1, MAX_PERMITS, permits, "block");
            return this;
        }

        /**
         * How long the back end may take to answer.
         *
         * @param timeout 1 ms to a day; default 500 ms
         * @return this builder
         * @throws IllegalArgumentException if out of range
         */
        public Builder timeout(Duration timeout) {
            this.timeout = within(Duration.ofDays(1), timeout, "timeout");
            return this;
        }

        /**
         * While the back end fails, or does not answer in time, callers get {@link RateLimiterUnavailableException}, within
         * the timeout: nothing is sent that might be beyond the limit. This is the default. A batch goes through its items
         * without attempting them meanwhile, and fast if the back end fails at once: {@code stopAtFailureRate} ends it.
         *
         * @return this builder
         */
        public Builder failClosed() {
            this.permitsWithoutBackEnd = 0;
            return this;
        }

        /**
         * While the back end fails, or does not answer in time, this machine goes on by a limit of its own. The back end is
         * asked again after ten timeouts.
         *
         * @param permits how many permits this machine then has in each period; so that machines together keep to the
         *     limit, its share of it
         * @return this builder
         * @throws IllegalArgumentException if out of range
         */
        public Builder failOpen(long permits) {
            this.permitsWithoutBackEnd = within(1, MAX_PERMITS, permits, "permits");
            return this;
        }

        /**
         * A limiter for this machine alone. It has no back end that could fail.
         *
         * @return the limiter
         */
        public Bucket4jRateLimiter local() {
            return limiter(PermitSource.of(localBucket(permits)), null);
        }

        /**
         * A limiter that is shared by all who use the same key of the same back end, with the same limit.
         *
         * <p>Unless the back end measures time itself, machines measure it by their own clocks, and those must agree. A machine
         * whose clock is ahead by some seconds uses up the permits of those seconds; when it leaves, the others get next to
         * none for as long. Keep clocks within a tenth of a second of each other, or use {@link #sharedOnRedis}.
         *
         * @param backEnd any back end of Bucket4j that works asynchronously; let its keys live longer than a few periods
         * @param key names the limit, for example by account and sender
         * @param <K> the back end's keys
         * @return the limiter
         */
        public <K> Bucket4jRateLimiter shared(AsyncProxyManager<K> backEnd, K key) {
            return limiter(PermitSource.of(bucket(backEnd, key)), sourceWithoutBackEnd());
        }

        /**
         * A limiter that is shared by all who use the same key of the same Redis, with the same limit, by the clock of that
         * Redis. Needs {@code bucket4j_jdk17-lettuce} among the application's dependencies.
         *
         * <p>The clocks of the machines do not matter, however wrong they are. Machines differ by half of the time that a
         * {@code TIME} command takes, at most by half a second, so one that leaves costs the others no more permits than
         * come in that time. The command is sent once a second while permits are asked for; a Redis that takes more than a
         * second for it counts as one that fails. After a failover the clock of the new Redis counts within a second.
         *
         * <p>The key expires a minute after the limit has recovered from the last use.
         *
         * @param connection a connection to one Redis, not to a cluster, whose nodes may differ; not closed by the limiter
         * @param key names the limit, for example by account and sender
         * @param <K> the connection's keys
         * @return the limiter
         */
        public <K> Bucket4jRateLimiter sharedOnRedis(StatefulRedisConnection<K, byte[]> connection, K key) {
            return sharedOnRedis(
                    connection, key, new RedisClock(() -> connection.async().time(), System::nanoTime));
        }

        <K> Bucket4jRateLimiter sharedOnRedis(StatefulRedisConnection<K, byte[]> connection, K key, RedisClock clock) {
            AsyncProxyManager<K> backEnd = Bucket4jLettuce.casBasedBuilder(connection)
                    .clientClock(clock)
                    .expirationAfterWrite(
                            ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(KEY_LIVES_ON))
                    .build()
                    .asAsync();
            return limiter(PermitSource.of(bucket(backEnd, key), clock), sourceWithoutBackEnd());
        }

        private <K> AsyncBucketProxy bucket(AsyncProxyManager<K> backEnd, K key) {
            CompletableFuture<BucketConfiguration> configuration =
                    CompletableFuture.completedFuture(configuration(permits));
            return backEnd.builder().build(Objects.requireNonNull(key, "key"), () -> configuration);
        }

        private @Nullable PermitSource sourceWithoutBackEnd() {
            return permitsWithoutBackEnd == 0 ? null : PermitSource.of(localBucket(permitsWithoutBackEnd));
        }

        private Bucket4jRateLimiter limiter(PermitSource source, @Nullable PermitSource instead) {
            return new Bucket4jRateLimiter(new PermitQueue(source, instead, block, timeout, ownScheduler()));
        }

        /** Not one that others can block, shut down or put on virtual time. Its thread ends when it is idle. */
        private static Scheduler ownScheduler() {
            ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
                Thread thread = new Thread(task, "mfa-rate-limiter");
                thread.setDaemon(true);
                return thread;
            });
            timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
            timer.allowCoreThreadTimeOut(true);
            timer.setRemoveOnCancelPolicy(true);
            return Schedulers.fromExecutorService(timer, "mfa-rate-limiter");
        }

        /** As little as possible is saved up in idle times: what is, comes on top of the limit. */
        private BucketConfiguration configuration(long permitsPerPeriod) {
            return BucketConfiguration.builder()
                    .addLimit(limit -> limit.capacity(block).refillGreedy(permitsPerPeriod, period))
                    .build();
        }

        private Bucket localBucket(long permitsPerPeriod) {
            return Bucket.builder()
                    .addLimit(limit -> limit.capacity(block).refillGreedy(permitsPerPeriod, period))
                    .withNanosecondPrecision()
                    .build();
        }

        private static long within(long least, long most, long value, String name) {
            if (value < least || value > most) {
                throw new IllegalArgumentException(
                        name + " must be between " + least + " and " + most + ", was " + value);
            }
            return value;
        }

        private static Duration within(Duration most, Duration value, String name) {
            if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(most) > 0) {
                throw new IllegalArgumentException(name + " must be between 1 ms and " + most + ", was " + value);
            }
            return value;
        }
    }
}

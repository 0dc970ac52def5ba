package io.github.bandwidthmfa.ratelimiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.optimization.Optimization;
import io.github.bucket4j.distributed.proxy.optimization.Optimizations;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Why {@code PermitQueue} stands beside Bucket4j's own waiting: what each costs, and what becomes of a waiter that cancels. */
final class LibraryTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int CALLERS = 100;
    private static final byte[] KEY = "limit".getBytes(StandardCharsets.UTF_8);
    private static final Pattern CALLS = Pattern.compile("calls=(\\d+)");

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private RedisServer redis;
    private RedisClient client;
    private StatefulRedisConnection<byte[], byte[]> connection;

    @BeforeEach
    void start() {
        assumeTrue(RedisServer.isInstalled(), "redis-server is not on the PATH: install Debian's package redis-server");
        redis = new RedisServer();
        client = RedisClient.create(redis.uri());
        connection = client.connect(ByteArrayCodec.INSTANCE);
    }

    @AfterEach
    void stop() {
        timer.shutdownNow();
        if (redis != null) {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(5));
            redis.close();
        }
    }

    private AsyncBucketProxy bucket(Optimization optimization, long permits, Duration period) {
        BucketConfiguration configuration = BucketConfiguration.builder()
                .addLimit(limit -> limit.capacity(permits).refillGreedy(permits, period))
                .build();
        return Bucket4jLettuce.casBasedBuilder(connection)
                .expirationAfterWrite(
                        ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(Duration.ofMinutes(1)))
                .build()
                .asAsync()
                .builder()
                .withOptimization(optimization)
                .build(KEY, () -> CompletableFuture.completedFuture(configuration));
    }

    /** What Redis has executed while so many callers got a permit each. */
    private long commands(Supplier<Mono<?>> acquire) {
        connection.sync().configResetstat();
        StepVerifier.create(Flux.range(0, CALLERS)
                        .flatMap(i -> acquire.get().then(), CALLERS)
                        .then())
                .expectComplete()
                .verify(PATIENCE);
        Matcher calls = CALLS.matcher(connection.sync().info("commandstats"));
        long sum = 0;
        while (calls.find()) {
            sum += Long.parseLong(calls.group(1));
        }
        return sum;
    }

    /** Plentiful permits, so that nobody waits. */
    private long commandsByBucket4j(Optimization optimization) {
        AsyncBucketProxy bucket = bucket(optimization, 1_000_000, Duration.ofSeconds(1));
        return commands(() -> Mono.fromFuture(() -> bucket.asScheduler().consume(1, timer)));
    }

    @Test
    void permitsCostFarFewerExchangesThanOneEach() {
        Bucket4jRateLimiter limiter =
                Bucket4jRateLimiter.of(1_000_000, Duration.ofSeconds(1)).sharedOnRedis(connection, KEY);
        long ours = commands(() -> limiter.acquire(1));
        long batching = commandsByBucket4j(Optimizations.batching());
        long plain = commandsByBucket4j(Optimization.NONE_OPTIMIZED);

        System.out.println(
                "commands of " + CALLERS + " permits: ours " + ours + ", batching " + batching + ", plain " + plain);
        assertThat(ours).isLessThanOrEqualTo(CALLERS / 2);
        assertThat(plain).isGreaterThanOrEqualTo(CALLERS);
    }

    /** If this fails, the library gives such permits back, and one reason for a queue of our own is gone. */
    @Test
    void aCancelledWaiterOfBucket4jKeepsItsPermit() {
        AsyncBucketProxy bucket = bucket(Optimizations.batching(), 1, Duration.ofMinutes(1));
        assertThat(bucket.tryConsume(1)).succeedsWithin(PATIENCE);

        CompletableFuture<Void> waiter = bucket.asScheduler().consume(1, timer);
        assertThat(bucket.getAvailableTokens()).succeedsWithin(PATIENCE).isEqualTo(-1L);
        waiter.cancel(true);

        assertThat(bucket.getAvailableTokens()).succeedsWithin(PATIENCE).isEqualTo(-1L);
    }
}

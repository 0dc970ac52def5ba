package io.github.bandwidthmfa.ratelimiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.bandwidthmfa.batch.Batch;
import io.github.bandwidthmfa.batch.BatchOptions;
import io.github.bandwidthmfa.batch.Outcome;
import io.github.bandwidthmfa.batch.Outcome.NotAttempted.Reason;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** The shared limiter on a real Redis. */
final class RedisTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Disposable.Composite running = Disposables.composite();
    private RedisServer redis;
    private RedisClient client;

    @BeforeEach
    void start() {
        assumeTrue(RedisServer.isInstalled(), "redis-server is not on the PATH: install Debian's package redis-server");
        redis = new RedisServer();
        client = RedisClient.create(redis.uri());
    }

    @AfterEach
    void stop() {
        running.dispose();
        if (redis != null) {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(5));
            redis.close();
        }
    }

    private Bucket4jRateLimiter shared(Bucket4jRateLimiter.Builder limit) {
        return limit.sharedOnRedis(client.connect(ByteArrayCodec.INSTANCE), LimitedProcess.key());
    }

    /** A machine whose clocks are ahead: both of them, since nobody knows where a monotonic clock begins. */
    private Bucket4jRateLimiter onMachineAhead(Bucket4jRateLimiter.Builder limit, Duration ahead) {
        StatefulRedisConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE);
        return limit.sharedOnRedis(
                connection,
                LimitedProcess.key(),
                new RedisClock(() -> connection.async().time(), () -> System.nanoTime() + ahead.toNanos()));
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 30, -30})
    void whenAMachineWhoseClockIsWrongLeavesTheOthersHaveTheWholeRate(int secondsAhead) {
        Bucket4jRateLimiter.Builder limit = Bucket4jRateLimiter.of(50, Duration.ofSeconds(1));
        Bucket4jRateLimiter wrong = onMachineAhead(limit, Duration.ofSeconds(secondsAhead));
        Bucket4jRateLimiter right = shared(limit);
        assertThat(Flux.merge(permitsIn(wrong, Duration.ofSeconds(2)), permitsIn(right, Duration.ofSeconds(2)))
                        .reduce(0L, Long::sum)
                        .block(PATIENCE))
                .isBetween(80L, 125L);

        assertThat(permitsIn(right, Duration.ofSeconds(2)).block(PATIENCE)).isBetween(80L, 125L);
    }

    @Test
    void theKeyOfALimitThatNobodyUsesExpires() {
        StepVerifier.create(shared(Bucket4jRateLimiter.of(50, Duration.ofSeconds(1)))
                        .acquire(1))
                .expectComplete()
                .verify(PATIENCE);

        assertThat(client.connect(ByteArrayCodec.INSTANCE).sync().pttl(LimitedProcess.key()))
                .isBetween(1L, Duration.ofSeconds(61).toMillis());
    }

    private static Mono<Long> permitsIn(Bucket4jRateLimiter limiter, Duration span) {
        AtomicBoolean over = new AtomicBoolean();
        return Flux.<Integer>generate(sink -> sink.next(1))
                .flatMap(i -> limiter.acquire(1).thenReturn(i), 64)
                .take(span)
                .doOnTerminate(() -> over.set(true))
                .count();
    }

    @Test
    void twoProcessesKeepOneLimitBetweenThem() throws Exception {
        long permits = 400;
        Duration span = Duration.ofSeconds(10);
        Instant begin = Instant.now().plusSeconds(5);

        Process one = process(permits, begin, span);
        Process other = process(permits, begin, span);
        long callsOfOne = calls(one);
        long callsOfOther = calls(other);

        System.out.println("two processes, " + permits + " permits a second, " + span.toSeconds() + " s: " + callsOfOne
                + " + " + callsOfOther + " calls");
        // Never more than the limit, by 5 % for the two moments in which the processes begin. How many of the permits
        // they
        // come to take is the machine's matter: on a busy one a third was seen to lapse.
        assertThat(callsOfOne + callsOfOther)
                .isBetween(permits * span.toSeconds() / 3, permits * span.toSeconds() * 105 / 100);
        assertThat(Math.min(callsOfOne, callsOfOther)).isPositive();
    }

    /** How Redis can be gone. */
    enum Outage {
        KILLED,
        SILENT;

        void begin(RedisServer redis) {
            switch (this) {
                case KILLED -> redis.stop();
                case SILENT -> redis.freeze();
            }
        }

        void end(RedisServer redis) {
            switch (this) {
                case KILLED -> redis.start();
                case SILENT -> redis.thaw();
            }
        }
    }

    /** A batch without end, by a limiter, whose calls succeed at once; and what has become of its items so far. */
    private final class EndlessBatch {

        private final AtomicLong taken = new AtomicLong();
        private final AtomicLong made = new AtomicLong();
        private final Queue<Outcome<Long, String>> failed = new ConcurrentLinkedQueue<>();
        private final Disposable subscription;

        EndlessBatch(Bucket4jRateLimiter limiter) {
            Function<Long, Mono<String>> call = item -> Mono.just("made");
            BatchOptions options =
                    BatchOptions.builder().concurrency(16).rateLimiter(limiter).build();
            subscription = Flux.<Long>generate(sink -> sink.next(taken.getAndIncrement()))
                    .transform(Batch.of(call, options).onOutcomeAfterCancel(this::count))
                    .subscribeWith(new Taker());
            running.add(subscription);
        }

        /** Takes its time with what failed: a batch that fails at once, and without end, would keep all processors busy. */
        private final class Taker extends BaseSubscriber<Outcome<Long, String>> {

            @Override
            protected void hookOnSubscribe(Subscription upstream) {
                upstream.request(16);
            }

            @Override
            protected void hookOnNext(Outcome<Long, String> outcome) {
                count(outcome);
                if (outcome instanceof Outcome.Success) {
                    request(1);
                } else {
                    Disposable unused = Schedulers.parallel().schedule(() -> request(1), 5, TimeUnit.MILLISECONDS);
                }
            }
        }

        private void count(Outcome<Long, String> outcome) {
            if (outcome instanceof Outcome.Success) {
                made.incrementAndGet();
            } else {
                failed.add(outcome);
            }
        }

        void end() {
            subscription.dispose();
            eventually(() -> made.get() + failed.size() == taken.get());
            failed.removeIf(outcome -> ((Outcome.NotAttempted<Long, String>) outcome).reason() == Reason.CANCELLED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void closedMeansThatARunningBatchAttemptsNothingWhileRedisIsGoneAndGoesOnWhenItIsBack(Outage outage) {
        EndlessBatch batch = new EndlessBatch(
                shared(Bucket4jRateLimiter.of(1_000, Duration.ofSeconds(1)).timeout(Duration.ofMillis(200))));
        eventually(() -> batch.made.get() > 200);

        outage.begin(redis);
        eventually(() -> !batch.failed.isEmpty());
        long madeBefore = batch.made.get();
        eventually(() -> batch.failed.size() > 3 * 16);
        assertThat(batch.made).hasValue(madeBefore);

        outage.end(redis);
        eventually(() -> batch.made.get() > madeBefore + 200);
        batch.end();
        assertThat(batch.failed)
                .allSatisfy(outcome -> assertThat(((Outcome.NotAttempted<Long, String>) outcome).cause())
                        .get()
                        .isInstanceOf(RateLimiterUnavailableException.class));
    }

    @ParameterizedTest
    @EnumSource
    void openMeansThatARunningBatchKeepsToItsOwnLimitWhileRedisIsGoneAndToTheSharedOneWhenItIsBack(Outage outage) {
        long own = 100;
        long block = 10;
        EndlessBatch batch = new EndlessBatch(shared(Bucket4jRateLimiter.of(1_000, Duration.ofSeconds(1))
                .block(block)
                .timeout(Duration.ofMillis(100))
                .failOpen(own)));
        eventually(() -> batch.made.get() > 200);

        outage.begin(redis);
        long begun = System.nanoTime();
        long madeBefore = batch.made.get();
        eventually(() -> batch.made.get() > madeBefore + 2 * own);
        // At least: what was leased before and what the own limit has at hand come at once, the rest by the own limit.
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(1_200));

        outage.end(redis);
        // Ten times as many a second as its own limit gives.
        eventually(() -> {
            long before = batch.made.get();
            long since = System.nanoTime();
            eventually(() -> batch.made.get() > before + 2 * own);
            return System.nanoTime() - since < TimeUnit.SECONDS.toNanos(1);
        });
        batch.end();
        assertThat(batch.failed).isEmpty();
    }

    @Test
    void closedMeansAnErrorInTimeWhileRedisIsGoneAndPermitsWhenItIsBack() {
        Bucket4jRateLimiter limiter =
                shared(Bucket4jRateLimiter.of(1_000, Duration.ofSeconds(1)).timeout(Duration.ofMillis(300)));
        StepVerifier.create(limiter.acquire(1)).expectComplete().verify(PATIENCE);

        redis.stop();
        for (int i = 0; i < 3; i++) {
            StepVerifier.create(limiter.acquire(1))
                    .expectError(RateLimiterUnavailableException.class)
                    .verify(PATIENCE);
        }

        redis.start();
        StepVerifier.create(limiter.acquire(1).retry(100)).expectComplete().verify(PATIENCE);
    }

    @Test
    void openMeansALimitOfItsOwnWhileRedisIsGone() {
        Bucket4jRateLimiter limiter = shared(Bucket4jRateLimiter.of(1_000, Duration.ofSeconds(1))
                .timeout(Duration.ofMillis(100))
                .failOpen(100));
        StepVerifier.create(limiter.acquire(1)).expectComplete().verify(PATIENCE);

        redis.stop();
        StepVerifier.create(limiter.acquire(1)).expectComplete().verify(PATIENCE);
        assertThat(permitsIn(limiter, Duration.ofSeconds(1)).block(PATIENCE)).isBetween(1L, 250L);

        redis.start();
        // Back to the shared limit, which is ten times as high, after at most ten timeouts and a new connection.
        StepVerifier.create(Mono.defer(() -> permitsIn(limiter, Duration.ofSeconds(1)))
                        .filter(permits -> permits > 500)
                        .repeatWhenEmpty(20, attempts -> attempts))
                .expectNextCount(1)
                .expectComplete()
                .verify(PATIENCE);
    }

    private static void eventually(BooleanSupplier condition) {
        StepVerifier.create(Flux.interval(Duration.ofMillis(1))
                        .onBackpressureDrop()
                        .publishOn(Schedulers.boundedElastic(), 1)
                        .filter(tick -> condition.getAsBoolean())
                        .next()
                        .then())
                .expectComplete()
                .verify(PATIENCE);
    }

    private Process process(long permits, Instant begin, Duration span) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LimitedProcess.class.getName(),
                        redis.uri(),
                        String.valueOf(permits),
                        begin.toString(),
                        String.valueOf(span.toMillis()))
                .redirectErrorStream(true)
                .start();
    }

    private static long calls(Process process) throws Exception {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.lines()
                .filter(line -> line.startsWith("calls "))
                .mapToLong(line -> Long.parseLong(line.substring("calls ".length())))
                .findFirst()
                .orElseThrow(() -> new AssertionError(output));
    }
}

package io.github.bandwidthmfa.batch.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.bandwidthmfa.batch.BatchOptions;
import io.github.bandwidthmfa.batch.RateLimiter;
import io.github.bandwidthmfa.batch.kafka.OutcomeRecord.Result;
import io.github.bandwidthmfa.batch.kafka.Scenario.Running;
import io.github.bandwidthmfa.ratelimiter.Bucket4jRateLimiter;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Sinks;

/** One limit on a real Redis for the senders of a group. */
final class SharedRateLimitTests {

    private static final int PERMITS = 40;
    private static final int CONCURRENCY = 4;
    private static final int ORDERS = 120;

    private Process redis;
    private RedisClient first;
    private RedisClient second;

    @BeforeEach
    void start() throws IOException {
        assumeTrue(
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(directory -> Files.isExecutable(Path.of(directory, "redis-server"))),
                "redis-server is not on the PATH: install Debian's package redis-server");
        int port = EmbeddedBroker.freePorts(1).get(0);
        redis = new ProcessBuilder("redis-server", "--port", String.valueOf(port), "--bind", "127.0.0.1", "--save", "")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        first = RedisClient.create("redis://127.0.0.1:" + port);
        second = RedisClient.create("redis://127.0.0.1:" + port);
        Scenario.await("Redis serves", () -> {
            try {
                first.connect().close();
                return true;
            } catch (RedisConnectionException notYet) {
                return false;
            }
        });
    }

    @AfterEach
    void stop() {
        if (redis != null) {
            first.shutdown(Duration.ZERO, Duration.ofSeconds(5));
            second.shutdown(Duration.ZERO, Duration.ofSeconds(5));
            redis.destroyForcibly();
        }
    }

    /** The bucket is full at first, and fills up in a day. */
    private static RateLimiter limiter(RedisClient client) {
        return Bucket4jRateLimiter.of(PERMITS, Duration.ofDays(1))
                .block(PERMITS)
                .timeout(Duration.ofSeconds(20))
                .sharedOnRedis(client.connect(ByteArrayCodec.INSTANCE), "senders".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void sendersTogetherSendWhatOneLimitAllows() {
        Scenario scenario = Scenario.withPartitions(2);
        AtomicInteger callsOfFirst = new AtomicInteger();
        AtomicInteger callsOfSecond = new AtomicInteger();
        Sinks.Empty<Void> bothCall = Sinks.empty();
        Running one = start(scenario, first, callsOfFirst, bothCall);
        Running other = start(scenario, second, callsOfSecond, bothCall);
        Scenario.await(
                "each owns a partition",
                () -> List.of(one, other).stream()
                        .allMatch(running -> running.batch().status().partitions() == 1));
        List<String> orders =
                IntStream.range(0, ORDERS).mapToObj(i -> "order" + i).toList();
        scenario.produce(orders);
        Scenario.await("both call", () -> callsOfFirst.get() > 0 && callsOfSecond.get() > 0);
        bothCall.tryEmitEmpty();

        Scenario.await(
                "both wait at the limiter",
                () -> scenario.calls().size() > PERMITS - 2 * CONCURRENCY && waits(one) && waits(other));
        one.stop();
        other.stop();

        assertThat(scenario.calls()).hasSizeBetween(PERMITS - 2 * CONCURRENCY, PERMITS);
        assertThat(one.totals().released() + other.totals().released()).isEqualTo(4 * CONCURRENCY);
        int limited = scenario.calls().size();
        assertThat(scenario.outcomes(limited)).hasSize(limited);
        scenario.runUntilOutcomes(ORDERS);
        assertThat(scenario.outcomes(ORDERS))
                .hasSize(ORDERS)
                .allSatisfy(outcome -> assertThat(outcome.outcome()).isEqualTo(Result.ACCEPTED));
        assertThat(scenario.calls()).containsExactlyInAnyOrderElementsOf(orders);
    }

    private static Running start(
            Scenario scenario, RedisClient client, AtomicInteger calls, Sinks.Empty<Void> respond) {
        return Scenario.start(scenario.builder(order -> {
                    calls.incrementAndGet();
                    return respond.asMono().thenReturn(order);
                })
                .options(scenario.options()
                        .batch(BatchOptions.builder()
                                .concurrency(CONCURRENCY)
                                .rateLimiter(limiter(client))
                                .build())
                        .build())
                .build());
    }

    /** It has claimed what it may, and for some time it had no outcome to commit. */
    private static boolean waits(Running running) {
        KafkaBatchStatus status = running.batch().status();
        return status.claimed() == 2 * CONCURRENCY && status.sinceCommit().compareTo(Duration.ofMillis(500)) > 0;
    }
}

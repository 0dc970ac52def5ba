package io.github.bandwidthmfa.sendguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.File;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Attempts counted in memory and on a real Redis. */
final class AttemptLimitsTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final List<Limit> TWO_AN_HOUR = List.of(new Limit(2, Duration.ofHours(1)));

    private final SettableTime time = new SettableTime();
    private final AttemptLimits limits = time.limits();

    private static Duration value(Mono<Duration> take) {
        Duration[] value = new Duration[1];
        StepVerifier.create(take)
                .consumeNextWith(seen -> value[0] = seen)
                .expectComplete()
                .verify(PATIENCE);
        return value[0];
    }

    private static void run(Mono<Void> giveBack) {
        StepVerifier.create(giveBack).expectComplete().verify(PATIENCE);
    }

    @Test
    void attemptsBeyondALimitAreToldHowLongToWait() {
        assertThat(value(limits.take("a", TWO_AN_HOUR))).isZero();
        assertThat(value(limits.take("a", TWO_AN_HOUR))).isZero();
        assertThat(value(limits.take("a", TWO_AN_HOUR))).isEqualTo(Duration.ofMinutes(30));
        assertThat(value(limits.take("b", TWO_AN_HOUR))).isZero();
    }

    @Test
    void nothingIsTakenBeforeSubscription() {
        for (int i = 0; i < 5; i++) {
            limits.take("a", TWO_AN_HOUR);
        }

        assertThat(value(limits.take("a", TWO_AN_HOUR))).isZero();
    }

    @Test
    void whenOneLimitRefusesTheOthersLoseNothing() {
        List<Limit> both = List.of(new Limit(1, Duration.ofSeconds(10)), new Limit(2, Duration.ofHours(1)));
        assertThat(value(limits.take("a", both))).isZero();
        for (int i = 0; i < 5; i++) {
            assertThat(value(limits.take("a", both))).isEqualTo(Duration.ofSeconds(10));
        }
        time.advance(Duration.ofSeconds(10));

        assertThat(value(limits.take("a", both))).isZero();
    }

    @Test
    void whatIsGivenBackCanBeTakenAgainAndNoMore() {
        assertThat(value(limits.take("a", TWO_AN_HOUR))).isZero();
        for (int i = 0; i < 5; i++) {
            run(limits.giveBack("a", TWO_AN_HOUR));
        }
        assertThat(value(limits.take("a", TWO_AN_HOUR))).isZero();
        assertThat(value(limits.take("a", TWO_AN_HOUR))).isZero();
        assertThat(value(limits.take("a", TWO_AN_HOUR))).isPositive();
    }

    @Test
    void aLimitIsRememberedUntilItHasRecovered() {
        value(limits.take("a", TWO_AN_HOUR));
        value(limits.take("a", TWO_AN_HOUR));
        time.advance(Duration.ofMinutes(29));

        assertThat(value(limits.take("a", TWO_AN_HOUR))).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void noLimitIsRefused() {
        assertThatThrownBy(() -> limits.take("a", List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void machinesShareLimitsOnRedisWithoutShowingKeys() throws Exception {
        assumeTrue(
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(directory -> Files.isExecutable(Path.of(directory, "redis-server"))),
                "redis-server is not on the PATH: install Debian's package redis-server");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Process server = new ProcessBuilder(
                        "redis-server", "--port", String.valueOf(port), "--bind", "127.0.0.1", "--save", "")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        RedisClient client = RedisClient.create("redis://127.0.0.1:" + port);
        try {
            StatefulRedisConnection<byte[], byte[]> connection = Flux.interval(Duration.ofMillis(20))
                    .concatMap(tick -> Mono.fromCallable(() -> client.connect(ByteArrayCodec.INSTANCE))
                            .onErrorComplete())
                    .blockFirst(PATIENCE);
            AttemptLimits here = shared(connection);
            AttemptLimits there = shared(client.connect(ByteArrayCodec.INSTANCE));

            assertThat(value(here.take("number +447911123456", TWO_AN_HOUR))).isZero();
            assertThat(value(there.take("number +447911123456", TWO_AN_HOUR))).isZero();
            assertThat(value(here.take("number +447911123456", TWO_AN_HOUR))).isPositive();
            run(there.giveBack("number +447911123456", TWO_AN_HOUR));
            assertThat(value(here.take("number +447911123456", TWO_AN_HOUR))).isZero();
            assertThat(connection.sync().keys("*"))
                    .hasSize(1)
                    .allSatisfy(key -> assertThat(new String(key, StandardCharsets.ISO_8859_1))
                            .doesNotContain("7911"));

            server.destroyForcibly().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            StepVerifier.create(there.take("another", TWO_AN_HOUR))
                    .expectError()
                    .verify(PATIENCE);
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(5));
            server.destroyForcibly();
        }
    }

    private static AttemptLimits shared(StatefulRedisConnection<byte[], byte[]> connection) {
        return AttemptLimits.shared(
                Bucket4jLettuce.casBasedBuilder(connection)
                        .expirationAfterWrite(ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(
                                Duration.ofMinutes(1)))
                        .build()
                        .asAsync(),
                Duration.ofSeconds(2));
    }
}

package io.github.bandwidthmfa.ratelimiter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The clock of a Redis that the test answers for. */
final class RedisClockTests {

    private static final long SERVER = 1_700_000_000L;

    private final AtomicLong nanoTime = new AtomicLong(-5_000_000_000L);
    private final List<CompletableFuture<List<byte[]>>> requests = new ArrayList<>();
    private final RedisClock clock = new RedisClock(
            () -> {
                requests.add(new CompletableFuture<>());
                return requests.get(requests.size() - 1);
            },
            nanoTime::get);

    private void pass(Duration time) {
        nanoTime.addAndGet(time.toNanos());
    }

    private void respond(long micros) {
        requests.get(requests.size() - 1)
                .complete(List.of(
                        String.valueOf(SERVER + micros / 1_000_000).getBytes(StandardCharsets.US_ASCII),
                        String.valueOf(micros % 1_000_000).getBytes(StandardCharsets.US_ASCII)));
    }

    private long micros() {
        return clock.currentTimeNanos() / 1_000 - SERVER * 1_000_000;
    }

    @Test
    void theTimeIsThatOfTheServerInTheMiddleOfTheRoundTrip() {
        CompletableFuture<Void> first = clock.synchronise();
        CompletableFuture<Void> second = clock.synchronise();
        assertThat(requests).hasSize(1);
        pass(Duration.ofMillis(10));
        respond(500_000);

        assertThat(first).isCompleted();
        assertThat(second).isCompleted();
        assertThat(micros()).isEqualTo(505_000);
        pass(Duration.ofMillis(999));
        assertThat(clock.synchronise()).isCompleted();
        assertThat(requests).hasSize(1);
        assertThat(micros()).isEqualTo(505_000 + 999_000);
    }

    @Test
    void aSlowResponseThatAgreesChangesNothingAndOneThatDoesNotCorrects() {
        CompletableFuture<Void> first = clock.synchronise();
        respond(0);
        assertThat(first).isCompleted();
        pass(Duration.ofSeconds(2));
        CompletableFuture<Void> slow = clock.synchronise();
        pass(Duration.ofMillis(400));
        respond(2_390_000);
        assertThat(slow).isCompleted();
        assertThat(micros()).isEqualTo(2_400_000);

        pass(Duration.ofSeconds(2));
        CompletableFuture<Void> failedOver = clock.synchronise();
        respond(34_400_000);
        assertThat(failedOver).isCompleted();
        assertThat(micros()).isEqualTo(34_400_000);
    }

    @Test
    void aResponseThatComesTooLateOrIsNoneIsAFailureAndTheNextCallerAsksAgain() {
        CompletableFuture<Void> late = clock.synchronise();
        pass(Duration.ofMillis(1_001));
        respond(0);
        assertThat(late).isCompletedExceptionally();

        CompletableFuture<Void> broken = clock.synchronise();
        requests.get(1).complete(List.of());
        assertThat(broken).isCompletedExceptionally();

        CompletableFuture<Void> gone = clock.synchronise();
        requests.get(2).completeExceptionally(new IllegalStateException("gone"));
        assertThat(gone).isCompletedExceptionally();

        CompletableFuture<Void> well = clock.synchronise();
        respond(0);
        assertThat(well).isCompleted();
    }
}

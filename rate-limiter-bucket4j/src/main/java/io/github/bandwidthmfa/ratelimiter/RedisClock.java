package io.github.bandwidthmfa.ratelimiter;

import io.github.bucket4j.TimeMeter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The clock of a Redis, told from this machine's monotonic clock and how far apart the two are. This machine's wall clock is
 * not asked.
 *
 * <p>The distance is learnt by the {@code TIME} command and learnt anew when it is older than a second. A response shows
 * only that it was formed between the request and its own arrival: the distance that was known is kept as long as it agrees.
 * So a slow response, or a pause of this process, does no harm.
 */
final class RedisClock implements TimeMeter {

    private static final Duration MAX_AGE = Duration.ofSeconds(1);
    private static final Duration SLOWEST = Duration.ofSeconds(1);

    private record Distance(long nanos, long learntAt) {}

    private final Supplier<? extends CompletionStage<List<byte[]>>> timeCommand;
    private final LongSupplier nanoTime;
    private final AtomicReference<@Nullable CompletableFuture<Void>> asking = new AtomicReference<>();
    private volatile @Nullable Distance distance;

    RedisClock(Supplier<? extends CompletionStage<List<byte[]>>> timeCommand, LongSupplier nanoTime) {
        this.timeCommand = timeCommand;
        this.nanoTime = nanoTime;
    }

    /** Completes when the clock can be read; one request is made for all who wait. */
    CompletableFuture<Void> synchronise() {
        Distance known = distance;
        if (known != null && nanoTime.getAsLong() - known.learntAt() < MAX_AGE.toNanos()) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> others = asking.compareAndExchange(null, mine);
        if (others != null) {
            return others;
        }
        ask(mine);
        return mine;
    }

    private void ask(CompletableFuture<Void> asked) {
        long sent = nanoTime.getAsLong();
        CompletionStage<List<byte[]>> response;
        try {
            response = timeCommand.get();
        } catch (RuntimeException closed) {
            response = CompletableFuture.failedFuture(closed);
        }
        var unused = response.whenComplete((time, failure) -> {
            Throwable failed = failure;
            if (failed == null) {
                try {
                    learn(time, sent, nanoTime.getAsLong());
                } catch (RuntimeException | TimeoutException useless) {
                    failed = useless;
                }
            }
            asking.set(null);
            if (failed == null) {
                asked.complete(null);
            } else {
                asked.completeExceptionally(failed);
            }
        });
    }

    private void learn(List<byte[]> time, long sent, long arrived) throws TimeoutException {
        if (arrived - sent > SLOWEST.toNanos()) {
            throw new TimeoutException("Redis took too long to tell the time");
        }
        long server =
                TimeUnit.SECONDS.toNanos(number(time.get(0))) + TimeUnit.MICROSECONDS.toNanos(number(time.get(1)));
        long least = server - arrived;
        long most = server - sent;
        Distance known = distance;
        long nanos = known == null ? least + (most - least) / 2 : Math.min(Math.max(known.nanos(), least), most);
        distance = new Distance(nanos, arrived);
    }

    private static long number(byte[] digits) {
        return Long.parseLong(new String(digits, StandardCharsets.US_ASCII));
    }

    @Override
    public long currentTimeNanos() {
        Distance known = distance;
        if (known == null) {
            throw new IllegalStateException("the clock is read before it is synchronised");
        }
        return nanoTime.getAsLong() + known.nanos();
    }

    @Override
    public boolean isWallClockBased() {
        return true;
    }
}

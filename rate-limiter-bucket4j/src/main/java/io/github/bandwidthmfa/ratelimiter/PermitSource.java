package io.github.bandwidthmfa.ratelimiter;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Where permits are leased. */
interface PermitSource {

    /** Leases permits; the number is how many nanoseconds to wait before they may be used. */
    CompletableFuture<Long> lease(long permits);

    /** Takes back permits that were not used. */
    void giveBack(long permits);

    static PermitSource of(Bucket bucket) {
        return new PermitSource() {
            @Override
            public CompletableFuture<Long> lease(long permits) {
                return CompletableFuture.completedFuture(bucket.consumeIgnoringRateLimits(permits));
            }

            @Override
            public void giveBack(long permits) {
                bucket.addTokens(permits);
            }
        };
    }

    static PermitSource of(AsyncBucketProxy bucket) {
        return new PermitSource() {
            @Override
            public CompletableFuture<Long> lease(long permits) {
                return attempt(() -> bucket.consumeIgnoringRateLimits(permits));
            }

            @Override
            public void giveBack(long permits) {
                // If it fails, at once or later, so many permits go unused: that is on the safe side.
                var unused = attempt(() -> bucket.addTokens(permits));
            }
        };
    }

    /** A bucket by a clock that has to be right before it is asked. */
    static PermitSource of(AsyncBucketProxy bucket, RedisClock clock) {
        PermitSource source = of(bucket);
        return new PermitSource() {
            @Override
            public CompletableFuture<Long> lease(long permits) {
                return clock.synchronise().thenCompose(synchronised -> source.lease(permits));
            }

            @Override
            public void giveBack(long permits) {
                source.giveBack(permits);
            }
        };
    }

    /** A client that is closed may throw instead of giving a future that fails. */
    private static <V> CompletableFuture<V> attempt(Supplier<CompletableFuture<V>> exchange) {
        try {
            return exchange.get();
        } catch (RuntimeException thrown) {
            return CompletableFuture.failedFuture(thrown);
        }
    }
}

package io.github.bandwidthmfa.sendguard;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import io.github.bucket4j.distributed.proxy.AsyncProxyManager;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** Buckets in a back end of Bucket4j's. */
final class SharedBuckets implements BucketStore {

    private final AsyncProxyManager<byte[]> backEnd;
    private final Duration timeout;

    SharedBuckets(AsyncProxyManager<byte[]> backEnd, Duration timeout) {
        this.backEnd = backEnd;
        this.timeout = timeout;
    }

    @Override
    public Mono<Duration> take(BucketKey key, long tokens) {
        return inTime(() -> bucket(key).tryConsumeAndReturnRemaining(tokens))
                .map(ConsumptionProbe::getNanosToWaitForRefill)
                .map(Duration::ofNanos);
    }

    @Override
    public Mono<Void> give(BucketKey key, long tokens) {
        return inTime(() -> bucket(key).addTokens(tokens));
    }

    /** A command that has been sent is not taken back by cancelling: what it took stays taken. */
    private <T> Mono<T> inTime(Supplier<CompletableFuture<T>> command) {
        return Mono.fromFuture(() -> command.get().orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS), true);
    }

    private AsyncBucketProxy bucket(BucketKey key) {
        CompletableFuture<BucketConfiguration> configuration =
                CompletableFuture.completedFuture(key.shape().configuration());
        return backEnd.builder().build(hash(key), () -> configuration);
    }

    /** With the shape, since a back end keeps the one that a bucket was made with. */
    private static byte[] hash(BucketKey key) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest((key.name() + key.shape()).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("Java without SHA-256", missing);
        }
    }
}

package io.github.bandwidthmfa.sendguard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.LocalBucketBuilder;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** Buckets in this machine's memory. One that nobody has used for as long as it takes to fill up is
 * forgotten. */
final class LocalBuckets implements BucketStore {

    private static final long MAX_KEYS = 100_000;

    private final TimeMeter time;
    private final Cache<BucketKey, Bucket> buckets;

    LocalBuckets(TimeMeter time) {
        this.time = time;
        buckets = Caffeine.newBuilder()
                .maximumSize(MAX_KEYS)
                .expireAfter(Expiry.<BucketKey, Bucket>accessing(
                        (key, bucket) -> key.shape().untilFull()))
                .ticker(time::currentTimeNanos)
                .build();
    }

    static LocalBuckets create() {
        return new LocalBuckets(TimeMeter.SYSTEM_NANOTIME);
    }

    @Override
    public Mono<Duration> take(BucketKey key, long tokens) {
        return Mono.fromSupplier(() -> Duration.ofNanos(
                bucket(key).tryConsumeAndReturnRemaining(tokens).getNanosToWaitForRefill()));
    }

    @Override
    public Mono<Void> give(BucketKey key, long tokens) {
        return Mono.fromRunnable(() -> bucket(key).addTokens(tokens));
    }

    private Bucket bucket(BucketKey key) {
        return buckets.get(key, this::create);
    }

    private Bucket create(BucketKey key) {
        LocalBucketBuilder bucket = Bucket.builder().withCustomTimePrecision(time);
        for (Bandwidth bandwidth : key.shape().configuration().getBandwidths()) {
            bucket.addLimit(bandwidth);
        }
        return bucket.build();
    }
}

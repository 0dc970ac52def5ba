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

    private record Key(String key, BucketShape shape) {}

    private final TimeMeter time;
    private final Cache<Key, Bucket> buckets;

    LocalBuckets(TimeMeter time) {
        this.time = time;
        buckets = Caffeine.newBuilder()
                .maximumSize(MAX_KEYS)
                .expireAfter(Expiry.<Key, Bucket>accessing((key, bucket) -> key.shape.untilFull()))
                .ticker(time::currentTimeNanos)
                .build();
    }

    static LocalBuckets create() {
        return new LocalBuckets(TimeMeter.SYSTEM_NANOTIME);
    }

    @Override
    public Mono<Duration> take(String key, BucketShape shape, long tokens) {
        return Mono.fromSupplier(() -> Duration.ofNanos(
                bucket(key, shape).tryConsumeAndReturnRemaining(tokens).getNanosToWaitForRefill()));
    }

    @Override
    public Mono<Void> give(String key, BucketShape shape, long tokens) {
        return Mono.fromRunnable(() -> bucket(key, shape).addTokens(tokens));
    }

    private Bucket bucket(String key, BucketShape shape) {
        return buckets.get(new Key(key, shape), this::create);
    }

    private Bucket create(Key key) {
        LocalBucketBuilder bucket = Bucket.builder().withCustomTimePrecision(time);
        for (Bandwidth bandwidth : key.shape.configuration().getBandwidths()) {
            bucket.addLimit(bandwidth);
        }
        return bucket.build();
    }
}

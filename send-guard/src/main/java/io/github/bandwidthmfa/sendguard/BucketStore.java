package io.github.bandwidthmfa.sendguard;

import java.time.Duration;
import reactor.core.publisher.Mono;

/** Buckets by key. A bucket that is not there is made, full to its initial tokens. */
interface BucketStore {

    /** Takes tokens and gives zero, or takes none and gives the time until there are enough. */
    Mono<Duration> take(BucketKey key, long tokens);

    /** Puts tokens into a bucket, which holds no more than its capacity. */
    Mono<Void> give(BucketKey key, long tokens);
}

package io.github.bandwidthmfa.sendguard;

import io.github.bucket4j.distributed.proxy.AsyncProxyManager;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Counts attempts by key, on one machine or shared by many. For any number of threads; the returned publishers are cold and
 * never block. Cancelling does not give an attempt back.
 */
public final class AttemptLimits {

    private static final Duration MIN_TIMEOUT = Duration.ofMillis(1);

    private final BucketStore buckets;

    AttemptLimits(BucketStore buckets) {
        this.buckets = buckets;
    }

    /**
     * Limits of this machine alone. At most 100,000 keys are remembered; those that have not been used for longest are
     * forgotten first.
     *
     * @return new limits
     */
    public static AttemptLimits inMemory() {
        return new AttemptLimits(LocalBuckets.create());
    }

    /**
     * Limits that all machines with the same back end share. A key leaves the machine as a SHA-256 hash, which hides a phone
     * number from a glance and not from an attacker who tries them all: protect the back end.
     *
     * @param backEnd any back end of Bucket4j that works asynchronously; let it expire keys by the time that a bucket needs to
     *     be full again
     * @param timeout how long the back end may take for one attempt, 1 ms or more
     * @return the limits, which fail when the back end fails or takes longer
     * @throws IllegalArgumentException if the timeout is out of range
     */
    public static AttemptLimits shared(AsyncProxyManager<byte[]> backEnd, Duration timeout) {
        if (timeout.compareTo(MIN_TIMEOUT) < 0) {
            throw new IllegalArgumentException("timeout must be at least 1 ms, was " + timeout);
        }
        return new AttemptLimits(new SharedBuckets(backEnd, timeout));
    }

    /**
     * Takes one attempt of all limits of a key, or of none.
     *
     * @param key whose attempts are counted
     * @param limits one limit or more; with other limits, the same key is counted anew
     * @return zero if the attempt was taken; otherwise the time until all limits would allow it, and nothing was taken
     * @throws IllegalArgumentException if there is no limit
     */
    public Mono<Duration> take(String key, List<Limit> limits) {
        return buckets.take(new BucketKey(key, BucketShape.of(limits)), 1);
    }

    /**
     * Gives back an attempt that was taken.
     *
     * @param key the key it was taken of
     * @param limits the limits it was taken of
     * @return completes when it has been given back
     * @throws IllegalArgumentException if there is no limit
     */
    public Mono<Void> giveBack(String key, List<Limit> limits) {
        return buckets.give(new BucketKey(key, BucketShape.of(limits)), 1);
    }

    BucketStore buckets() {
        return buckets;
    }
}

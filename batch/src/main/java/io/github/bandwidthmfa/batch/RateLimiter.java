package io.github.bandwidthmfa.batch;

import reactor.core.publisher.Mono;

/**
 * Lets calls through at a rate. A batch takes one permit for every request that it makes, retries included, or as many as {@link
 * Batch#permits} says.
 *
 * <p>Bandwidth limits messages by their segments: {@link io.github.bandwidthmfa.MessageSegments} counts them.
 *
 * <p>The artifact {@code bandwidth-mfa-rate-limiter-bucket4j} has one for a single machine, and one for any number of
 * machines that share a limit.
 */
@FunctionalInterface
public interface RateLimiter {

    /**
     * Asks for permits.
     *
     * @param permits how many, 1 or more; given all together
     * @return a {@code Mono}, each subscription to which asks for them, and which completes when they are given; an error
     *     means that there are none, and that the item it was for is not attempted. Must not block the subscribing thread,
     *     must end at some time, and must give up its place when it is cancelled. {@code Mono.empty()} is the cheapest way
     *     to say that the permits are at hand
     */
    Mono<Void> acquire(int permits);
}

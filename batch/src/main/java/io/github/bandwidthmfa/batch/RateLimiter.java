package io.github.bandwidthmfa.batch;

import reactor.core.publisher.Mono;

/**
 * Lets calls through at a rate. One permit is taken for every request that is made, retries included.
 *
 * <p>Bandwidth counts messages in segments: a text is one up to 160 characters, or up to 70 if some are outside of GSM-7, such as
 * emoji. For longer texts divide the limit by how many segments one of them is.
 *
 * <p>The artifact {@code bandwidth-mfa-rate-limiter-bucket4j} has one for a single machine, and one for any number of
 * machines that share a limit.
 */
@FunctionalInterface
public interface RateLimiter {

    /**
     * Asks for a permit.
     *
     * @return a {@code Mono}, each subscription to which asks for one permit, and which completes when it is given; an error
     *     means that there is none, and that the item it was for is not attempted. Must not block the subscribing thread,
     *     must end at some time, and must give up its place when it is cancelled. {@code Mono.empty()} is the cheapest way
     *     to say that a permit is at hand
     */
    Mono<Void> acquire();
}

/** Rate limiters for batches, on Bucket4j: {@link io.github.bandwidthmfa.ratelimiter.Bucket4jRateLimiter}. */
@NullMarked
package io.github.bandwidthmfa.ratelimiter;

import org.jspecify.annotations.NullMarked;

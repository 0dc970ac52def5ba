package io.github.bandwidthmfa.ratelimiter;

import java.time.Duration;

/**
 * There is no permit because the shared back end failed, or did not answer in time. Nothing was sent. Would succeed once the
 * back end is there again.
 */
public final class RateLimiterUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RateLimiterUnavailableException(Duration timeout, Throwable cause) {
        super("the rate limiter's back end failed, or took longer than " + timeout.toMillis() + " ms", cause);
    }
}

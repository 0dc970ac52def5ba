package io.github.bandwidthmfa.reactor;

import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.reactor.netty.TransportFailure;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Which requests the client retries, and how long it backs off: those that the service cannot have received. */
final class RetryPolicy {

    private static final long FIRST_BACKOFF_MILLIS = 100;

    private final int maxRetries;
    private final Scheduler timers;

    RetryPolicy(int maxRetries, Scheduler timers) {
        this.maxRetries = maxRetries;
        this.timers = timers;
    }

    boolean allows(Disposition disposition, Throwable failure, int retriesBefore) {
        return disposition == Disposition.NOT_SENT
                && retriesBefore < maxRetries
                && TransportFailure.of(failure).mayPass();
    }

    /** With a jitter of half, so that callers that failed together do not come back together. */
    Mono<Long> backoff(int retriesBefore) {
        long usual = FIRST_BACKOFF_MILLIS << retriesBefore;
        return Mono.delay(
                Duration.ofMillis(ThreadLocalRandom.current().nextLong(usual / 2, usual + usual / 2 + 1)), timers);
    }
}

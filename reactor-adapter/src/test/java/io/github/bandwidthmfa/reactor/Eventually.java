package io.github.bandwidthmfa.reactor;

import static io.github.bandwidthmfa.reactor.testing.Samples.PATIENCE;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** Waits for what another thread is about to bring about, however long that takes, within reason. */
final class Eventually {

    private Eventually() {}

    static void eventually(BooleanSupplier condition) {
        StepVerifier.create(Flux.interval(Duration.ofMillis(1))
                        .onBackpressureDrop()
                        .filter(tick -> condition.getAsBoolean())
                        .next()
                        .then())
                .expectComplete()
                .verify(PATIENCE);
    }

    /** Waits until the client has no calls any more, running or waiting, and all of its permits. */
    static void idle(MfaClient client, int maxConnections) {
        InFlightCalls inFlight = Internals.inFlight(client);
        ConcurrencyLimiter limiter = Internals.limiter(client);
        eventually(() -> inFlight.live() == 0 && limiter.waiting() == 0 && limiter.freePermits() == maxConnections);
    }
}

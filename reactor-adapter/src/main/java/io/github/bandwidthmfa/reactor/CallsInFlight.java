package io.github.bandwidthmfa.reactor;

import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Counts the calls that have begun and not ended, and turns new ones away once the client closes. */
final class CallsInFlight {

    /** Added once on closing: from then on the count is negative, and back at exactly this when the last call has ended. */
    private static final long CLOSED = Long.MIN_VALUE;

    private final AtomicLong count = new AtomicLong();
    private final Sinks.Empty<Void> drained = Sinks.empty();

    boolean enter() {
        while (true) {
            long present = count.get();
            if (present < 0) {
                return false;
            }
            if (count.compareAndSet(present, present + 1)) {
                return true;
            }
        }
    }

    void leave() {
        if (count.decrementAndGet() == CLOSED) {
            drained.tryEmitEmpty();
        }
    }

    /** Turns new calls away from now on. Completes when those already begun have ended. */
    Mono<Void> refuseFurther() {
        long before = count.getAndUpdate(present -> present < 0 ? present : present + CLOSED);
        if (before == 0 || before == CLOSED) {
            drained.tryEmitEmpty();
        }
        return drained.asMono();
    }
}

package io.github.bandwidthmfa.phonefactor;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.SmartLifecycle;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Sends that continue when the browser goes away: cancelling one would leave open whether the code is on its way, and nobody
 * would remember its outcome. When the application stops, they may finish first.
 */
final class DetachedWork implements SmartLifecycle {

    private static final Duration MAX_WAIT = Duration.ofSeconds(20);

    private final Set<Mono<?>> inFlight = ConcurrentHashMap.newKeySet();
    private volatile boolean running;

    /** Each subscription begins the work once; cancelling it stops listening, and not the work. */
    <T> Mono<T> toTheEnd(Mono<T> work) {
        return Mono.deferContextual(context -> {
            Sinks.One<T> outcome = Sinks.one();
            Mono<T> result = outcome.asMono();
            inFlight.add(result);
            var unused = work.contextWrite(context)
                    .doFinally(signal -> inFlight.remove(result))
                    .subscribe(outcome::tryEmitValue, outcome::tryEmitError, outcome::tryEmitEmpty);
            return result;
        });
    }

    /** Begins work that nobody waits for, and that handles its own errors. */
    void begin(Mono<Void> work) {
        var unused = toTheEnd(work).subscribe();
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public void stop(Runnable done) {
        var unused = Mono.whenDelayError(inFlight)
                .timeout(MAX_WAIT)
                .doFinally(signal -> {
                    running = false;
                    done.run();
                })
                .subscribe(nothing -> {}, failedOrLate -> {});
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** After the web server, which is the only one to begin work. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE - 4096;
    }
}

package io.github.bandwidthmfa.examples.signin;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Sends that go on although the browser that asked for them has gone: cancelling a send would leave open whether the code is
 * on its way, and its outcome would not be remembered. When the application stops they may finish first.
 */
@Component
final class DetachedSends implements SmartLifecycle {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Set<Mono<?>> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean running;

    /** Each subscription begins the work once; cancelling it stops listening, and not the work. */
    <T> Mono<T> toTheEnd(Mono<T> work) {
        return Mono.deferContextual(context -> {
            Sinks.One<T> outcome = Sinks.one();
            Mono<T> listen = outcome.asMono();
            underWay.add(listen);
            var unused = work.contextWrite(context)
                    .doFinally(signal -> underWay.remove(listen))
                    .subscribe(outcome::tryEmitValue, outcome::tryEmitError, outcome::tryEmitEmpty);
            return listen;
        });
    }

    int underWay() {
        return underWay.size();
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
        var unused = Mono.whenDelayError(underWay)
                .timeout(PATIENCE)
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

    /** After the web server, which is the only one to begin sends. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE - 4096;
    }
}

package io.github.bandwidthmfa.spring;

import io.github.bandwidthmfa.reactor.MfaClient;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import reactor.core.publisher.Flux;

/**
 * Closes the application's clients while the event loops that they share with it are still there: after the web server has
 * answered its last request, before Spring's {@code ReactorResourceFactory} stops. The destruction of beans would be too
 * late. Spring waits for the end of it, for at most {@code spring.lifecycle.timeout-per-shutdown-phase}.
 */
final class MfaClientShutdown implements SmartLifecycle {

    /** Phases stop from the highest down: the web server's are near the top, that of the event loops is 0. */
    private static final int BEFORE_THE_EVENT_LOOPS = 1;

    private final ApplicationContext context;
    private volatile boolean running;

    MfaClientShutdown(ApplicationContext context) {
        this.context = context;
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
    public void stop(Runnable stopped) {
        stop();
        if (isClosing()) {
            Flux.fromIterable(context.getBeansOfType(MfaClient.class, false, false)
                            .values())
                    .flatMap(MfaClient::close)
                    .subscribe(nothing -> {}, failure -> stopped.run(), stopped);
        } else {
            // Only paused: a client that has been closed could not be started again.
            stopped.run();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return BEFORE_THE_EVENT_LOOPS;
    }

    private boolean isClosing() {
        return context instanceof ConfigurableApplicationContext closeable && closeable.isClosed();
    }
}

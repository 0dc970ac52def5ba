package io.github.bandwidthmfa.benchmarks;

import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.netty.resources.LoopResources;

/** What Spring Boot makes once for all clients of an application, and for its web server. */
final class Application {

    private Application() {}

    /** Reactor Netty's own: one for each processor, and at least four. */
    static LoopResources eventLoops() {
        ReactorResourceFactory resources = new ReactorResourceFactory();
        resources.afterPropertiesSet();
        return resources.getLoopResources();
    }

    /** With the one handler that each application with metrics has. */
    static ObservationRegistry observations() {
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(new SimpleMeterRegistry()));
        return registry;
    }
}

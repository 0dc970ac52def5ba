package io.github.bandwidthmfa.benchmarks;

import static io.github.bandwidthmfa.benchmarks.Promise.BOUNDED_QUEUE;
import static io.github.bandwidthmfa.benchmarks.Promise.DEADLINE;
import static io.github.bandwidthmfa.benchmarks.Promise.METRICS;
import static io.github.bandwidthmfa.benchmarks.Promise.MONO;
import static io.github.bandwidthmfa.benchmarks.Promise.RESPONSE_LIMIT;
import static io.github.bandwidthmfa.benchmarks.Promise.TOKEN;

import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Who takes part, and what each promises. */
enum ContenderType {
    CLIENT("this client", OurContender::new, DEADLINE, BOUNDED_QUEUE, RESPONSE_LIMIT, MONO),
    CHANGED("this client, changed", OurContender::new, DEADLINE, BOUNDED_QUEUE, RESPONSE_LIMIT, MONO),
    SLOWED(
            "this client, slowed on purpose",
            target -> new SlowedContender(new OurContender(target)),
            DEADLINE,
            BOUNDED_QUEUE,
            RESPONSE_LIMIT,
            MONO),
    /** As the starter makes it. */
    APPLICATION(
            "this client, in an application",
            OurContender::inApplication,
            DEADLINE,
            BOUNDED_QUEUE,
            RESPONSE_LIMIT,
            MONO,
            TOKEN),
    /** Tells what the number of event loops costs from what it costs that they are not the client's own. */
    APPLICATION_OWN_COUNT(
            "this client, in an application with as many loops as its own",
            OurContender::inApplicationWithOwnCountOfLoops,
            DEADLINE,
            BOUNDED_QUEUE,
            RESPONSE_LIMIT,
            MONO,
            TOKEN),
    OBSERVED(
            "this client, in an application, observed",
            OurContender::observed,
            DEADLINE,
            BOUNDED_QUEUE,
            RESPONSE_LIMIT,
            MONO,
            TOKEN,
            METRICS),
    WEB_CLIENT_APPLICATION(
            "WebClient, in an application, same promises",
            ApplicationWebClientContender::new,
            DEADLINE,
            BOUNDED_QUEUE,
            RESPONSE_LIMIT,
            MONO,
            TOKEN),
    BY_HAND("Reactor Netty, as people use it", ByHandContender::asPeopleUseIt, MONO),
    BY_HAND_TUNED("Reactor Netty, best options", ByHandContender::withBestOptions, MONO),
    BY_HAND_PROMISING(
            "Reactor Netty, best options, same promises",
            PromisingByHandContender::new,
            DEADLINE,
            BOUNDED_QUEUE,
            RESPONSE_LIMIT,
            MONO),
    WEB_CLIENT("Spring WebClient 7.0", WebClientContender::new, RESPONSE_LIMIT, MONO),
    JDK("JDK HttpClient", JdkContender::new),
    OKHTTP("OkHttp 5.5 async", OkHttpContender::new),
    APACHE("Apache HC5 5.6 async", ApacheContender::new),
    VERTX("Vert.x 5.0 WebClient", VertxContender::new),
    VERTX_PROMISING(
            "Vert.x 5.0, same promises", PromisingVertxContender::new, DEADLINE, BOUNDED_QUEUE, RESPONSE_LIMIT, MONO),
    SDK("official SDK 5.2.0 async", SdkContender::new),
    /** Not a client but a floor: a load generator in C that looks at nothing it is sent. Where it is installed. */
    WRK("wrk (C, no JSON)", target -> {
        throw new UnsupportedOperationException("wrk is not a Java client");
    }),
    /** Calls an {@link EndpointMain} that verifies with {@link #APPLICATION}. */
    ENDPOINT(
            "WebFlux endpoint, this client", EndpointCaller::new, DEADLINE, BOUNDED_QUEUE, RESPONSE_LIMIT, MONO, TOKEN),
    /** Calls an {@link EndpointMain} that verifies with {@link #WEB_CLIENT_APPLICATION}. */
    ENDPOINT_WEB_CLIENT(
            "WebFlux endpoint, WebClient", EndpointCaller::new, DEADLINE, BOUNDED_QUEUE, RESPONSE_LIMIT, MONO, TOKEN);

    private final String label;
    private final Function<Target, Contender> factory;
    private final Set<Promise> promises;

    ContenderType(String label, Function<Target, Contender> factory, Promise... promises) {
        this.label = label;
        this.factory = factory;
        this.promises = Set.copyOf(List.of(promises));
    }

    Contender create(Target target) {
        return factory.apply(target);
    }

    boolean promises(Promise promise) {
        return promises.contains(promise);
    }

    boolean isOurs() {
        return switch (this) {
            case CLIENT, CHANGED, SLOWED, APPLICATION, APPLICATION_OWN_COUNT, OBSERVED, ENDPOINT -> true;
            default -> false;
        };
    }

    boolean isEndpoint() {
        return this == ENDPOINT || this == ENDPOINT_WEB_CLIENT;
    }

    boolean speaks(Transport transport) {
        return switch (this) {
            // One dialect is enough to see where it stands.
            case SDK -> !transport.encrypted();
            case WRK -> transport == Transport.CLEAR;
            case CLIENT, BY_HAND, BY_HAND_TUNED -> true;
            // Over HTTP/2, Reactor Netty's pool has no limit for those who wait.
            case BY_HAND_PROMISING -> transport != Transport.HTTP2 && transport != Transport.TLS_NATIVE;
            default -> transport != Transport.TLS_NATIVE;
        };
    }

    @Override
    public String toString() {
        return label;
    }
}

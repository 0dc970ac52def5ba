package io.github.bandwidthmfa.benchmarks;

import java.util.function.Function;

/** Who takes part. */
enum ContenderType {
    CLIENT("this client", OurContender::new),
    CHANGED("this client, changed", OurContender::new),
    SLOWED("this client, slowed on purpose", target -> new SlowedContender(new OurContender(target))),
    SHARED_LOOPS("this client, shared loops", OurContender::onSharedLoops),
    OBSERVED("this client, shared loops, observed", OurContender::observed),
    BY_HAND("Reactor Netty, as people use it", ByHandContender::asPeopleUseIt),
    BY_HAND_TUNED("Reactor Netty, best options", ByHandContender::withBestOptions),
    WEB_CLIENT("Spring WebClient 7.0", WebClientContender::new),
    JDK("JDK HttpClient", JdkContender::new),
    OKHTTP("OkHttp 5.5 async", OkHttpContender::new),
    APACHE("Apache HC5 5.6 async", ApacheContender::new),
    VERTX("Vert.x 5.0 WebClient", VertxContender::new),
    SDK("official SDK 5.2.0 async", SdkContender::new),
    /** Not a client but a floor: a load generator in C that looks at nothing it is sent. Where it is installed. */
    WRK("wrk (C, no JSON)", target -> {
        throw new UnsupportedOperationException("wrk is not a Java client");
    });

    private final String label;
    private final Function<Target, Contender> factory;

    ContenderType(String label, Function<Target, Contender> factory) {
        this.label = label;
        this.factory = factory;
    }

    Contender create(Target target) {
        return factory.apply(target);
    }

    boolean isOurs() {
        return switch (this) {
            case CLIENT, CHANGED, SLOWED, SHARED_LOOPS, OBSERVED -> true;
            default -> false;
        };
    }

    boolean speaks(Transport transport) {
        return switch (this) {
            // One dialect is enough to see where it stands.
            case SDK -> !transport.encrypted();
            case WRK -> transport == Transport.CLEAR;
            case CLIENT, BY_HAND, BY_HAND_TUNED -> true;
            default -> transport != Transport.TLS_NATIVE;
        };
    }

    @Override
    public String toString() {
        return label;
    }
}

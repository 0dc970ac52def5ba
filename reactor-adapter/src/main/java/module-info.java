/** The reactive client of Bandwidth's Multi-Factor Authentication API, on Reactor Netty. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module io.github.bandwidthmfa.reactor {
    requires transitive io.github.bandwidthmfa;
    requires static transitive org.jspecify;
    requires transitive org.reactivestreams;
    requires transitive reactor.core;
    requires transitive reactor.netty.core;
    requires transitive reactor.netty.http;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.codec.http2;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.handler.proxy;
    requires io.netty.resolver;
    requires io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.unix.common;
    // For Reactor Netty, which as an automatic module requires nothing itself.
    requires io.netty.resolver.dns;
    requires io.netty.codec.classes.quic;
    requires static micrometer.commons;
    requires static micrometer.core;
    requires static micrometer.observation;

    exports io.github.bandwidthmfa.reactor;
    exports io.github.bandwidthmfa.reactor.observation;
}

package io.github.bandwidthmfa.benchmarks;

import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.Http2AllocationStrategy;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/** Reactor Netty's own client without a library around it: the measure of what a library costs. */
final class ByHandContender implements Contender {

    private static final int HTTP2_CONNECTIONS = 4;

    private final Supplier<HttpClient.ResponseReceiver<?>> requests;

    private ByHandContender(Supplier<HttpClient.ResponseReceiver<?>> requests) {
        this.requests = requests;
    }

    /** Everything left as it is, but for the pool's size and a queue that holds the load. */
    static ByHandContender asPeopleUseIt(Target target) {
        HttpClient client = secured(target, HttpClient.create(pool().build()));
        String verify = target.verify().toString();
        return new ByHandContender(() -> client.headers(ByHandContender::addHeaders)
                .post()
                .uri(verify)
                .send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(Json.write()))));
    }

    /**
     * The waiters' timer on the client's own event loop, the most recently used connection first, a prepared request that is
     * a path with the address beside it, and over HTTP/2 few connections that are used again.
     */
    static ByHandContender withBestOptions(Target target) {
        HttpClient.ResponseReceiver<?> prepared = prepared(target, ownLoop(), pool());
        return new ByHandContender(() -> prepared);
    }

    static LoopResources ownLoop() {
        return LoopResources.create("by-hand", -1, 1, true, false);
    }

    static HttpClient.ResponseReceiver<?> prepared(
            Target target, LoopResources loops, ConnectionProvider.Builder pool) {
        EventLoop timer = loops.onClient(true).next();
        pool.pendingAcquireTimer((task, delay) -> schedule(timer, task, delay)).lifo();
        if (target.transport() == Transport.HTTP2) {
            pool.allocationStrategy(Http2AllocationStrategy.builder()
                    .maxConnections(HTTP2_CONNECTIONS)
                    .strictConnectionReuse(true)
                    .build());
        }
        URI verify = target.verify();
        InetSocketAddress address = InetSocketAddress.createUnresolved(verify.getHost(), verify.getPort());
        return secured(target, HttpClient.create(pool.build()))
                .runOn(loops)
                .remoteAddress(() -> address)
                .headers(headers -> addHeaders(headers.set(HttpHeaderNames.HOST, verify.getRawAuthority())))
                .disableRetry(true)
                .post()
                .uri(verify.getRawPath())
                .send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(Json.write())));
    }

    static ConnectionProvider.Builder pool() {
        return ConnectionProvider.builder("by-hand").maxConnections(CONNECTIONS).pendingAcquireMaxCount(-1);
    }

    static HttpClient secured(Target target, HttpClient client) {
        if (!target.transport().encrypted()) {
            return client;
        }
        boolean http2 = target.transport() == Transport.HTTP2;
        try {
            SslContext tls = (http2 ? Http2SslContextSpec.forClient() : Http11SslContextSpec.forClient())
                    .configure(builder -> builder.trustManager(target.trust()))
                    .sslContext();
            return client.protocol(
                            http2
                                    ? new HttpProtocol[] {HttpProtocol.H2, HttpProtocol.HTTP11}
                                    : new HttpProtocol[] {HttpProtocol.HTTP11})
                    .secure(ssl -> ssl.sslContext(tls));
        } catch (SSLException e) {
            throw new IllegalStateException("no TLS in this JVM", e);
        }
    }

    private static Disposable schedule(EventLoop loop, Runnable task, Duration delay) {
        Future<?> scheduled = loop.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
        return () -> scheduled.cancel(false);
    }

    private static void addHeaders(HttpHeaders headers) {
        headers.set(HttpHeaderNames.AUTHORIZATION, AUTHORIZATION)
                .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .set(HttpHeaderNames.ACCEPT, "application/json");
    }

    @Override
    public void call(Outcome outcome) {
        requests.get()
                .responseSingle((head, body) -> body.asByteArray()
                        .map(bytes -> Json.readValid(head.status().code(), bytes)))
                .subscribe(outcome::succeeded, outcome::failed);
    }
}

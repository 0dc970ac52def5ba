package io.github.bandwidthmfa.reactor.testing;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Answers every request with {@code {"valid":true}}, when it is told to; counts requests and connections. */
public final class PatientService implements AutoCloseable {

    private static final byte[] ANSWER = "{\"valid\":true}".getBytes(StandardCharsets.US_ASCII);

    private final IntFunction<Mono<Void>> patience;
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger openConnections = new AtomicInteger();
    private final DisposableServer server;

    /**
     * Starts the service.
     *
     * @param patience what to wait for before the n-th request, counted from 1, is answered
     */
    public PatientService(IntFunction<Mono<Void>> patience) {
        this.patience = patience;
        this.server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .doOnChannelInit((observer, channel, remote) -> {
                    connections.incrementAndGet();
                    openConnections.incrementAndGet();
                    channel.closeFuture().addListener(closed -> openConnections.decrementAndGet());
                })
                .handle(this::respond)
                .bindNow();
    }

    public static PatientService answeringAfter(Duration delay) {
        return new PatientService(number -> Mono.delay(delay).then());
    }

    private Mono<Void> respond(HttpServerRequest request, HttpServerResponse response) {
        return request.receive()
                .aggregate()
                .then(Mono.defer(() -> patience.apply(requests.incrementAndGet())))
                .then(Mono.defer(() -> response.header("Content-Type", "application/json")
                        .sendByteArray(Mono.just(ANSWER))
                        .then()));
    }

    public URI baseUri() {
        return URI.create("http://127.0.0.1:" + server.port() + "/api/v1");
    }

    public int requests() {
        return requests.get();
    }

    /** How many connections have been made in all. */
    public int connections() {
        return connections.get();
    }

    public int openConnections() {
        return openConnections.get();
    }

    @Override
    public void close() {
        server.disposeNow();
    }
}

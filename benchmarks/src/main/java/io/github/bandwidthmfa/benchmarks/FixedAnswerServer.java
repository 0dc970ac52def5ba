package io.github.bandwidthmfa.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/** Reads a request, whatever it is, and answers that the code is valid. On event loops of its own. */
final class FixedAnswerServer implements AutoCloseable {

    static final String ANSWER = "{\"valid\":true}";

    private final LoopResources loops = LoopResources.create("fixed-answer", 1, true);
    private final DisposableServer server;

    FixedAnswerServer() {
        ByteBuf answer = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(ANSWER.getBytes(StandardCharsets.US_ASCII))
                .asReadOnly());
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .runOn(loops)
                .handle((request, response) -> request.receive()
                        .then(response.header(HttpHeaderNames.CONTENT_TYPE, "application/json")
                                .header(HttpHeaderNames.CONTENT_LENGTH, String.valueOf(ANSWER.length()))
                                .send(Mono.fromSupplier(answer::duplicate))
                                .then()))
                .bindNow();
    }

    URI baseUri() {
        return URI.create("http://127.0.0.1:" + server.port() + "/api/v1");
    }

    @Override
    public void close() {
        server.disposeNow();
        loops.disposeLater().block();
    }
}

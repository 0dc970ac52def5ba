package io.github.bandwidthmfa.simulator;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

/** Puts answers on the wire: whole, drop by drop, or not to the end. */
final class ResponseWriter {

    private static final AsciiString REQUEST_ID = AsciiString.cached("x-amzn-RequestId");
    private static final AsciiString JSON = AsciiString.cached("application/json; charset=utf-8");

    private ResponseWriter() {}

    static Mono<Void> write(HttpServerResponse response, SimulatedResponse simulated, String requestId) {
        prepare(response, simulated, requestId);
        // A single buffer goes out with its headers in one write.
        return response.send(Mono.just(Unpooled.wrappedBuffer(simulated.body())))
                .then();
    }

    static Mono<Void> drip(
            HttpServerResponse response, SimulatedResponse simulated, String requestId, Duration interval) {
        prepare(response, simulated, requestId);
        byte[] body = simulated.body();
        return response.send(
                        Flux.interval(Duration.ZERO, interval)
                                .onBackpressureBuffer()
                                .take(body.length)
                                .map(tick -> Unpooled.wrappedBuffer(body, tick.intValue(), 1)),
                        drop -> true)
                .then();
    }

    private static void prepare(HttpServerResponse response, SimulatedResponse simulated, String requestId) {
        response.status(simulated.status());
        headers(response.responseHeaders(), simulated, requestId);
    }

    private static void headers(HttpHeaders headers, SimulatedResponse simulated, String requestId) {
        headers.set(REQUEST_ID, requestId);
        if (simulated.body().length > 0) {
            headers.set(HttpHeaderNames.CONTENT_TYPE, JSON);
        }
        headers.set(HttpHeaderNames.CONTENT_LENGTH, simulated.body().length);
        simulated.headers().forEach(headers::set);
    }

    /** Complete headers and half of the body, then the end of the connection. Never completes. */
    static Mono<Void> breakMidway(
            HttpServerResponse response, SimulatedResponse simulated, String requestId, boolean reset) {
        DefaultHttpResponse head =
                new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(simulated.status()));
        headers(head.headers(), simulated, requestId);
        DefaultHttpContent half =
                new DefaultHttpContent(Unpooled.wrappedBuffer(simulated.body(), 0, simulated.body().length / 2));
        response.withConnection(connection -> {
            Channel channel = connection.channel();
            var unusedHead = channel.write(head);
            var unusedHalf = channel.writeAndFlush(half).addListener(written -> sever(channel, reset));
        });
        return Mono.never();
    }

    /** A part of a response whose headers are out. Completes when it is with the operating system. */
    static Mono<Void> append(HttpServerResponse response, String part) {
        return Mono.create(sink -> response.withConnection(connection -> {
            DefaultHttpContent content =
                    new DefaultHttpContent(Unpooled.wrappedBuffer(part.getBytes(StandardCharsets.UTF_8)));
            var unused = connection.channel().writeAndFlush(content).addListener(written -> {
                if (written.isSuccess()) {
                    sink.success();
                } else {
                    sink.error(written.cause());
                }
            });
        }));
    }

    /** The end of the connection without a byte of response. Never completes: there is no response to complete. */
    static Mono<Void> sever(HttpServerResponse response, boolean reset) {
        response.withConnection(connection -> sever(connection.channel(), reset));
        return Mono.never();
    }

    private static void sever(Channel channel, boolean reset) {
        if (!reset) {
            var unused = channel.close();
            return;
        }
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        // From the head of the pipeline, past TLS: a close_notify would make the reset look like an orderly end.
        var unused = channel.pipeline().firstContext().close();
    }
}

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
final class AnswerWriter {

    private static final AsciiString REQUEST_ID = AsciiString.cached("x-amzn-RequestId");
    private static final AsciiString JSON = AsciiString.cached("application/json; charset=utf-8");

    private AnswerWriter() {}

    static Mono<Void> write(HttpServerResponse response, Answer answer, String requestId) {
        prepare(response, answer, requestId);
        // A single buffer goes out with its headers in one write.
        return response.send(Mono.just(Unpooled.wrappedBuffer(answer.body()))).then();
    }

    static Mono<Void> drip(HttpServerResponse response, Answer answer, String requestId, Duration interval) {
        prepare(response, answer, requestId);
        byte[] body = answer.body();
        return response.send(
                        Flux.interval(Duration.ZERO, interval)
                                .onBackpressureBuffer()
                                .take(body.length)
                                .map(tick -> Unpooled.wrappedBuffer(body, tick.intValue(), 1)),
                        drop -> true)
                .then();
    }

    private static void prepare(HttpServerResponse response, Answer answer, String requestId) {
        response.status(answer.status());
        headers(response.responseHeaders(), answer, requestId);
    }

    private static void headers(HttpHeaders headers, Answer answer, String requestId) {
        headers.set(REQUEST_ID, requestId);
        if (answer.body().length > 0) {
            headers.set(HttpHeaderNames.CONTENT_TYPE, JSON);
        }
        headers.set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
        answer.headers().forEach(headers::set);
    }

    /** Complete headers and half of the body, then the end of the connection. Never completes. */
    static Mono<Void> breakMidway(HttpServerResponse response, Answer answer, String requestId, boolean reset) {
        DefaultHttpResponse head =
                new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()));
        headers(head.headers(), answer, requestId);
        DefaultHttpContent half =
                new DefaultHttpContent(Unpooled.wrappedBuffer(answer.body(), 0, answer.body().length / 2));
        response.withConnection(connection -> {
            Channel channel = connection.channel();
            var unusedHead = channel.write(head);
            var unusedHalf = channel.writeAndFlush(half).addListener(written -> sever(channel, reset));
        });
        return Mono.never();
    }

    /** A part of an answer whose headers are out. Completes when it is with the operating system. */
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

    /** The end of the connection without a byte of answer. Never completes: there is no answer to complete. */
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

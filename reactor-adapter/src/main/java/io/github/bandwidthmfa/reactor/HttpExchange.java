package io.github.bandwidthmfa.reactor;

import io.github.bandwidthmfa.reactor.netty.RefusedStreamHandler;
import io.github.bandwidthmfa.reactor.netty.ServiceAddress;
import io.github.bandwidthmfa.reactor.netty.SingleResponseCodec;
import io.github.bandwidthmfa.wire.WireResponse;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.util.AsciiString;
import java.net.SocketAddress;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.NettyOutbound;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientRequest;
import reactor.netty.http.client.HttpClientResponse;

/**
 * One request to one address, and its response. The whole of an attempt that touches the network is here; what it means is
 * decided elsewhere.
 */
final class HttpExchange implements Exchange {

    static final AsciiString JSON = AsciiString.cached("application/json");
    static final AsciiString FORM = AsciiString.cached("application/x-www-form-urlencoded");

    private static final AsciiString REQUEST_ID = AsciiString.cached("x-amzn-requestid");
    private static final AsciiString EDGE_REQUEST_ID = AsciiString.cached("x-amz-cf-id");

    private final HttpClient.ResponseReceiver<?> prepared;
    private final int maxResponseBytes;

    private HttpExchange(HttpClient.ResponseReceiver<?> prepared, int maxResponseBytes) {
        this.prepared = prepared;
        this.maxResponseBytes = maxResponseBytes;
    }

    /** For what the service is to act on. */
    static HttpExchange post(HttpClient client, URI address, AsciiString contentType, int maxResponseBytes) {
        return new HttpExchange(
                to(address, client)
                        .headers(headers -> headers.set(HttpHeaderNames.CONTENT_TYPE, contentType)
                                .set(HttpHeaderNames.ACCEPT, JSON))
                        .post()
                        .uri(path(address))
                        .send(HttpExchange::write),
                maxResponseBytes);
    }

    /** Asks for nothing: for attempts without a body and without credentials. */
    static HttpExchange head(HttpClient client, URI address, int maxResponseBytes) {
        return new HttpExchange(
                to(address, client).request(HttpMethod.HEAD).uri(path(address)).send(HttpExchange::write),
                maxResponseBytes);
    }

    /** The path and the address: Reactor Netty would parse a whole URI for each request. */
    private static HttpClient to(URI address, HttpClient client) {
        SocketAddress server = ServiceAddress.socketAddress(address);
        return (ServiceAddress.isTls(address) ? client : client.noSSL())
                .remoteAddress(() -> server)
                .headers(headers -> headers.set(HttpHeaderNames.HOST, address.getRawAuthority()))
                .doAfterRequest((request, connection) ->
                        Attempt.in(request.currentContextView()).written());
    }

    private static String path(URI address) {
        return address.getRawPath().isEmpty() ? "/" : address.getRawPath();
    }

    @Override
    public Mono<WireResponse> send(Attempt attempt) {
        // Exactly one element: see ResponseReader.
        return Mono.fromDirect(prepared.response((head, content) -> read(attempt, head, content)))
                .contextWrite(attempt::putInto);
    }

    private static Publisher<Void> write(HttpClientRequest request, NettyOutbound outbound) {
        Attempt attempt = Attempt.in(request.currentContextView());
        @Nullable String authorization = attempt.authorization();
        if (authorization != null) {
            request.header(HttpHeaderNames.AUTHORIZATION, authorization);
        }
        outbound.withConnection(connection -> {
            Channel channel = connection.channel();
            SingleResponseCodec.refuseIfStale(channel);
            attempt.on(channel.eventLoop(), SingleResponseCodec.isOn(channel));
            RefusedStreamHandler.install(channel, attempt::refusedUnprocessed);
        });
        // A Mono, so that headers and body leave in one write, with a Content-Length.
        return outbound.send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(attempt.handOver())));
    }

    private Mono<WireResponse> read(Attempt attempt, HttpClientResponse response, ByteBufFlux content) {
        WireResponse head = head(response);
        attempt.answered(head);
        return new Mono<>() {
            @Override
            public void subscribe(CoreSubscriber<? super WireResponse> actual) {
                content.subscribe(new ResponseReader(attempt, head, maxResponseBytes, actual));
            }
        };
    }

    private static WireResponse head(HttpClientResponse response) {
        HttpHeaders headers = response.responseHeaders();
        @Nullable String requestId = headers.get(REQUEST_ID);
        @Nullable String retryAfter = headers.get(HttpHeaderNames.RETRY_AFTER);
        return WireResponse.head(
                response.status().code(),
                new WireResponse.Headers(
                        requestId != null ? requestId : headers.get(EDGE_REQUEST_ID),
                        retryAfter,
                        retryAfter == null ? null : headers.get(HttpHeaderNames.DATE),
                        contentEncoding(headers)));
    }

    private static @Nullable String contentEncoding(HttpHeaders headers) {
        @Nullable String first = headers.get(HttpHeaderNames.CONTENT_ENCODING);
        return first == null ? null : String.join(",", headers.getAll(HttpHeaderNames.CONTENT_ENCODING));
    }
}

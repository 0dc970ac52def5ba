package io.github.bandwidthmfa.reactor.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.netty.Connection;
import reactor.netty.NettyPipeline;

/**
 * HTTP/1.1 as this client needs it: one request, one response, and nothing else on the connection. A second response that
 * nobody asked for, left over on a kept-alive connection, would be taken for the response to the next call: a wrong code would
 * be valid because an earlier one was. So a connection on which anything is left, or arrives, before a request is written is
 * closed, and never carries another request. On a transport that does not let this client look, each connection carries one
 * request.
 */
public final class SingleResponseCodec extends CombinedChannelDuplexHandler<HttpResponseDecoder, HttpRequestEncoder> {

    /** The connection handed out by the pool is no longer fit for use. Nothing was sent on it. */
    static final class StaleConnectionException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        StaleConnectionException() {
            super("the pooled connection had been closed, or held bytes that nobody asked for", null, false, false);
        }
    }

    /** The connection has another HTTP codec than this one. Thrown before anything is sent on it. */
    public static final class ForeignCodecException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        /** Without a stack trace. */
        public ForeignCodecException() {
            super("another HTTP codec", null, false, false);
        }
    }

    /** What the server sent is not HTTP. Says so without the words of Netty's own failure, which quotes what was sent. */
    static final class UnreadableResponseException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        UnreadableResponseException(Throwable failure) {
            super("the response is not valid HTTP (" + failure.getClass().getSimpleName() + ")", null, false, false);
        }
    }

    private static final AsciiString KEEP_ALIVE = AsciiString.cached("keep-alive");

    private final KeepAlive keepAlive = new KeepAlive(this::isIdle);
    private final boolean mayBeReused;
    private boolean awaitingResponse;
    private boolean withoutBody;
    private boolean reused;

    private SingleResponseCodec(Channel channel, HttpDecoderConfig config) {
        this.mayBeReused = UnreadInput.isVisible(channel);
        init(new Decoder(config), new Encoder());
    }

    private boolean isIdle() {
        return !awaitingResponse;
    }

    /**
     * Takes the place of Reactor Netty's codec on a new connection; where the protocol is still to be negotiated, as soon
     * as that has led to HTTP/1.1.
     */
    public static void install(Channel channel, HttpDecoderConfig config) {
        ChannelPipeline pipeline = channel.pipeline();
        TlsRecordFramer.install(pipeline);
        if (pipeline.get(NettyPipeline.H2OrHttp11Codec) != null) {
            pipeline.addAfter(NettyPipeline.H2OrHttp11Codec, null, new AfterNegotiation(config));
        } else {
            replaceHttp1Codec(pipeline, config);
        }
    }

    private static void replaceHttp1Codec(ChannelPipeline pipeline, HttpDecoderConfig config) {
        // HTTP/2's is kept under the same name.
        if (pipeline.get(NettyPipeline.HttpCodec) instanceof HttpClientCodec) {
            pipeline.replace(
                    NettyPipeline.HttpCodec,
                    NettyPipeline.HttpCodec,
                    new SingleResponseCodec(pipeline.channel(), config));
        }
    }

    /** Is told that the connection is ready once it has a codec, and before that reads anything. */
    private static final class AfterNegotiation extends ChannelInboundHandlerAdapter {

        private final HttpDecoderConfig config;

        AfterNegotiation(HttpDecoderConfig config) {
            this.config = config;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            ChannelPipeline pipeline = context.pipeline();
            replaceHttp1Codec(pipeline, config);
            if (pipeline.get(NettyPipeline.HttpCodec) instanceof Http2FrameCodec) {
                pipeline.addAfter(NettyPipeline.HttpCodec, null, Http2InformationalFilter.INSTANCE);
            }
            context.fireChannelActive();
            context.pipeline().remove(this);
        }
    }

    /**
     * Looks, just before a request is written, for what has reached this machine and has not been read yet: a response to
     * nothing, or the server's closing of a connection that has been idle. So this also saves the request from being written
     * into a connection that the server has closed.
     *
     * @throws StaleConnectionException if there is anything, or the server's time for the connection is over; the connection
     *     is closed
     */
    public static void refuseIfStale(Channel channel) {
        @Nullable SingleResponseCodec codec = channel.pipeline().get(SingleResponseCodec.class);
        if (codec != null && codec.isStale(channel)) {
            ChannelFuture unused = channel.close();
            throw new StaleConnectionException();
        }
    }

    /** Whether the response will be read by this codec, or by HTTP/2. Another would take a stray response for the response. */
    public static boolean isOn(Channel channel) {
        // Only the stream of an HTTP/2 connection has a parent.
        @Nullable Channel parent = channel.parent();
        return parent == null
                ? channel.pipeline().get(SingleResponseCodec.class) != null
                : parent.pipeline().get(Http2InformationalFilter.class) != null;
    }

    private boolean isStale(Channel channel) {
        if (keepAlive.isOver()) {
            return true;
        }
        if (!reused && TlsRecordFramer.areExpectedOn(channel)) {
            // After the handshake servers send tickets; only decrypted does it show what else it is.
            UnreadInput.passOn(channel);
            return !channel.isActive() || TlsRecordFramer.areLeftOn(channel);
        }
        return TlsRecordFramer.areLeftOn(channel) || UnreadInput.isPresent(channel);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) throws Exception {
        keepAlive.cancel();
        super.handlerRemoved(context);
    }

    private final class Encoder extends HttpRequestEncoder {

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
            // Before Reactor Netty adds its listener, which logs the failure.
            promise.addListener(written -> {
                if (!written.isSuccess()) {
                    StackTraces.dropOfIo(written.cause());
                }
            });
            super.write(context, message, promise);
        }

        @Override
        protected void encode(ChannelHandlerContext context, Object message, List<Object> out) throws Exception {
            if (message instanceof HttpRequest request) {
                awaitingResponse = true;
                withoutBody = request.method().equals(HttpMethod.HEAD);
            }
            super.encode(context, message, out);
        }
    }

    private final class Decoder extends HttpResponseDecoder {

        private boolean interim;

        Decoder(HttpDecoderConfig config) {
            super(config);
        }

        /** Whatever its headers say: they are those that a GET would get. */
        @Override
        protected boolean isContentAlwaysEmpty(HttpMessage response) {
            return withoutBody || super.isContentAlwaysEmpty(response);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
            context.fireExceptionCaught(StackTraces.dropOfIo(failure));
        }

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf input, List<Object> out) throws Exception {
            if (!awaitingResponse) {
                input.skipBytes(input.readableBytes());
                ChannelFuture unused = context.close();
                return;
            }
            int before = out.size();
            super.decode(context, input, out);
            for (int i = before; i < out.size(); i++) {
                Object decoded = out.get(i);
                if (decoded instanceof HttpObject part && part.decoderResult().isFailure()) {
                    // Reactor Netty logs it, and a server may send anything, a code and a number included.
                    part.setDecoderResult(DecoderResult.failure(
                            new UnreadableResponseException(part.decoderResult().cause())));
                }
                if (decoded instanceof HttpResponse response) {
                    interim = response.decoderResult().isSuccess() && isInterim(response.status());
                    keepAlive.announced(response.headers().get(KEEP_ALIVE));
                    if (response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
                        // The new protocol is unknown: what follows is not a response.
                        Connection.from(context.channel()).markPersistent(false);
                    }
                }
                if (interim) {
                    // Reactor Netty would take it for the response. The response is still to come.
                    ReferenceCountUtil.release(out.remove(i--));
                    if (decoded instanceof LastHttpContent) {
                        // The handlers behind this one have seen nothing, so none of them requests a read.
                        context.read();
                    }
                } else if (decoded instanceof LastHttpContent) {
                    answered(context, input);
                }
            }
        }

        private boolean isInterim(HttpResponseStatus status) {
            return status.codeClass() == HttpStatusClass.INFORMATIONAL
                    && !status.equals(HttpResponseStatus.SWITCHING_PROTOCOLS);
        }

        /** Before the response is passed on: in reaction to it, the next request may be written. */
        private void answered(ChannelHandlerContext context, ByteBuf input) {
            awaitingResponse = false;
            reused = true;
            boolean rest = input.isReadable() || TlsRecordFramer.areLeftOn(context.channel());
            input.skipBytes(input.readableBytes());
            if (rest || !mayBeReused || !keepAlive.begin(context)) {
                Connection.from(context.channel()).markPersistent(false);
            }
        }
    }
}

package io.github.bandwidthmfa.reactor.testing;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/** An HTTP/2 server over TLS that does with each request what the test says, down to the frames. */
public final class Http2Server implements AutoCloseable {

    /** What to do with a request, on the event loop of its connection. */
    @FunctionalInterface
    public interface Behaviour {
        void play(Request request);
    }

    private final MultiThreadIoEventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger heads = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger mostInFlight = new AtomicInteger();
    private final Queue<Http2Error> resets = new ConcurrentLinkedQueue<>();
    private final Channel listening;
    private volatile Http2Settings settings;
    private volatile Behaviour onHead = request -> {};
    private volatile Behaviour onRequest = request -> request.respond("{\"valid\":true}");
    private volatile boolean mute;

    public Http2Server() {
        this(Certificates.serverContext());
    }

    public Http2Server(SSLContext context) {
        this.settings = Http2Settings.defaultSettings();
        SslContext tls = new JdkSslContext(
                context,
                false,
                null,
                IdentityCipherSuiteFilter.INSTANCE,
                new ApplicationProtocolConfig(
                        Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE,
                        SelectedListenerFailureBehavior.ACCEPT,
                        "h2"),
                ClientAuth.NONE,
                null,
                false);
        this.listening = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        connections.incrementAndGet();
                        channels.add(channel);
                        channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                        if (!mute) {
                            Http2FrameCodec codec = Http2FrameCodecBuilder.forServer()
                                    .initialSettings(settings)
                                    .build();
                            channel.pipeline().addLast(codec, new Http2MultiplexHandler(new StreamHandlers(codec)));
                        }
                        channel.pipeline().addLast(new UnheardComplaints());
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
    }

    /** What each complete request leads to. Otherwise it is answered as by the service. */
    public Http2Server onRequest(Behaviour behaviour) {
        onRequest = behaviour;
        return this;
    }

    /** What the headers of each request lead to, before anything of its body has arrived. */
    public Http2Server onHead(Behaviour behaviour) {
        onHead = behaviour;
        return this;
    }

    /** Which settings the connections made from now on begin with. */
    public Http2Server settings(Http2Settings initial) {
        settings = initial;
        return this;
    }

    /** Has the connections made from now on agree on HTTP/2 and then say nothing, not even their settings. */
    public Http2Server mute() {
        mute = true;
        return this;
    }

    public URI baseUri() {
        return URI.create("https://localhost:" + ((InetSocketAddress) listening.localAddress()).getPort() + "/api/v1");
    }

    public int connections() {
        return connections.get();
    }

    /** How many requests have begun to arrive. */
    public int heads() {
        return heads.get();
    }

    /** How many requests have arrived as a whole. */
    public int requests() {
        return requests.get();
    }

    /** How many streams were open at a time, at most. */
    public int mostInFlight() {
        return mostInFlight.get();
    }

    /** The streams that the client has given up, in order. */
    public Queue<Http2Error> resets() {
        return resets;
    }

    @Override
    public void close() {
        listening.close().syncUninterruptibly();
        channels.close().syncUninterruptibly();
        loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** What a connection ends with is for the test to say, by what its client says. */
    private static final class UnheardComplaints extends ChannelInboundHandlerAdapter {

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            ChannelFuture unused = context.close();
        }
    }

    private final class StreamHandlers extends ChannelInitializer<Channel> {

        private final Http2FrameCodec codec;

        StreamHandlers(Http2FrameCodec codec) {
            this.codec = codec;
        }

        @Override
        protected void initChannel(Channel stream) {
            stream.pipeline().addLast(new Request(codec, (Http2StreamChannel) stream));
        }
    }

    /** One request, from its server's side. */
    public final class Request extends ChannelInboundHandlerAdapter {

        private final Http2FrameCodec codec;
        private final Http2StreamChannel stream;
        private final AtomicBoolean ended = new AtomicBoolean();
        private int number;
        private String method;

        private Request(Http2FrameCodec codec, Http2StreamChannel stream) {
            this.codec = codec;
            this.stream = stream;
        }

        /** The how manieth complete request this is, counted from 1. */
        public int number() {
            return number;
        }

        public String method() {
            return method;
        }

        public int streamId() {
            return stream.stream().id();
        }

        private void write(Object frame) {
            ChannelFuture unused = stream.writeAndFlush(frame);
        }

        /** Says that this was the last stream that is looked at. The connection stays open. */
        public void goAway(int lastStreamId) {
            ChannelHandlerContext context = stream.parent().pipeline().context(codec);
            ChannelFuture unused = codec.goAway(
                    context, lastStreamId, Http2Error.NO_ERROR.code(), Unpooled.EMPTY_BUFFER, context.newPromise());
            context.flush();
        }

        public void reset(Http2Error error) {
            write(new DefaultHttp2ResetFrame(error));
        }

        public void breakConnection() {
            // Past its pipeline: neither HTTP/2's GOAWAY nor TLS's close_notify leaves.
            Channel connection = stream.parent();
            connection.eventLoop().execute(() -> connection.unsafe().close(connection.voidPromise()));
        }

        public void head(int status) {
            write(new DefaultHttp2HeadersFrame(
                    new DefaultHttp2Headers().status(String.valueOf(status)).set("content-type", "application/json")));
        }

        /** A response of headers alone, which say how long its body would be. */
        public void respondWithoutBody(int status, int contentLength) {
            write(new DefaultHttp2HeadersFrame(
                    new DefaultHttp2Headers()
                            .status(String.valueOf(status))
                            .set("content-length", String.valueOf(contentLength)),
                    true));
        }

        public void respond(String body) {
            // First: in reaction to the response, the client may open another stream.
            end();
            head(200);
            write(new DefaultHttp2DataFrame(Unpooled.copiedBuffer(body, StandardCharsets.UTF_8), true));
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            end();
        }

        private void end() {
            if (ended.compareAndSet(false, true)) {
                inFlight.decrementAndGet();
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object frame) {
            try {
                if (frame instanceof Http2HeadersFrame begun) {
                    method = begun.headers().method().toString();
                    heads.incrementAndGet();
                    onHead.play(this);
                    if (begun.isEndStream()) {
                        number = requests.incrementAndGet();
                        onRequest.play(this);
                    }
                } else if (frame instanceof Http2DataFrame data && data.isEndStream()) {
                    number = requests.incrementAndGet();
                    onRequest.play(this);
                }
            } finally {
                ReferenceCountUtil.release(frame);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof Http2ResetFrame reset) {
                resets.add(Http2Error.valueOf(reset.errorCode()));
            }
            ReferenceCountUtil.release(event);
        }
    }
}

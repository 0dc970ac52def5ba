package io.github.bandwidthmfa.benchmarks;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.ReferenceCountUtil;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;

/**
 * A server in a process of its own that answers every request that the code is valid, in the cheapest way: it looks for the
 * end of the request, and writes bytes that were prepared once. A request for a token gets a token, and {@code HEAD} no body.
 * Prints the ports it listens on, and ends with its parent.
 */
final class FixedResponseServer {

    private static final String ANSWER = "{\"valid\":true}";
    private static final String TOKEN =
            "{\"access_token\":\"as-long-as-Basic-is\",\"token_type\":\"Bearer\",\"expires_in\":3600}";
    private static final String TOKEN_PATH = "/oauth2/token";
    private static final int SLOW_MILLIS = 50;

    private FixedResponseServer() {}

    /**
     * Starts the server.
     *
     * @param arguments the directory that holds the certificates
     * @throws Exception if a port or the certificates cannot be had
     */
    public static void main(String[] arguments) throws Exception {
        ParentProcess.endWithIt();
        IoHandlerFactory io = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, io);
        SslContext tls = tls(Path.of(arguments[0]));
        int clear = listen(loop, new Http1Connections(0));
        int slow = listen(loop, new Http1Connections(SLOW_MILLIS));
        int encrypted = listen(loop, new EncryptedConnections(tls, 0));
        int slowAndEncrypted = listen(loop, new EncryptedConnections(tls, SLOW_MILLIS));
        System.out.println(clear + " " + slow + " " + encrypted + " " + slowAndEncrypted);
    }

    private static ByteBuf prepared(byte[] bytes) {
        return Unpooled.unreleasableBuffer(
                Unpooled.directBuffer().writeBytes(bytes).asReadOnly());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static int listen(EventLoopGroup loop, ChannelHandler connections) throws InterruptedException {
        Channel channel = new ServerBootstrap()
                .group(loop)
                .channel(Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(connections)
                .bind("127.0.0.1", 0)
                .sync()
                .channel();
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    private static SslContext tls(Path certificates) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(certificates.resolve("server.p12"))) {
            store.load(file, Certificates.PASSWORD.toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, Certificates.PASSWORD.toCharArray());
        return SslContextBuilder.forServer(keys)
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        ApplicationProtocolNames.HTTP_2,
                        ApplicationProtocolNames.HTTP_1_1))
                .build();
    }

    private static final class Http1Connections extends ChannelInitializer<Channel> {

        private final int delayMillis;

        Http1Connections(int delayMillis) {
            this.delayMillis = delayMillis;
        }

        @Override
        protected void initChannel(Channel channel) {
            channel.pipeline().addLast(new Http1Answers(delayMillis));
        }
    }

    private static final class EncryptedConnections extends ChannelInitializer<Channel> {

        private final SslContext tls;
        private final int delayMillis;

        EncryptedConnections(SslContext tls, int delayMillis) {
            this.tls = tls;
            this.delayMillis = delayMillis;
        }

        @Override
        protected void initChannel(Channel channel) {
            channel.pipeline().addLast(tls.newHandler(channel.alloc()), new Negotiation(delayMillis));
        }
    }

    private static final class Negotiation extends ApplicationProtocolNegotiationHandler {

        private final int delayMillis;

        Negotiation(int delayMillis) {
            super(ApplicationProtocolNames.HTTP_1_1);
            this.delayMillis = delayMillis;
        }

        @Override
        protected void configurePipeline(ChannelHandlerContext context, String protocol) {
            if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
                context.pipeline()
                        .addLast(
                                Http2FrameCodecBuilder.forServer()
                                        .initialSettings(
                                                Http2Settings.defaultSettings().maxConcurrentStreams(1_000))
                                        .build(),
                                new Http2Answers());
            } else {
                context.pipeline().addLast(new Http1Answers(delayMillis));
            }
        }
    }

    /** Knows of a request only where it ends: after the blank line, by as many bytes as its Content-Length says. */
    private static final class Http1Answers extends ChannelInboundHandlerAdapter {

        private static final byte[] LENGTH = ascii("content-length:");
        private static final byte[] FOR_TOKEN_ENDS = ascii(TOKEN_PATH);
        private static final ByteBuf VALID = response(ANSWER);
        private static final ByteBuf FOR_TOKEN = response(TOKEN);
        private static final ByteBuf FOR_HEAD = response("");

        private final int delayMillis;
        private byte[] seen = new byte[8_192];
        private int end;

        Http1Answers(int delayMillis) {
            this.delayMillis = delayMillis;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf input = (ByteBuf) message;
            int length = input.readableBytes();
            if (end + length > seen.length) {
                seen = Arrays.copyOf(seen, 2 * (end + length));
            }
            input.readBytes(seen, end, length);
            input.release();
            end += length;
            int requestEnd = requestEnd();
            while (requestEnd > 0) {
                ByteBuf response = response();
                System.arraycopy(seen, requestEnd, seen, 0, end - requestEnd);
                end -= requestEnd;
                respond(context, response);
                requestEnd = requestEnd();
            }
        }

        private static ByteBuf response(String body) {
            return prepared(ascii("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                    + body.length() + "\r\n\r\n" + body));
        }

        /** By the first letter of the method, and by the end of the path. */
        private ByteBuf response() {
            if (seen[0] == 'H') {
                return FOR_HEAD;
            }
            int pathEnd = "POST ".length();
            while (seen[pathEnd] != ' ') {
                pathEnd++;
            }
            int from = pathEnd - FOR_TOKEN_ENDS.length;
            return from > 0 && Arrays.equals(seen, from, pathEnd, FOR_TOKEN_ENDS, 0, FOR_TOKEN_ENDS.length)
                    ? FOR_TOKEN
                    : VALID;
        }

        private void respond(ChannelHandlerContext context, ByteBuf response) {
            if (delayMillis == 0) {
                context.write(response.duplicate(), context.voidPromise());
            } else {
                context.executor()
                        .schedule(
                                () -> context.writeAndFlush(response.duplicate(), context.voidPromise()),
                                delayMillis,
                                TimeUnit.MILLISECONDS);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
            context.close();
        }

        private int requestEnd() {
            int bodyLength = 0;
            for (int i = 0; i + 3 < end; i++) {
                if (seen[i] == '\n' && (seen[i + 1] | 0x20) == 'c' && matchesLength(i + 1)) {
                    bodyLength = number(i + 1 + LENGTH.length);
                } else if (seen[i] == '\r' && seen[i + 1] == '\n' && seen[i + 2] == '\r' && seen[i + 3] == '\n') {
                    return i + 4 + bodyLength <= end ? i + 4 + bodyLength : 0;
                }
            }
            return 0;
        }

        private boolean matchesLength(int at) {
            for (int i = 0; i < LENGTH.length; i++) {
                if (at + i >= end || (seen[at + i] | 0x20) != (LENGTH[i] | 0x20)) {
                    return false;
                }
            }
            return true;
        }

        private int number(int from) {
            int value = 0;
            for (int i = from; i < end && seen[i] != '\r'; i++) {
                if (seen[i] != ' ') {
                    value = 10 * value + seen[i] - '0';
                }
            }
            return value;
        }
    }

    private static final class Http2Answers extends ChannelInboundHandlerAdapter {

        private static final ByteBuf VALID = prepared(ascii(ANSWER));
        private static final ByteBuf FOR_TOKEN = prepared(ascii(TOKEN));

        private final Set<Http2FrameStream> forTokens = new HashSet<>();

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof Http2HeadersFrame head) {
                if (head.isEndStream()) {
                    context.write(head(Unpooled.EMPTY_BUFFER, true).stream(head.stream()));
                } else if (isForToken(head.headers().path())) {
                    forTokens.add(head.stream());
                }
            } else if (message instanceof Http2DataFrame data) {
                Http2FrameStream stream = data.stream();
                context.write(new DefaultHttp2WindowUpdateFrame(data.initialFlowControlledBytes()).stream(stream));
                if (data.isEndStream()) {
                    ByteBuf body = !forTokens.isEmpty() && forTokens.remove(stream) ? FOR_TOKEN : VALID;
                    context.write(head(body, false).stream(stream));
                    context.write(new DefaultHttp2DataFrame(body.duplicate(), true).stream(stream));
                }
            }
            ReferenceCountUtil.release(message);
        }

        private static DefaultHttp2HeadersFrame head(ByteBuf body, boolean end) {
            return new DefaultHttp2HeadersFrame(
                    new DefaultHttp2Headers(false)
                            .status("200")
                            .set("content-type", "application/json")
                            .set("content-length", String.valueOf(body.readableBytes())),
                    end);
        }

        private static boolean isForToken(CharSequence path) {
            return path.toString().endsWith(TOKEN_PATH);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
            context.close();
        }
    }
}

package io.github.bandwidthmfa.benchmarks;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Those who log in at an {@link EndpointMain}: bare Netty on one loop, without pipelining. At most half of the connections have a
 * request in flight, and the one that has rested longest is next: Reactor Netty 1.3.7 may stop reading one that is used again
 * while its last request is still being ended (reactor-netty#4361). If it does nevertheless, the call fails.
 */
final class EndpointCaller implements Contender {

    private static final int ALWAYS_RESTING = CONNECTIONS;
    private static final int CALLER_CONNECTIONS = CONNECTIONS + ALWAYS_RESTING;
    private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final String host;
    private final byte[] body = Json.write();
    private final EventLoop loop;
    private final Deque<Connection> connections = new ArrayDeque<>();
    private final Deque<Connection> resting = new ArrayDeque<>();
    private final Deque<Outcome> waiting = new ArrayDeque<>();

    EndpointCaller(Target target) {
        this.host = target.host() + ":" + target.port();
        boolean epoll = Epoll.isAvailable();
        EventLoopGroup group =
                new MultiThreadIoEventLoopGroup(1, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        this.loop = group.next();
        Bootstrap bootstrap = new Bootstrap()
                .group(group)
                .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        Connection connection = new Connection(channel);
                        channel.pipeline().addLast(new HttpClientCodec(), new HttpObjectAggregator(1_024), connection);
                        connections.add(connection);
                        resting.add(connection);
                    }
                });
        for (int i = 0; i < CALLER_CONNECTIONS; i++) {
            bootstrap.connect(target.host(), target.port()).syncUninterruptibly();
        }
        loop.scheduleAtFixedRate(() -> connections.forEach(Connection::failIfLate), 1, 1, TimeUnit.SECONDS);
    }

    @Override
    public void call(Outcome outcome) {
        if (loop.inEventLoop()) {
            send(outcome);
        } else {
            loop.execute(() -> send(outcome));
        }
    }

    private void send(Outcome outcome) {
        waiting.add(outcome);
        sendWhatWaits();
    }

    private void sendWhatWaits() {
        while (!waiting.isEmpty() && resting.size() > ALWAYS_RESTING) {
            resting.remove().send(waiting.remove());
        }
    }

    private final class Connection extends SimpleChannelInboundHandler<FullHttpResponse> {

        private final Channel channel;
        private long sent;

        @Nullable
        private Outcome caller;

        Connection(Channel channel) {
            this.channel = channel;
        }

        void send(Outcome outcome) {
            caller = outcome;
            sent = System.nanoTime();
            DefaultFullHttpRequest request = new DefaultFullHttpRequest(
                    HttpVersion.HTTP_1_1, HttpMethod.POST, EndpointMain.PATH, Unpooled.wrappedBuffer(body));
            request.headers()
                    .set(HttpHeaderNames.HOST, host)
                    .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
                    .set(HttpHeaderNames.ACCEPT, "application/json")
                    .set(HttpHeaderNames.CONTENT_LENGTH, body.length);
            channel.writeAndFlush(request);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
            Outcome served = caller;
            caller = null;
            resting.add(this);
            if (served == null) {
                throw new IllegalStateException("a response to nothing");
            }
            String text = response.content().toString(StandardCharsets.UTF_8);
            if (response.status().code() == 200) {
                served.succeeded(text.equals(EndpointMain.VALID));
            } else {
                served.failed(new IllegalStateException(response.status() + " " + text));
            }
            sendWhatWaits();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            fail("a connection was closed");
        }

        void failIfLate() {
            if (System.nanoTime() - sent > MAX_NANOS) {
                fail("no response in " + TimeUnit.NANOSECONDS.toSeconds(MAX_NANOS)
                        + " s; the server may have stopped reading the connection (reactor-netty#4361)");
            }
        }

        private void fail(String reason) {
            Outcome unserved = caller;
            caller = null;
            if (unserved != null) {
                unserved.failed(new IllegalStateException(reason));
            }
        }
    }
}

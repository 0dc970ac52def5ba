package io.github.bandwidthmfa.reactor.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import reactor.netty.NettyPipeline;

/**
 * Listens on one HTTP/2 stream for the two ways in which a server says that it has not processed the request (RFC 9113,
 * section 8.7). Reactor Netty reports both like any other loss of a connection.
 */
public final class RefusedStreamHandler extends ChannelInboundHandlerAdapter {

    private static final String NAME = "bandwidth-mfa.refusedStream";

    private final Runnable onRefused;

    private RefusedStreamHandler(Runnable onRefused) {
        this.onRefused = onRefused;
    }

    /**
     * Listens on the channel, if it is the stream of an HTTP/2 connection. Reactor Netty's own way to add a handler also
     * takes it out again, which costs as much once more: a stream ends with its request.
     */
    public static void install(Channel channel, Runnable onRefused) {
        // Only the stream of an HTTP/2 connection has a parent.
        if (channel.parent() != null) {
            channel.pipeline().addBefore(NettyPipeline.ReactiveBridge, NAME, new RefusedStreamHandler(onRefused));
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        boolean refused =
                event instanceof Http2ResetFrame reset && reset.errorCode() == Http2Error.REFUSED_STREAM.code();
        // Netty passes a GOAWAY on to those streams only that are beyond the last one the server has processed.
        if (refused || event instanceof Http2GoAwayFrame) {
            onRefused.run();
        }
        context.fireUserEventTriggered(event);
    }
}

package io.github.bandwidthmfa.reactor.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;

/**
 * Listens on one HTTP/2 stream for the two ways in which a server says that it has not processed the request (RFC 9113,
 * section 8.7). Reactor Netty reports both like any other loss of a connection.
 */
public final class RefusedStreamHandler extends ChannelInboundHandlerAdapter {

    private final Runnable onRefused;

    public RefusedStreamHandler(Runnable onRefused) {
        this.onRefused = onRefused;
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

package io.github.bandwidthmfa.reactor.netty;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import org.jspecify.annotations.Nullable;

/**
 * Drops what a server says on an HTTP/2 stream ahead of its response: Reactor Netty would take it for the response. One for
 * all streams of a connection, in front of the handler that gives each stream its frames.
 */
@Sharable
final class Http2InformationalFilter extends ChannelInboundHandlerAdapter {

    static final Http2InformationalFilter INSTANCE = new Http2InformationalFilter();

    private Http2InformationalFilter() {}

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof Http2HeadersFrame frame)
                || !isInformational(frame.headers().status())) {
            context.fireChannelRead(message);
        }
    }

    private static boolean isInformational(@Nullable CharSequence status) {
        return status != null && status.length() == 3 && status.charAt(0) == '1';
    }
}

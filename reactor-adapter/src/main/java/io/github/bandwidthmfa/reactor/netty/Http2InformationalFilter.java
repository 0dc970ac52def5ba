package io.github.bandwidthmfa.reactor.netty;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.util.ReferenceCountUtil;

/** Drops what a server says on an HTTP/2 stream ahead of its response: Reactor Netty would take it for the response. */
@Sharable
public final class Http2InformationalFilter extends ChannelInboundHandlerAdapter {

    public static final Http2InformationalFilter DROPPED = new Http2InformationalFilter();

    private Http2InformationalFilter() {}

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
            ReferenceCountUtil.release(message);
            context.read();
        } else {
            context.fireChannelRead(message);
        }
    }
}

package io.github.bandwidthmfa.reactor.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.proxy.ProxyConnectionEvent;
import reactor.netty.NettyPipeline;

/**
 * Keeps a connection from counting as made while there is only half of it, to the proxy: Netty would hold back what is
 * written meanwhile, and a request that waits there can no longer be called off with certainty.
 */
public final class ProxyConnectedHandler extends ChannelInboundHandlerAdapter {

    private ProxyConnectedHandler() {}

    /** Has no effect on connections that go through no proxy. */
    public static void install(Channel channel) {
        if (channel.pipeline().get(NettyPipeline.ProxyHandler) != null) {
            channel.pipeline().addAfter(NettyPipeline.ProxyHandler, null, new ProxyConnectedHandler());
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        // Not yet.
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        context.fireUserEventTriggered(event);
        if (event instanceof ProxyConnectionEvent) {
            context.fireChannelActive();
            context.pipeline().remove(this);
        }
    }
}

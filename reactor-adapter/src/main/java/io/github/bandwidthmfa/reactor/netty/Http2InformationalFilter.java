package io.github.bandwidthmfa.reactor;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.util.ReferenceCountUtil;

/** Drops what a server says on an HTTP/2 stream ahead of its answer: Reactor Netty would take it for the answer. */
@Sharable
final class Http2InterimAnswers extends ChannelInboundHandlerAdapter {

    static final Http2InterimAnswers DROPPED = new Http2InterimAnswers();

    private Http2InterimAnswers() {}

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

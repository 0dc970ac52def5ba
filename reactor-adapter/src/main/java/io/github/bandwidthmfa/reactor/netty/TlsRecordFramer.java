package io.github.bandwidthmfa.reactor.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/**
 * Passes TLS records on to the one who decrypts them whole and one by one. So whatever has been read from the socket and
 * not been decrypted is here, where it can be asked about: half a record, or one that came together with the one before.
 */
final class TlsRecordFramer extends ByteToMessageDecoder {

    private static final int HEADER_BYTES = 5;
    private static final int VERSION_AT = 1;
    private static final int LENGTH_AT = 3;
    private static final int FIRST_TYPE = 20;
    private static final int LAST_TYPE = 24;

    private TlsRecordFramer() {}

    /** Stands in front of the TLS handler of a new connection, if there is one. */
    static void install(ChannelPipeline pipeline) {
        if (pipeline.get(NettyPipeline.SslHandler) != null) {
            pipeline.addBefore(NettyPipeline.SslHandler, null, new TlsRecordFramer());
        }
    }

    /** Whether this connection is encrypted. */
    static boolean areExpectedOn(Channel channel) {
        return channel.pipeline().get(TlsRecordFramer.class) != null;
    }

    /** Whether anything has been read from the socket that the application has not seen. */
    static boolean areLeftOn(Channel channel) {
        @Nullable TlsRecordFramer records = channel.pipeline().get(TlsRecordFramer.class);
        return records != null && records.actualReadableBytes() > 0;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf input, List<Object> out) {
        int available = input.readableBytes();
        int start = input.readerIndex();
        if (!mayBeTls(input, start)) {
            // Not for here to complain about.
            out.add(input.readRetainedSlice(available));
        } else if (available >= HEADER_BYTES) {
            int length = HEADER_BYTES + input.getUnsignedShort(start + LENGTH_AT);
            if (available >= length) {
                out.add(input.readRetainedSlice(length));
            }
        }
    }

    private static boolean mayBeTls(ByteBuf input, int start) {
        int type = input.getUnsignedByte(start);
        return type >= FIRST_TYPE
                && type <= LAST_TYPE
                && (input.writerIndex() <= start + VERSION_AT || input.getByte(start + VERSION_AT) == 3);
    }
}

package io.github.bandwidthmfa.reactor.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.nio.AbstractNioChannel;
import io.netty.channel.unix.UnixChannel;
import io.netty.util.concurrent.FastThreadLocal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * What has reached this machine on a connection and has not been read by its event loop yet. Asks the socket itself: while
 * the loop is busy, Netty does not know. Only on the connection's event loop.
 */
final class UnreadInput {

    private static final int CHUNK_BYTES = 4096;
    /** More than any server sends after a handshake of its own accord. */
    private static final int MAX_CHUNKS = 16;

    private static final FastThreadLocal<ByteBuffer> ONE_BYTE = new FastThreadLocal<>() {
        @Override
        protected ByteBuffer initialValue() {
            return ByteBuffer.allocateDirect(1);
        }
    };

    private UnreadInput() {}

    /**
     * Whether this transport lets a caller look. io_uring does not: there the kernel reads into a buffer of Netty's whenever it
     * likes, and the socket is empty afterwards.
     */
    static boolean isVisible(Channel channel) {
        return channel.unsafe() instanceof AbstractNioChannel.NioUnsafe || isPolledUnixChannel(channel);
    }

    /** By package, because the classes of kqueue and io_uring need not be there. */
    private static boolean isPolledUnixChannel(Channel channel) {
        String transport = channel.getClass().getPackageName();
        return channel instanceof UnixChannel
                && (transport.equals("io.netty.channel.epoll") || transport.equals("io.netty.channel.kqueue"));
    }

    /**
     * Whether there is anything, or the connection is closed. What is there is lost, so the connection cannot be used any
     * more.
     */
    static boolean isPresent(Channel channel) {
        ByteBuffer oneByte = ONE_BYTE.get();
        oneByte.clear();
        try {
            // 0 means that there is nothing to read; the end of the stream is as bad as a byte.
            return read(channel, oneByte) != 0;
        } catch (IOException e) {
            return true;
        }
    }

    /** Passes on what is there as if the loop had read it. Closes the connection if it has ended. */
    static void passOn(Channel channel) {
        boolean passedOn = false;
        for (int i = 0; i < MAX_CHUNKS; i++) {
            ByteBuf chunk = channel.alloc().directBuffer(CHUNK_BYTES, CHUNK_BYTES);
            int length = readInto(chunk, channel);
            if (length <= 0) {
                chunk.release();
                if (length < 0) {
                    ChannelFuture unused = channel.close();
                }
                break;
            }
            passedOn = true;
            channel.pipeline().fireChannelRead(chunk.writerIndex(length));
        }
        if (passedOn) {
            channel.pipeline().fireChannelReadComplete();
        }
    }

    private static int readInto(ByteBuf chunk, Channel channel) {
        try {
            return read(channel, chunk.nioBuffer(0, CHUNK_BYTES));
        } catch (IOException e) {
            return -1;
        }
    }

    private static int read(Channel channel, ByteBuffer target) throws IOException {
        if (!channel.isOpen()) {
            // The descriptor's number may be in use again. Only this thread closes it, so the result stays true.
            return -1;
        }
        if (channel.unsafe() instanceof AbstractNioChannel.NioUnsafe nio && nio.ch() instanceof SocketChannel socket) {
            return socket.read(target);
        }
        return isPolledUnixChannel(channel) ? ((UnixChannel) channel).fd().read(target, 0, target.capacity()) : 0;
    }
}

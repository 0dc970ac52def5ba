package io.github.bandwidthmfa.reactor.netty;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** The bytes of a response, up to a limit: however much a server sends, this much is kept. */
public final class BoundedBody {

    private static final byte[] NONE = {};

    private final int limit;
    private byte[] bytes = NONE;
    private int length;
    private boolean cutOff;

    public BoundedBody(int limit) {
        this.limit = limit;
    }

    /** Copies what still fits. Says whether the limit is exceeded, so that no more need be read. */
    public boolean append(ByteBuf chunk) {
        int fits = Math.min(chunk.readableBytes(), limit - length);
        cutOff = fits < chunk.readableBytes();
        if (length + fits > bytes.length) {
            // Doubled once there is a second chunk: a server that sends byte by byte must not cost a copy for each.
            bytes = Arrays.copyOf(bytes, Math.min(limit, Math.max(length + fits, 2 * length)));
        }
        chunk.getBytes(chunk.readerIndex(), bytes, length, fits);
        length += fits;
        return cutOff;
    }

    public byte[] bytes() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    public boolean isCutOff() {
        return cutOff;
    }
}

package io.github.bandwidthmfa.wire;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Undoes the {@code Content-Encoding} of a response (RFC 9110, section 8.4). The client asks for none, but proxies apply one
 * all the same.
 */
final class ContentEncoding {

    /** A body, or as much of it as could be had. */
    static final class Body {

        private final byte[] bytes;
        private final @Nullable String defect;

        /** The defect says why it is not the whole body; null if it is. */
        Body(byte[] bytes, @Nullable String defect) {
            this.bytes = bytes;
            this.defect = defect;
        }

        byte[] bytes() {
            return bytes;
        }

        @Nullable
        String defect() {
            return defect;
        }
    }

    static final String TOO_LARGE = "its body is larger than this client reads";

    private static final String UNKNOWN = "its Content-Encoding is none of gzip, deflate and identity";
    private static final String BROKEN = "its body is not encoded as its Content-Encoding says";

    /** A bound on the work: no server is known to encode more than twice. */
    private static final int MAX_CODINGS = 4;

    private static final int GZIP_TRAILER_BYTES = 8;
    private static final byte[] NONE = {};

    private ContentEncoding() {}

    /**
     * Decodes a body.
     *
     * @param header the header's value, its lines joined by commas
     * @param maxBytes how many bytes to decode at most, in each step
     */
    static Body decode(String header, Body encoded, int maxBytes) {
        List<String> codings = Stream.of(header.split(",", -1))
                .map(coding -> coding.strip().toLowerCase(Locale.ROOT))
                .filter(coding -> !coding.isEmpty() && !coding.equals("identity"))
                .toList();
        if (codings.size() > MAX_CODINGS) {
            return new Body(NONE, UNKNOWN);
        }
        Body decoded = encoded;
        // The last one listed was applied last.
        for (int i = codings.size() - 1; i >= 0; i--) {
            decoded = decodeOne(codings.get(i), decoded, maxBytes);
        }
        return decoded;
    }

    private static Body decodeOne(String coding, Body encoded, int maxBytes) {
        return switch (coding) {
            case "gzip", "x-gzip" -> inflate(encoded, maxBytes, WholeGzip::new);
            case "deflate" -> inflate(encoded, maxBytes, WholeDeflate::new);
            default -> new Body(NONE, UNKNOWN);
        };
    }

    private static Body inflate(Body encoded, int maxBytes, Opener opener) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] chunk = new byte[Math.min(maxBytes, 4096) + 1];
        try (InputStream stream = opener.open(encoded.bytes())) {
            for (int length = stream.read(chunk); length >= 0; length = stream.read(chunk)) {
                bytes.write(chunk, 0, length);
                if (bytes.size() > maxBytes) {
                    return new Body(Arrays.copyOf(bytes.toByteArray(), maxBytes), TOO_LARGE);
                }
            }
            return new Body(bytes.toByteArray(), encoded.defect());
        } catch (IOException e) {
            return new Body(bytes.toByteArray(), encoded.defect() != null ? encoded.defect() : BROKEN);
        }
    }

    private interface Opener {
        InputStream open(byte[] encoded) throws IOException;
    }

    /** The JDK ignores what follows the last member; here it is an error. */
    private static final class WholeGzip extends GZIPInputStream {

        WholeGzip(byte[] encoded) throws IOException {
            super(new ByteArrayInputStream(encoded), Math.max(encoded.length, 1));
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            if (read < 0 && inf.getRemaining() != GZIP_TRAILER_BYTES) {
                throw new IOException("bytes after the last member");
            }
            return read;
        }
    }

    /** The zlib format as the standard says, or bare deflate as some servers send. */
    private static final class WholeDeflate extends InflaterInputStream {

        private static final int METHOD_DEFLATE = 8;
        private static final int ZLIB_CHECK = 31;

        WholeDeflate(byte[] encoded) throws IOException {
            super(new ByteArrayInputStream(encoded), new Inflater(!isZlib(encoded)), Math.max(encoded.length, 1));
            if (encoded.length == 0) {
                throw new EOFException("nothing to inflate");
            }
        }

        private static boolean isZlib(byte[] encoded) {
            return encoded.length >= 2
                    && (encoded[0] & 0x0f) == METHOD_DEFLATE
                    && ((encoded[0] & 0xff) << 8 | (encoded[1] & 0xff)) % ZLIB_CHECK == 0;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            if (read < 0 && inf.getRemaining() != 0) {
                throw new IOException("bytes after the end");
            }
            return read;
        }

        @Override
        public void close() throws IOException {
            super.close();
            // The stream ends only an inflater of its own making.
            inf.end();
        }
    }
}

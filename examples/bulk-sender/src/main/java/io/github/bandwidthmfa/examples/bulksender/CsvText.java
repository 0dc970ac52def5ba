package io.github.bandwidthmfa.examples.bulksender;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The characters of a file, whatever a spreadsheet has encoded them as. */
record CsvText(Path file, Charset charset, int markLength, boolean guessed) {

    private static final int BUFFER = 1 << 16;
    private static final int BEGINNING = 1 << 12;

    /**
     * Finds out how the file is encoded: by its byte order mark, or UTF-8 if all of it is, or else Windows-1252.
     *
     * @throws IllegalArgumentException if it is UTF-16 or UTF-32 without a mark, or a directory
     */
    static CsvText of(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IllegalArgumentException(file + " is a directory");
        }
        byte[] beginning;
        try (InputStream in = Files.newInputStream(file)) {
            beginning = in.readNBytes(BEGINNING);
        }
        if (startsWith(beginning, 0xEF, 0xBB, 0xBF)) {
            return new CsvText(file, isUtf8(file) ? StandardCharsets.UTF_8 : windows(), 3, false);
        }
        boolean utf32 = startsWith(beginning, 0xFF, 0xFE, 0, 0);
        if (startsWith(beginning, 0xFF, 0xFE) && !utf32) {
            return new CsvText(file, StandardCharsets.UTF_16LE, 2, false);
        }
        if (startsWith(beginning, 0xFE, 0xFF)) {
            return new CsvText(file, StandardCharsets.UTF_16BE, 2, false);
        }
        int nuls = 0;
        for (byte b : beginning) {
            nuls += b == 0 ? 1 : 0;
        }
        if (utf32 || nuls > beginning.length / 4) {
            throw new IllegalArgumentException(
                    file + " is not text in UTF-8: every other byte is NUL; save it as CSV UTF-8");
        }
        return isUtf8(file)
                ? new CsvText(file, StandardCharsets.UTF_8, 0, false)
                : new CsvText(file, windows(), 0, true);
    }

    private static Charset windows() {
        return Charset.isSupported("windows-1252") ? Charset.forName("windows-1252") : StandardCharsets.ISO_8859_1;
    }

    private static boolean startsWith(byte[] bytes, int... mark) {
        for (int i = 0; i < mark.length; i++) {
            if (i >= bytes.length || (bytes[i] & 0xFF) != mark[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isUtf8(Path file) throws IOException {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer bytes = ByteBuffer.allocate(BUFFER);
        CharBuffer chars = CharBuffer.allocate(BUFFER);
        try (InputStream in = Files.newInputStream(file)) {
            boolean ended = false;
            while (!ended) {
                int n = in.read(bytes.array(), bytes.position(), bytes.remaining());
                ended = n < 0;
                bytes.position(bytes.position() + Math.max(0, n)).flip();
                chars.clear();
                CoderResult result = decoder.decode(bytes, chars, ended);
                if (result.isError()) {
                    return false;
                }
                bytes.compact();
            }
            return true;
        }
    }

    BufferedReader reader() throws IOException {
        InputStream in = Files.newInputStream(file);
        in.skipNBytes(markLength);
        Reader reader = new InputStreamReader(in, charset);
        return new BufferedReader(reader, BUFFER);
    }
}

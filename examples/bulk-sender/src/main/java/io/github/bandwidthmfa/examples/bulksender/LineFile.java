package io.github.bandwidthmfa.examples.bulksender;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Opens files of lines that a killed process may have left in the middle of one. */
final class LineFile {

    private LineFile() {}

    /** For appending; without the beginning of a line at its end. */
    static FileChannel open(Path file) throws IOException {
        if (Files.exists(file)) {
            try (RandomAccessFile old = new RandomAccessFile(file.toFile(), "rw")) {
                long end = old.length();
                while (end > 0) {
                    old.seek(end - 1);
                    if (old.read() == '\n') {
                        break;
                    }
                    end--;
                }
                old.setLength(end);
            }
        }
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}

package io.github.bandwidthmfa.examples.bulksender;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Opens files of lines that a killed process may have left in the middle of one. */
final class LineFile {

    private LineFile() {}

    /**
     * For appending; without the beginning of a line at its end. Locked, until it is closed or the process ends.
     *
     * @throws IllegalArgumentException if another process has it open
     */
    static FileChannel open(Path path) throws IOException {
        FileChannel file = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (file.tryLock() == null) {
                throw new IllegalArgumentException(path + " is in use: another run is still going on");
            }
            long end = endOfLastLine(file);
            file.truncate(end);
            file.position(end);
            return file;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static long endOfLastLine(FileChannel file) throws IOException {
        ByteBuffer last = ByteBuffer.allocate(1);
        long end = file.size();
        while (end > 0) {
            last.clear();
            file.read(last, end - 1);
            if (last.get(0) == '\n') {
                break;
            }
            end--;
        }
        return end;
    }

    static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}

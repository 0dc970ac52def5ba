package io.github.bandwidthmfa.examples.bulksender;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file of lines, for appending. It begins after the last whole line: what a killed process has left of a further one is
 * cut off. Locked, until it is closed or the process ends.
 */
class LineFile implements AutoCloseable {

    private final Path path;
    private final FileChannel file;

    /**
     * Opens it, or makes it.
     *
     * @throws IllegalArgumentException if another process has it open
     */
    LineFile(Path path) throws IOException {
        this.path = path;
        this.file =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (file.tryLock() == null) {
                throw new IllegalArgumentException(path + " is in use: another run is still going on");
            }
            long end = endOfLastLine();
            file.truncate(end);
            file.position(end);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private long endOfLastLine() throws IOException {
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

    Path path() {
        return path;
    }

    boolean isEmpty() throws IOException {
        return file.size() == 0;
    }

    /** In one piece, so that a process that is killed leaves the lines, or a beginning of them. */
    synchronized void append(String lines) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    /** Waits until all that was appended is on the disk. */
    void force() throws IOException {
        file.force(false);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}

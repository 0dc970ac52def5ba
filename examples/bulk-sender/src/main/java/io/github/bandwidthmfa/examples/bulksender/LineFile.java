package io.github.bandwidthmfa.examples.bulksender;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of lines, for appending. It begins after the last whole line: what a killed process has left of a further one is
 * cut off. Locked, until it is closed or the process ends.
 */
class LineFile implements AutoCloseable {

    private static final int LONGEST_FIRST_LINE = 200;

    private final Path path;

    /** Not a channel alone: one that is written by a thread that is interrupted closes itself. */
    private final RandomAccessFile file;

    private long end;
    private boolean broken;

    /**
     * Opens it, or makes it.
     *
     * @param firstLine what its first line looks like: a file that begins otherwise is somebody else's, and stays as it is
     * @throws IllegalArgumentException if it is somebody else's, or another process has it open
     */
    LineFile(Path path, Pattern firstLine) throws IOException {
        this.path = path;
        this.file = new RandomAccessFile(path.toFile(), "rw");
        try {
            lock();
            requireOurs(firstLine);
            end = endOfLastLine();
            cutOff();
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private void lock() throws IOException {
        boolean locked;
        try {
            locked = file.getChannel().tryLock() != null;
        } catch (OverlappingFileLockException here) {
            throw new IllegalArgumentException(path + " is given twice: give the journal and the outcomes a file each");
        }
        if (!locked) {
            throw new IllegalArgumentException(path + " is in use: another run is still going on");
        }
    }

    private void requireOurs(Pattern firstLine) throws IOException {
        byte[] beginning = new byte[(int) Math.min(LONGEST_FIRST_LINE, file.length())];
        file.readFully(beginning);
        String text = new String(beginning, StandardCharsets.UTF_8);
        int lineEnd = text.indexOf('\n');
        Matcher first = firstLine.matcher(lineEnd < 0 ? text : text.substring(0, lineEnd));
        boolean ours = first.matches() || (lineEnd < 0 && first.hitEnd());
        if (!ours) {
            throw new IllegalArgumentException(
                    path + " is not a file that this command has written: give another name for it");
        }
    }

    private long endOfLastLine() throws IOException {
        long lineEnd = file.length();
        while (lineEnd > 0) {
            file.seek(lineEnd - 1);
            if (file.read() == '\n') {
                break;
            }
            lineEnd--;
        }
        return lineEnd;
    }

    private void cutOff() throws IOException {
        file.setLength(end);
        file.seek(end);
    }

    Path path() {
        return path;
    }

    boolean isEmpty() {
        return end == 0;
    }

    /**
     * What is in it, from the beginning. Read in any other way, the lock would be gone: a process loses it as soon as it closes
     * any descriptor of the file.
     */
    BufferedReader reader() {
        FileChannel channel = file.getChannel();
        return new BufferedReader(Channels.newReader(
                new ReadableByteChannel() {
                    private long position;

                    @Override
                    public int read(ByteBuffer target) throws IOException {
                        int count = channel.read(target, position);
                        position += Math.max(0, count);
                        return count;
                    }

                    @Override
                    public boolean isOpen() {
                        return channel.isOpen();
                    }

                    @Override
                    public void close() {
                        // The file stays open, for appending.
                    }
                },
                StandardCharsets.UTF_8));
    }

    /** In one piece, so that a process that is killed leaves the lines, or a beginning of them; and if it fails, nothing. */
    synchronized void append(String lines) throws IOException {
        if (broken) {
            throw new IOException(path + " cannot be written any more");
        }
        byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
        broken = true;
        try {
            file.write(bytes);
            end += bytes.length;
        } catch (IOException failure) {
            // What has been written of it would be the beginning of the next line.
            cutOff();
            broken = false;
            throw failure;
        }
        broken = false;
    }

    /** Waits until all that was appended is on the disk. */
    void force() throws IOException {
        file.getFD().sync();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}

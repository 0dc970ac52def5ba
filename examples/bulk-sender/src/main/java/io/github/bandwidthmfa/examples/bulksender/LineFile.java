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
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of lines, for appending. It begins after the last whole line: what a killed process has left of a further one is
 * cut off. Locked, until it is closed or the process ends.
 */
class LineFile implements AutoCloseable {

    private static final int MAX_FIRST_LINE = 2_000;

    private final Path path;

    /** Not a channel alone: one that is written by a thread that is interrupted closes itself. */
    private final RandomAccessFile file;

    private final int reserve;
    private long end;

    /** How long the file is: from the end on, blank lines that hold the place of later ones. */
    private long allocated;

    private boolean broken;

    /**
     * Opens it, or makes it.
     *
     * @param reserve how many bytes are taken from the disk ahead, so that as much can be written when it is full
     * @param firstLine what its first line looks like: a file that begins otherwise is somebody else's, and stays as it is
     * @throws IllegalArgumentException if it is somebody else's, or another process has it open
     */
    LineFile(Path path, Pattern firstLine, int reserve) throws IOException {
        this.path = path;
        this.reserve = reserve;
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
        byte[] beginning = new byte[(int) Math.min(MAX_FIRST_LINE, file.length())];
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

    /** After the last line that is whole and not blank. */
    private long endOfLastLine() throws IOException {
        long lineEnd = file.length();
        while (lineEnd > 0) {
            file.seek(lineEnd - 1);
            if (file.read() == '\n') {
                break;
            }
            lineEnd--;
        }
        while (lineEnd > 1 && isBlank(lineEnd)) {
            lineEnd--;
        }
        return lineEnd;
    }

    private boolean isBlank(long lineEnd) throws IOException {
        file.seek(lineEnd - 2);
        return file.read() == '\n';
    }

    private void cutOff() throws IOException {
        file.setLength(end);
        allocated = end;
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

    /** Makes it empty. */
    synchronized void truncate() throws IOException {
        end = 0;
        cutOff();
    }

    /**
     * In one piece, so that a process that is killed leaves the lines, or a beginning of them; and if it fails, nothing. Leaves
     * the reserve as it is.
     */
    synchronized void append(String lines) throws IOException {
        byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
        if (end + bytes.length + reserve > allocated && reserve > 0) {
            byte[] blank = new byte[bytes.length + 2 * reserve];
            Arrays.fill(blank, (byte) '\n');
            write(end, blank);
            allocated = end + blank.length;
        }
        appendFromReserve(lines);
    }

    /** As {@link #append}, also when the disk is full, as long as the reserve lasts. */
    synchronized void appendFromReserve(String lines) throws IOException {
        byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
        write(end, bytes);
        end += bytes.length;
        allocated = Math.max(allocated, end);
    }

    private void write(long at, byte[] bytes) throws IOException {
        if (broken) {
            throw new IOException(path + ": an earlier line could not be cut off");
        }
        broken = true;
        try {
            file.seek(at);
            file.write(bytes);
        } catch (IOException failed) {
            IOException failure = new IOException(path + ": " + failed.getMessage(), failed);
            if (at + bytes.length <= allocated) {
                throw failure;
            }
            // What has been written of it would be the beginning of the next line. The reserve is kept.
            file.setLength(allocated);
            blank(at);
            broken = false;
            throw failure;
        }
        broken = false;
    }

    private void blank(long from) throws IOException {
        byte[] blank = new byte[(int) (allocated - from)];
        Arrays.fill(blank, (byte) '\n');
        file.seek(from);
        file.write(blank);
    }

    /** Waits until all that was appended is on the disk. */
    void force() throws IOException {
        file.getFD().sync();
    }

    @Override
    public void close() throws IOException {
        try (file) {
            if (!broken) {
                cutOff();
            }
        }
    }
}

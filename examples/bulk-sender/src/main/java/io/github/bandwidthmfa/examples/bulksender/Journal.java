package io.github.bandwidthmfa.examples.bulksender;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Which lines a send was begun for. A line is on the disk before its send begins; so after a crash, every send that may
 * have been made is here. A line with a minus says that the send before it was not made after all.
 *
 * <p>One thread writes; it takes all lines that have come together, and forces them to the disk at once.
 */
final class Journal implements AutoCloseable {

    /** The digest of the input. */
    static final Pattern FIRST_LINE = Pattern.compile("[0-9a-f]{64}");

    private record Entry(long line, MonoSink<Void> written) {}

    private final LineFile file;
    private final BitSet begunBefore = new BitSet();
    private final boolean isNew;
    private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();
    private final AtomicInteger working = new AtomicInteger();
    private final Scheduler writer = Schedulers.newSingle("journal");

    /**
     * Goes on with a journal, or begins one.
     *
     * @throws IllegalArgumentException if it belongs to another input
     */
    Journal(LineFile file, Input input) throws IOException {
        this.file = file;
        this.isNew = file.isEmpty();
        if (isNew) {
            file.append(input.digest() + "\n");
            file.force();
        } else {
            read(input);
        }
    }

    private void read(Input input) throws IOException {
        try (BufferedReader lines = file.reader()) {
            if (!input.digest().equals(lines.readLine())) {
                throw new IllegalArgumentException(
                        file.path() + " is the journal of another input, or the input has changed"
                                + " since: finish with the old input, or give other names with --outcomes and --journal");
            }
            lines.lines().mapToInt(Integer::parseInt).forEach(line -> begunBefore.set(Math.abs(line), line > 0));
        }
    }

    boolean isNew() {
        return isNew;
    }

    /** The lines for which a send was begun, and not taken back, in earlier runs. */
    BitSet begunBefore() {
        return begunBefore;
    }

    /** Writes down that a send is about to begin, and completes when that is on the disk. */
    Mono<Void> begin(long line) {
        return Mono.create(sink -> {
            entries.add(new Entry(line, sink));
            if (working.getAndIncrement() == 0) {
                writer.schedule(this::writeAll);
            }
        });
    }

    /** Writes down that a send was not made after all, so that the next run may make it. If that is lost, it is unknown. */
    void takeBack(long line) {
        try {
            file.append(-line + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void writeAll() {
        int seen = working.get();
        while (seen != 0) {
            List<Entry> together = new ArrayList<>();
            StringBuilder text = new StringBuilder();
            for (Entry entry = entries.poll(); entry != null; entry = entries.poll()) {
                together.add(entry);
                text.append(entry.line()).append('\n');
            }
            try {
                file.append(text.toString());
                file.force();
                together.forEach(entry -> entry.written().success());
            } catch (IOException e) {
                together.forEach(entry -> entry.written().error(e));
            }
            seen = working.addAndGet(-seen);
        }
    }

    @Override
    public void close() {
        writer.dispose();
    }
}

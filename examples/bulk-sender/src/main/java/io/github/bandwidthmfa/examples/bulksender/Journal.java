package io.github.bandwidthmfa.examples.bulksender;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * What was sent, and to which service. A send is on the disk before it begins; so after a crash, every send that may have been
 * made is here. Its first line names the service.
 *
 * <p>One thread writes; it takes all that has come together, and forces begun sends to the disk at once.
 */
final class Journal implements AutoCloseable {

    static final Pattern FIRST_LINE = Pattern.compile("bulk-sender 2, .*");

    private static final String BEGUN = "begun";
    private static final String UNDONE = "undone";
    private static final String ENDED = "ended";

    /** Nothing is sent that cannot be written down. */
    static final class NotWrittenException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NotWrittenException(IOException cause) {
            super("cannot write " + cause.getMessage(), cause);
        }
    }

    private record Entry(Row row, @Nullable MonoSink<Void> begun, Optional<Result> ended) {}

    private final LineFile file;
    private final OutcomesFile outcomes;
    private final History history = new History();
    private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();
    private final AtomicInteger working = new AtomicInteger();
    private final Scheduler writer = Schedulers.newSingle("journal");
    private volatile @Nullable NotWrittenException failure;
    private volatile Consumer<NotWrittenException> onFailure = failed -> {};

    /**
     * Goes on with a journal, or begins one.
     *
     * @throws IllegalArgumentException if it is of another service
     */
    Journal(LineFile file, OutcomesFile outcomes, String target) throws IOException {
        this.file = file;
        this.outcomes = outcomes;
        String firstLine = "bulk-sender 2, " + target;
        if (file.isEmpty()) {
            file.append(firstLine + "\n");
            file.force();
        } else {
            read(firstLine);
        }
    }

    private void read(String firstLine) throws IOException {
        try (BufferedReader lines = file.reader()) {
            String first = String.valueOf(lines.readLine());
            if (!first.equals(firstLine)) {
                throw new IllegalArgumentException(file.path() + " is of a run that sends to "
                        + first.substring(first.indexOf(", ") + 2) + ", and this one would send to "
                        + firstLine.substring(firstLine.indexOf(", ") + 2)
                        + ": set the account as it was, or give other names with --outcomes and --journal");
            }
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                // Those that a killed run has reserved are blank.
                if (!line.isEmpty()) {
                    read(CsvReader.builder()
                            .allowUnclosedQuote(false)
                            .ofSingleCsvRecord(line)
                            .getFields());
                }
            }
        } catch (CsvParseException | IndexOutOfBoundsException foreign) {
            throw foreign(foreign);
        }
    }

    private void read(List<String> fields) {
        switch (fields.get(0)) {
            case BEGUN -> history.begun(fields.get(1));
            case UNDONE -> history.undone(fields.get(1));
            case ENDED ->
                history.ended(
                        fields.get(1), new Result(kind(fields.get(2)), fields.get(3), fields.get(4), fields.get(5)));
            default -> throw foreign(null);
        }
    }

    private Result.Kind kind(String name) {
        for (Result.Kind kind : Result.Kind.values()) {
            if (kind.name().equals(name)) {
                return kind;
            }
        }
        throw foreign(null);
    }

    private IllegalArgumentException foreign(@Nullable RuntimeException cause) {
        // Without its words: they quote what is there, which may be a phone number.
        return new IllegalArgumentException(
                file.path() + " has a line that this command has not written: give another name with --journal", cause);
    }

    /** What earlier runs have done. */
    History history() {
        return history;
    }

    /** Called once, when something cannot be written, on the thread that writes. */
    void onFailure(Consumer<NotWrittenException> action) {
        onFailure = action;
    }

    /** Writes down that a send is about to begin, and completes when that is on the disk. */
    Mono<Void> begin(Row row) {
        return Mono.create(sink -> add(new Entry(row, sink, Optional.empty())));
    }

    /** Writes down that a send was not made after all, so that the next run may make it. If that is lost, it is unknown. */
    void takeBack(Row row) {
        add(new Entry(row, null, Optional.empty()));
    }

    /** Writes down a result that is final, here and among the outcomes. */
    void end(Row row, Result result) {
        add(new Entry(row, null, Optional.of(result)));
    }

    private void add(Entry entry) {
        entries.add(entry);
        if (working.getAndIncrement() == 0) {
            writer.schedule(this::writeAll);
        }
    }

    private void writeAll() {
        int seen = working.get();
        while (seen != 0) {
            List<Entry> begin = new ArrayList<>();
            StringBuilder ended = new StringBuilder();
            StringBuilder forOutcomes = new StringBuilder();
            for (Entry entry = entries.poll(); entry != null; entry = entries.poll()) {
                if (entry.begun() != null) {
                    begin.add(entry);
                } else if (entry.row().begun()) {
                    Row row = entry.row();
                    row.begun(false);
                    ended.append(line(entry));
                    entry.ended().ifPresent(result -> forOutcomes.append(OutcomesFile.line(row, result)));
                }
            }
            writeEnded(ended);
            write(outcomes.file(), forOutcomes);
            writeBegun(begin);
            seen = working.addAndGet(-seen);
        }
    }

    private static String line(Entry entry) {
        String number = entry.row().to().value();
        return entry.ended()
                .map(result -> CsvLine.of(
                        ENDED, number, result.kind().name(), result.messageId(), result.error(), result.requestId()))
                .orElseGet(() -> CsvLine.of(UNDONE, number));
    }

    private void writeEnded(CharSequence text) {
        try {
            file.appendFromReserve(text.toString());
        } catch (IOException e) {
            fail(e);
        }
    }

    private void write(LineFile to, CharSequence text) {
        if (text.isEmpty()) {
            return;
        }
        try {
            to.append(text.toString());
        } catch (IOException e) {
            fail(e);
        }
    }

    private void writeBegun(List<Entry> begin) {
        StringBuilder text = new StringBuilder();
        begin.stream()
                .filter(entry -> !entry.row().begun())
                .forEach(entry -> text.append(CsvLine.of(BEGUN, entry.row().to().value())));
        NotWrittenException failed = failure;
        if (failed == null && !text.isEmpty()) {
            try {
                file.append(text.toString());
                file.force();
            } catch (IOException e) {
                failed = fail(e);
            }
        }
        for (Entry entry : begin) {
            MonoSink<Void> sink = Objects.requireNonNull(entry.begun());
            if (failed == null) {
                entry.row().begun(true);
                sink.success();
            } else {
                sink.error(failed);
            }
        }
    }

    private NotWrittenException fail(IOException cause) {
        NotWrittenException failed = new NotWrittenException(cause);
        if (failure == null) {
            failure = failed;
            onFailure.accept(failed);
        }
        return failed;
    }

    /** Waits until all that was given is written, if it can be. */
    void finish(Duration patience) {
        CountDownLatch written = new CountDownLatch(1);
        // After what is being written: there is one thread.
        writer.schedule(written::countDown);
        try {
            boolean unused = written.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        writer.dispose();
    }
}

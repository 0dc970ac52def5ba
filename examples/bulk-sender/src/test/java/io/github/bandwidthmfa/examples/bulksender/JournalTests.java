package io.github.bandwidthmfa.examples.bulksender;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JournalTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private final List<String> done = Collections.synchronizedList(new ArrayList<>());

    /** A power cut would tell, too. */
    private final class WatchedFile extends LineFile {

        WatchedFile(Path path) throws IOException {
            super(path, Journal.FIRST_LINE);
        }

        @Override
        synchronized void append(String lines) throws IOException {
            super.append(lines);
            done.add("append " + lines.strip());
        }

        @Override
        void force() throws IOException {
            super.force();
            done.add("force");
        }
    }

    private Input input() throws IOException {
        Path file = directory.resolve("numbers.csv");
        Files.writeString(file, "to\n");
        return Input.of(file);
    }

    @Test
    void aLineIsOnTheDiskBeforeItsSendBegins() throws Exception {
        Input input = input();
        try (LineFile file = new WatchedFile(directory.resolve("journal"));
                Journal journal = new Journal(file, input)) {
            journal.begin(7).doOnSuccess(written -> done.add("send 7")).block(PATIENCE);
        }

        assertThat(done).containsExactly("append " + input.digest(), "force", "append 7", "force", "send 7");
    }

    @Test
    void whatWasBegunAndNotTakenBackIsKnownToTheNextRun() throws Exception {
        Path path = directory.resolve("journal");
        try (LineFile file = new LineFile(path, Journal.FIRST_LINE);
                Journal journal = new Journal(file, input())) {
            assertThat(journal.isNew()).isTrue();
            journal.begin(3).then(journal.begin(5)).then(journal.begin(8)).block(PATIENCE);
            journal.takeBack(5);
        }

        try (LineFile file = new LineFile(path, Journal.FIRST_LINE);
                Journal journal = new Journal(file, input())) {
            assertThat(journal.isNew()).isFalse();
            assertThat(journal.begunBefore().stream()).containsExactly(3, 8);
        }
    }
}

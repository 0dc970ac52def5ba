package io.github.bandwidthmfa.examples.bulksender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bandwidthmfa.PhoneNumber;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JournalTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String NUMBER = "+19195551001";

    @TempDir
    private Path directory;

    private final List<String> done = Collections.synchronizedList(new ArrayList<>());

    /** A power cut would tell, too. */
    private final class WatchedFile extends LineFile {

        WatchedFile(Path path) throws IOException {
            super(path, Journal.FIRST_LINE, 0);
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

    private Path path() {
        return directory.resolve("journal");
    }

    private Journal journal(LineFile file, String target) throws IOException {
        LineFile outcomes = new LineFile(Files.createTempFile(directory, "outcomes", ""), OutcomesFile.FIRST_LINE, 0);
        return new Journal(file, new OutcomesFile(outcomes), target);
    }

    private static Row row() {
        return Row.to(7, PhoneNumber.of(NUMBER));
    }

    @Test
    void aSendIsOnTheDiskBeforeItBegins() throws Exception {
        try (LineFile file = new WatchedFile(path());
                Journal journal = journal(file, "here")) {
            journal.begin(row()).doOnSuccess(written -> done.add("send")).block(PATIENCE);
        }

        assertThat(done)
                .containsExactly("append bulk-sender 2, here", "force", "append begun," + NUMBER, "force", "send");
    }

    @Test
    void whatWasBegunAndNotTakenBackIsKnownToTheNextRun() throws Exception {
        try (LineFile file = new LineFile(path(), Journal.FIRST_LINE, 1_000);
                Journal journal = journal(file, "here")) {
            Row accepted = row();
            Row takenBack = row();
            Row interrupted = row();
            journal.begin(accepted)
                    .then(journal.begin(takenBack))
                    .then(journal.begin(interrupted))
                    .block(PATIENCE);
            journal.takeBack(takenBack);
            journal.end(accepted, Result.accepted("id"));
            journal.finish(PATIENCE);
            // As a killed run leaves it: with the beginning of a line.
            Files.writeString(path(), "ended,+1", StandardOpenOption.APPEND);
            Files.copy(path(), directory.resolve("killed"));
        }

        try (LineFile file = new LineFile(directory.resolve("killed"), Journal.FIRST_LINE, 1_000);
                Journal journal = journal(file, "here")) {
            assertThat(journal.history().take(NUMBER)).contains(Result.accepted("id"));
            assertThat(journal.history().take(NUMBER)).contains(Result.INTERRUPTED);
            assertThat(journal.history().take(NUMBER)).isEmpty();
        }
    }

    @Test
    void anotherTargetIsRefusedAndBothAreNamed() throws Exception {
        try (LineFile file = new LineFile(path(), Journal.FIRST_LINE, 0);
                Journal journal = journal(file, "one, at its place")) {
            assertThat(journal.history().isEmpty()).isTrue();
        }

        try (LineFile file = new LineFile(path(), Journal.FIRST_LINE, 0)) {
            assertThatThrownBy(() -> journal(file, "another"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("sends to one, at its place, and this one would send to another");
        }
    }

    @Test
    void aLineOfSomebodyElseIsRefusedWithoutItsWords() throws Exception {
        for (String foreign : List.of("42", "ended,+19195551001,MAYBE,,,", "begun", "\"begun,+19195551001")) {
            Files.writeString(path(), "bulk-sender 2, here\n" + foreign + "\n");
            try (LineFile file = new LineFile(path(), Journal.FIRST_LINE, 0)) {
                assertThatThrownBy(() -> journal(file, "here"))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("has a line that this command has not written")
                        .hasMessageNotContaining("+1919");
            }
        }
    }
}

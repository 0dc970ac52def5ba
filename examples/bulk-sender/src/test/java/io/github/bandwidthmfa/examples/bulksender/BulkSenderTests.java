package io.github.bandwidthmfa.examples.bulksender;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.github.bandwidthmfa.simulator.Fault;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import io.github.bandwidthmfa.simulator.Operation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

/** The command as a process of its own, which may be killed; the service is here. */
final class BulkSenderTests {

    private static final int ROWS = 1_500;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private MfaSimulator simulator;
    private Path input;

    @BeforeEach
    void start() {
        simulator = MfaSimulator.builder().messageHistory(100_000).start();
        input = directory.resolve("numbers.csv");
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void killedAtAnyMomentAndRunAgainNobodyGetsTwoMessages() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> numbers = IntStream.range(0, ROWS)
                .mapToObj(i -> "+1919555%04d".formatted(i))
                .toList();
        write("to\n" + String.join("\n", numbers) + "\n");
        simulator.faults().forAccount(MfaSimulator.DEFAULT_ACCOUNT_ID, Fault.delay(Duration.ofMillis(20)));

        for (int kill = 1; kill <= 3; kill++) {
            long until = simulator.requestCount(Operation.MESSAGING) + 1 + random.nextInt(ROWS / 4);
            Process process = run("--concurrency", "16");
            Flux.interval(Duration.ofMillis(1))
                    .onBackpressureDrop()
                    .filter(tick -> simulator.requestCount(Operation.MESSAGING) >= until)
                    .blockFirst(PATIENCE);
            process.destroyForcibly();
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as("killed").isEqualTo(137);
        }
        Process last = run("--concurrency", "16");
        String output = output(last);

        List<NamedCsvRecord> outcomes = outcomes();
        List<NamedCsvRecord> unknown = outcomes.stream()
                .filter(row -> row.getField("outcome").equals("UNKNOWN"))
                .toList();
        assertThat(last.exitValue()).as(output).isEqualTo(unknown.isEmpty() ? 0 : 1);
        assertThat(outcomes)
                .as("seed " + seed)
                .extracting(row -> row.getField("to"))
                .containsExactlyInAnyOrderElementsOf(numbers);
        assertThat(unknown).hasSizeLessThanOrEqualTo(3 * 2 * 16);
        assertThat(unknown).allSatisfy(row -> {
            assertThat(row.getField("error")).isEqualTo("interrupted");
            assertThat(output).contains("line " + row.getField("line") + ": was being sent");
        });
        for (NamedCsvRecord row : outcomes) {
            int messages = simulator.inbox(row.getField("to")).size();
            if (row.getField("outcome").equals("ACCEPTED")) {
                assertThat(messages).as("seed " + seed).isEqualTo(1);
            } else {
                assertThat(messages).as("seed " + seed).isLessThanOrEqualTo(1);
            }
        }
        assertThat(simulator.messages().stream().map(message -> message.to())).doesNotHaveDuplicates();
    }

    @Test
    void badRowsAreNamedByLineAndTheOthersAreSent() throws Exception {
        write("name,to\nAnn,+19195551001\nBob,12345\nCid\n\"Dee\nDee\",+19195551004\n");

        Process process = run();
        String output = output(process);

        assertThat(process.exitValue()).as(output).isEqualTo(1);
        assertThat(output)
                .contains("line 3: a phone number must be an E.164 number")
                .contains("line 4: a phone number");
        assertThat(outcomes().stream()
                        .collect(Collectors.toMap(row -> row.getField("line"), row -> row.getField("outcome"))))
                .isEqualTo(Map.of("2", "ACCEPTED", "3", "INVALID", "4", "INVALID", "5", "ACCEPTED"));
        assertThat(simulator.requestCount(Operation.MESSAGING)).isEqualTo(2);
    }

    @Test
    void aFinishedInputIsNotSentAgainAndAChangedOneIsRefused() throws Exception {
        write("to\n+19195551001\n");
        Process first = run();
        assertThat(output(first)).contains("1 succeeded");
        assertThat(first.exitValue()).isZero();

        Process again = run();
        output(again);
        assertThat(again.exitValue()).isZero();
        assertThat(simulator.requestCount(Operation.MESSAGING)).isEqualTo(1);

        write("to\n+19195551002\n+19195551001\n");
        Process changed = run();
        assertThat(output(changed)).contains("is the journal of another input");
        assertThat(changed.exitValue()).isEqualTo(2);
        assertThat(simulator.requestCount(Operation.MESSAGING)).isEqualTo(1);
    }

    @Test
    void refusedCredentialsStopItEarlyAndAllIsSentWhenTheyAreRight() throws Exception {
        write(numbers(200));
        simulator.faults().forAccount(MfaSimulator.DEFAULT_ACCOUNT_ID, Fault.status(403));
        Process refused = run("--concurrency", "4");
        assertThat(output(refused))
                .contains("stopped early: the batch was stopped: the credentials were refused")
                .contains("rows were taken and not sent: run it again");
        assertThat(refused.exitValue()).isEqualTo(3);
        assertThat(simulator.requestCount(Operation.MESSAGING)).isLessThanOrEqualTo(8);

        simulator.faults().clearAccount(MfaSimulator.DEFAULT_ACCOUNT_ID);
        Process again = run("--concurrency", "4");
        String output = output(again);
        assertThat(again.exitValue()).as(output).isZero();
        assertThat(outcomes())
                .hasSize(200)
                .allMatch(row -> row.getField("outcome").equals("ACCEPTED"));
        assertThat(simulator.messages()).hasSize(200);
    }

    @Test
    void rowsThatWereTurnedAwayAreSentByTheNextRunAndThoseThatWereRefusedAreNot() throws Exception {
        write(numbers(20));
        // The first row as often as it is tried, the second once.
        simulator.faults().next(11, Fault.status(429, "{}", Map.of("Retry-After", "0")));
        simulator.faults().next(Fault.status(400));
        Process first = run("--concurrency", "1");
        assertThat(output(first)).contains("1 rows were taken and not sent: run it again");
        assertThat(first.exitValue()).isEqualTo(3);
        assertThat(outcomes()).hasSize(19);

        Process again = run("--concurrency", "1");
        String output = output(again);
        assertThat(again.exitValue()).as(output).isEqualTo(1);
        assertThat(outcomes().stream()
                        .collect(Collectors.groupingBy(row -> row.getField("outcome"), Collectors.counting())))
                .isEqualTo(Map.of("ACCEPTED", 19L, "REJECTED", 1L));
        assertThat(simulator.messages())
                .extracting(message -> message.to())
                .hasSize(19)
                .doesNotHaveDuplicates();
        assertThat(simulator.requestCount(Operation.MESSAGING)).isEqualTo(11 + 20);
    }

    @Test
    void aRunBesideAnotherOnTheSameFilesIsRefused() throws Exception {
        write(numbers(200));
        simulator.faults().forAccount(MfaSimulator.DEFAULT_ACCOUNT_ID, Fault.delay(Duration.ofMillis(50)));
        Process first = run("--concurrency", "1");
        awaitMessages(1);

        assertAnotherIsRefusedBeside(first);

        assertThat(output(first)).contains("is in use: another run is still going on");
        assertThat(first.exitValue()).isZero();
        assertThat(simulator.messages())
                .extracting(message -> message.to())
                .hasSize(200)
                .doesNotHaveDuplicates();
    }

    @Test
    void aRunThatGoesOnIsNotDisturbedEither() throws Exception {
        write(numbers(60));
        simulator.faults().forAccount(MfaSimulator.DEFAULT_ACCOUNT_ID, Fault.delay(Duration.ofMillis(50)));
        Process killed = run("--concurrency", "1");
        awaitMessages(2);
        killed.destroyForcibly().waitFor();
        int before = (int) simulator.requestCount(Operation.MESSAGING);
        Process goesOn = run("--concurrency", "1");
        awaitMessages(before + 2);

        assertAnotherIsRefusedBeside(goesOn);

        output(goesOn);
        assertThat(simulator.messages()).extracting(message -> message.to()).doesNotHaveDuplicates();
    }

    private void assertAnotherIsRefusedBeside(Process running) throws Exception {
        Process another = run("--concurrency", "1");
        assertThat(another.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(running.isAlive()).as("the one before is still going on").isTrue();
        assertThat(another.exitValue()).isEqualTo(2);
    }

    private void awaitMessages(int count) {
        Flux.interval(Duration.ofMillis(1))
                .onBackpressureDrop()
                .filter(tick -> simulator.requestCount(Operation.MESSAGING) >= count)
                .blockFirst(PATIENCE);
    }

    @Test
    void aFileOfSomebodyElseIsRefusedAndStaysAsItIs() throws Exception {
        write("to\n+19195550000");
        for (String option : List.of("--outcomes", "--journal")) {
            Process process = run(option, input.toString());
            assertThat(output(process))
                    .contains("is not a file that this command has written")
                    .doesNotContain("+1919");
            assertThat(process.exitValue()).isEqualTo(2);
        }
        assertThat(input).hasContent("to\n+19195550000");
        assertThat(simulator.requestCount(Operation.MESSAGING)).isZero();
    }

    @Test
    void oneFileForBothIsRefused() throws Exception {
        write(numbers(1));
        String file = directory.resolve("both").toString();

        Process process = run("--journal", file, "--outcomes", file);

        assertThat(output(process)).contains("is given twice").doesNotContain("\tat ");
        assertThat(process.exitValue()).isEqualTo(2);
    }

    @Test
    void theBeginningOfALineThatAKilledRunHasLeftIsNothing() throws Exception {
        write(numbers(12));
        output(run());
        Path journal = directory.resolve("numbers.csv.journal");
        Path outcomes = directory.resolve("numbers.csv.outcomes.csv");
        Files.writeString(journal, "1", StandardOpenOption.APPEND);
        Files.writeString(outcomes, "\"13", StandardOpenOption.APPEND);
        List<String> rows = Files.readAllLines(outcomes);

        Process again = run();
        assertThat(output(again)).doesNotContain("\tat ");
        assertThat(again.exitValue()).isZero();
        assertThat(Files.readAllLines(outcomes)).isEqualTo(rows.subList(0, 13));
        assertThat(simulator.requestCount(Operation.MESSAGING)).isEqualTo(12);
    }

    @Test
    void outcomesWithoutTheirJournalAreRefused() throws Exception {
        write(numbers(2));
        output(run());
        Files.delete(directory.resolve("numbers.csv.journal"));

        Process again = run();
        assertThat(output(again)).contains("has the outcomes of another input, or has lost its journal");
        assertThat(again.exitValue()).isEqualTo(2);
        assertThat(simulator.requestCount(Operation.MESSAGING)).isEqualTo(2);
    }

    @Test
    void whatIsWrongWithEveryRowIsSaidOnceAndNothingIsSent() throws Exception {
        write(numbers(3));

        for (List<String> wrong : List.of(List.of("--message", "no code"), List.of("--rate", "0"))) {
            Process process = run(wrong.toArray(String[]::new));
            assertThat(output(process)).doesNotContain("\tat ");
            assertThat(process.exitValue()).as(wrong.toString()).isEqualTo(2);
        }
        assertThat(simulator.requestCount(Operation.MESSAGING)).isZero();
    }

    private static String numbers(int rows) {
        return "to\n"
                + IntStream.range(0, rows).mapToObj("+1919555%04d\n"::formatted).collect(Collectors.joining());
    }

    private void write(String text) throws IOException {
        Files.writeString(input, text);
    }

    private List<NamedCsvRecord> outcomes() {
        try (CsvReader<NamedCsvRecord> rows =
                CsvReader.builder().ofNamedCsvRecord(directory.resolve("numbers.csv.outcomes.csv"))) {
            return rows.stream().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                BulkSender.class.getName(),
                "--base-uri",
                simulator.baseUri().toString(),
                "--token-uri",
                simulator.tokenUri().toString(),
                input.toString()));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("output.txt").toFile()));
        process.environment().put("BW_ACCOUNT_ID", MfaSimulator.DEFAULT_ACCOUNT_ID);
        process.environment().put("BW_CLIENT_ID", MfaSimulator.DEFAULT_CLIENT_ID);
        process.environment().put("BW_CLIENT_SECRET", MfaSimulator.DEFAULT_CLIENT_SECRET);
        process.environment().put("BW_NUMBER", "+19195554321");
        process.environment().put("BW_MESSAGING_APPLICATION_ID", "demo-app");
        return process.start();
    }

    /** What all runs so far have said. */
    private String output(Process process) throws Exception {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return Files.readString(directory.resolve("output.txt"), StandardCharsets.UTF_8);
    }
}

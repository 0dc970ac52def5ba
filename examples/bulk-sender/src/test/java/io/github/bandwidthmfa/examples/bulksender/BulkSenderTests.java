package io.github.bandwidthmfa.examples.bulksender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import java.util.HashMap;
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
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

/** The command as a process of its own, which may be killed; the service is here. */
@Execution(ExecutionMode.CONCURRENT)
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
                .extracting(BulkSenderTests::to)
                .containsExactlyInAnyOrderElementsOf(numbers);
        assertThat(unknown).hasSizeLessThanOrEqualTo(3 * 2 * 16);
        assertThat(unknown).allSatisfy(row -> assertThat(row.getField("error")).isEqualTo("interrupted"));
        if (!unknown.isEmpty()) {
            assertThat(output).contains("UNKNOWN, was being sent when an earlier run ended; not sent again");
        }
        for (NamedCsvRecord row : outcomes) {
            int messages = simulator.inbox(to(row)).size();
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
        write("name,to\nAnn,+1 (919) 555-1001\nBob,+12345\nCid\n\"Dee\nDee\",tel:+19195551004\n");

        Process process = run();
        String output = output(process);

        assertThat(process.exitValue()).as(output).isEqualTo(1);
        assertThat(output)
                .contains(
                        "line 3: INVALID, not sent: the phone number has too few digits for a number of country code +1")
                .contains("line 4: INVALID, not sent: the row has 1 fields, and the header 2")
                .contains("4 rows: 2 ACCEPTED, 2 INVALID;");
        assertThat(outcomesByLine())
                .isEqualTo(Map.of("2", "ACCEPTED", "3", "INVALID", "4", "INVALID", "5", "ACCEPTED"));
        assertThat(numbersSent()).containsExactlyInAnyOrder("+19195551001", "+19195551004");
    }

    @Test
    void anUnclosedQuoteCostsItsOwnRow() throws Exception {
        List<String> rows = new ArrayList<>(numbers(100).lines().toList());
        rows.set(3, "\"" + rows.get(3));
        write(String.join("\n", rows));

        Process process = run();

        assertThat(output(process)).contains("line 4: INVALID, not sent: the line has a quote that is not closed");
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(numbersSent()).hasSize(99).doesNotHaveDuplicates();
    }

    @Test
    void aTrialDoesNotConsumeTheRealRun() throws Exception {
        write(numbers(20));

        Process trial = runWithoutAccount();
        assertThat(output(trial)).contains("sending to the embedded simulator");
        assertThat(trial.exitValue()).isZero();
        assertThat(numbersSent()).isEmpty();

        Process real = run();
        assertThat(output(real)).contains("sending to account " + MfaSimulator.DEFAULT_ACCOUNT_ID + " at http://");
        assertThat(real.exitValue()).isZero();
        assertThat(numbersSent()).hasSize(20);
    }

    @Test
    void aRunWithoutTheAccountDoesNotFinishTheRealOne() throws Exception {
        write(numbers(40));
        simulator.faults().forAccount(MfaSimulator.DEFAULT_ACCOUNT_ID, Fault.delay(Duration.ofMillis(50)));
        Process killed = run("--concurrency", "1");
        awaitMessages(16);
        killed.destroyForcibly().waitFor();
        simulator.faults().clearAccount(MfaSimulator.DEFAULT_ACCOUNT_ID);
        int sent = numbersSent().size();

        Process cron = runWithoutAccount();
        output(cron);
        assertThat(cron.exitValue()).isZero();
        assertThat(numbersSent()).hasSize(sent);
        Process forced = runWithoutAccount("--journal", input + ".journal");
        assertThat(output(forced))
                .contains("is of a run that sends to account " + MfaSimulator.DEFAULT_ACCOUNT_ID + " at http://")
                .contains("and this one would send to the embedded simulator");
        assertThat(forced.exitValue()).isEqualTo(2);

        output(run());
        assertThat(numbersSent()).hasSizeGreaterThanOrEqualTo(39).doesNotHaveDuplicates();
    }

    @Test
    void anotherAccountOrAddressIsRefused() throws Exception {
        write(numbers(3));
        output(run());

        for (Map<String, String> other :
                List.of(Map.of("BW_ACCOUNT_ID", "another"), Map.of("base", "http://127.0.0.1:1/api/v1"))) {
            Process process = run(other, "--concurrency", "1");
            assertThat(output(process))
                    .contains("sends to account " + MfaSimulator.DEFAULT_ACCOUNT_ID + " at " + simulator.baseUri())
                    .contains(other.values().iterator().next());
            assertThat(process.exitValue()).isEqualTo(2);
        }
        output(run(Map.of("base", simulator.baseUri().toString().replace("http", "HTTP") + "/")));
        assertThat(numbersSent()).hasSize(3);
    }

    @Test
    void anAddressWithoutAnAccountIsRefused() throws Exception {
        write(numbers(3));

        Process process = runWithoutAccount("--base-uri", simulator.baseUri().toString());

        assertThat(output(process)).contains("--base-uri is given, and no account: set BW_ACCOUNT_ID");
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(directory).isDirectoryNotContaining(path -> path.toString().contains("journal"));
    }

    @Test
    void aFinishedInputIsNotSentAgainAndWhatIsAddedIs() throws Exception {
        write("to\n+19195551001\n");
        Process first = run();
        assertThat(output(first)).contains("1 rows: 1 ACCEPTED;");
        assertThat(first.exitValue()).isZero();

        Process again = run();
        assertThat(output(again))
                .contains("1 rows have their outcome from earlier runs")
                .doesNotContain("0/0");
        assertThat(again.exitValue()).isZero();
        assertThat(numbersSent()).hasSize(1);

        write("to\n+19195551002\n+19195551001\n");
        Process changed = run();
        assertThat(output(changed)).contains("2 rows: 2 ACCEPTED;");
        assertThat(changed.exitValue()).isZero();
        assertThat(numbersSent()).containsExactly("+19195551001", "+19195551002");
        assertThat(outcomesByLine()).isEqualTo(Map.of("2", "ACCEPTED", "3", "ACCEPTED"));
    }

    @Test
    void aMendedFileGoesOnWhateverElseHasChangedInIt() throws Exception {
        write("name,to\n" + rows("Ann", 1, 60) + "\"Bob\"x,+19195550060\n" + rows("Ann", 61, 100));
        Process first = run();
        output(first);
        assertThat(first.exitValue()).isEqualTo(1);
        assertThat(numbersSent()).hasSize(98);

        // Mended, one name put right, rows moved, columns swapped, line ends and separator of another program.
        write("\uFEFFTo;Name\r\n" + swapped("Anne", 61, 100) + "+19195550060;Bob\r\n" + swapped("Ann", 1, 60)
                + "+1 919 555 0200;New\r\n");
        Process second = run();
        String output = output(second);

        assertThat(second.exitValue()).as(output).isZero();
        assertThat(numbersSent()).hasSize(100).doesNotHaveDuplicates().contains("+19195550060", "+19195550200");
        assertThat(outcomes())
                .hasSize(100)
                .allMatch(row -> row.getField("outcome").equals("ACCEPTED"));
    }

    @Test
    void aNumberThatIsThereTwiceGetsTwoMessagesHoweverOftenItIsRun() throws Exception {
        write("to\n+19195551001\n+1 919 555 1001\n");
        output(run());
        output(run());
        assertThat(numbersSent()).hasSize(2);

        write("to\n+19195551001\n+19195551002\n+19195551001\n+19195551001\n");
        output(run());
        assertThat(numbersSent()).hasSize(4);

        write("to\n+19195551002\n");
        Process fewer = run();
        assertThat(output(fewer)).contains("3 sends of earlier runs are of rows that the file no longer has");
        assertThat(fewer.exitValue()).isZero();
        assertThat(numbersSent()).hasSize(4);
        assertThat(outcomes()).hasSize(4);
    }

    @Test
    void aFullDiskStopsTheRunAndLeavesWhatWasNotSent() throws Exception {
        write(numbers(2_000));

        Process full = start("sh", "-c", "ulimit -f 200; exec \"$0\" \"$@\"");
        String output = output(full);

        assertThat(full.exitValue()).as(output).isEqualTo(3);
        assertThat(output).contains("stopped early: cannot write").contains("run it again when the cause is removed");
        int sent = numbersSent().size();
        assertThat(sent).isBetween(1, 1_900);

        Process again = run();
        String outputAgain = output(again);
        assertThat(again.exitValue()).as(outputAgain).isZero();
        assertThat(outcomes())
                .hasSize(2_000)
                .allMatch(row -> row.getField("outcome").equals("ACCEPTED"));
        assertThat(numbersSent()).hasSize(2_000).doesNotHaveDuplicates();
    }

    @Test
    void noCellOfTheOutcomesIsAFormulaAndTheirNumbersCanBeSentTo() throws Exception {
        write("to\n+19195551001\n=1+1\n-19195551002\n@x\n\"\t=2\"\n+19195551003\n");
        output(run());
        for (NamedCsvRecord row : outcomes()) {
            assertThat(row.getFields()).noneMatch(cell -> cell.strip().matches("(?s)[=+\\-@].*"));
        }
        assertThat(numbersSent()).hasSize(2);

        Files.copy(directory.resolve("numbers.csv.outcomes.csv"), directory.resolve("again.csv"));
        input = directory.resolve("again.csv");
        Process fed = run();
        assertThat(output(fed)).contains("6 rows: 2 ACCEPTED, 4 INVALID;");
        assertThat(numbersSent()).hasSize(4);
    }

    @Test
    void whatASpreadsheetHasDoneToNumbersIsSaid() throws Exception {
        write("to\n19195551001\n1.91955E+10\n\"1,91955E+10\"\n");

        Process process = run();

        assertThat(output(process))
                .contains("line 2: INVALID, not sent: the phone number has no country code: begin it with +")
                .contains("(a spreadsheet may have removed the +)")
                .contains("lines 3, 4: INVALID, not sent: the phone number was rounded by a spreadsheet");
        assertThat(process.exitValue()).isEqualTo(1);
        Process inRegion = run("--region", "us");
        assertThat(output(inRegion)).contains("3 rows: 1 ACCEPTED, 2 INVALID;");
        assertThat(numbersSent()).containsExactly("+19195551001");
    }

    @Test
    void aMistypedHeaderLeavesNoFilesBehind() throws Exception {
        write("phone\n+19195551001\n");
        Process process = run();
        assertThat(output(process))
                .contains("line 1: the header has no column \"to\"")
                .doesNotContain("run it again");
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(directory).isDirectoryNotContaining(path -> path.toString().contains(".csv."));

        write(" TO ;name\r\n+19195551001;Ann\r\n");
        assertThat(output(run())).contains("1 rows: 1 ACCEPTED;");
    }

    @Test
    void aHeaderWithoutRowsIsNoFailure() throws Exception {
        for (String text : List.of("to", "to\n", "name,to\r\n")) {
            write(text);
            Process process = run();
            assertThat(output(process)).contains("0 rows").doesNotContain("0/0");
            assertThat(process.exitValue()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void interruptedItLetsSendsInFlightEndAndSaysWhatIsLeft(String signal) throws Exception {
        assumeTrue(!isIgnored(signal), "SIG" + signal + " is ignored by all processes that are started from here");
        write(numbers(200));
        simulator.faults().forAccount(MfaSimulator.DEFAULT_ACCOUNT_ID, Fault.delay(Duration.ofMillis(700)));
        Process process = run("--concurrency", "8");
        awaitRequests(8);
        send(signal, process);
        String output = output(process);

        assertThat(process.exitValue()).as(output).isEqualTo(3);
        int sent = numbersSent().size();
        assertThat(output)
                .contains("stopped early: interrupted")
                .contains("200 rows: " + sent + " ACCEPTED, " + (200 - sent) + " left;")
                .doesNotContain("UNKNOWN");
        assertThat(sent).isBetween(8, 16);

        simulator.faults().clearAccount(MfaSimulator.DEFAULT_ACCOUNT_ID);
        Process again = run();
        assertThat(output(again)).contains("200 rows: 200 ACCEPTED;");
        assertThat(numbersSent()).hasSize(200).doesNotHaveDuplicates();
    }

    @Test
    void interruptedWhileItPausesItLeavesTheRowsThatWereTurnedAway() throws Exception {
        write(numbers(20));
        simulator
                .faults()
                .forAccount(MfaSimulator.DEFAULT_ACCOUNT_ID, Fault.status(429, "{}", Map.of("Retry-After", "60")));
        Process process = run("--concurrency", "4");
        awaitRequests(4);
        send("TERM", process);
        assertThat(output(process)).contains("20 rows: none sent, 20 left;");
        assertThat(process.exitValue()).isEqualTo(3);

        simulator.faults().clearAccount(MfaSimulator.DEFAULT_ACCOUNT_ID);
        Process again = run();
        assertThat(output(again)).contains("20 rows: 20 ACCEPTED;");
        assertThat(numbersSent()).hasSize(20).doesNotHaveDuplicates();
    }

    @Test
    void interruptedTwiceItEndsAtOnce() throws Exception {
        write(numbers(20));
        simulator.faults().forAccount(MfaSimulator.DEFAULT_ACCOUNT_ID, Fault.hang());
        Process process = run("--concurrency", "4");
        awaitRequests(4);
        send("TERM", process);
        Flux.interval(Duration.ofMillis(5))
                .onBackpressureDrop()
                .filter(tick -> said("interrupted: waiting"))
                .blockFirst(PATIENCE);
        send("TERM", process);

        assertThat(output(process)).contains("interrupted again: ended at once");
        assertThat(process.exitValue()).isEqualTo(130);
    }

    @Test
    void likeErrorsAreOneLineWithACount() throws Exception {
        write("to\n" + "12345\n".repeat(300) + numbers(200).substring(3));
        simulator.faults().next(150, Fault.status(400));
        Process process = run();
        String output = output(process);

        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(output.lines().filter(line -> line.contains("INVALID, not sent")))
                .singleElement()
                .asString()
                .startsWith("lines 2, 3, 4, 5, 6 and 295 more: ");
        assertThat(output.lines().filter(line -> line.contains("REJECTED: ")))
                .singleElement()
                .asString()
                .contains("and 145 more");
        assertThat(output).contains("500 rows: 50 ACCEPTED, 150 REJECTED, 300 INVALID;");
    }

    @Test
    void helpVersionAndWhatIsMissingAreSaidInOneLine() throws Exception {
        write(numbers(1));
        assertThat(output(runWithoutAccount("--version"))).startsWith("bulk-sender 0.");
        for (String help : List.of("-h", "--help")) {
            Process process = runWithoutAccount(help);
            assertThat(output(process)).contains("Usage: bulk-sender");
            assertThat(process.exitValue()).isZero();
        }
        Files.delete(directory.resolve("output.txt"));
        assertOneLine(run(Map.of("BW_NUMBER", "")), "Not set: BW_NUMBER;");
        assertOneLine(run(Map.of("BW_NUMBER", "919")), "BW_NUMBER must be an E.164 number");
        assertOneLine(run(Map.of("BW_CLIENT_SECRET", "'secret'")), "BW_CLIENT_SECRET must not be in quotes");
        assertOneLine(run(Map.of("base", "http://example.org")), "--base-uri must use https");
        assertOneLine(run("--concurrency", "0"), "--concurrency must be between 1 and 10000");
        assertOneLine(run("--concurrency", "x"), "--concurrency");
        assertOneLine(run("--rate", "0"), "--rate must be between 1 and");
        assertOneLine(run("--message", "no code"), "--message must contain {CODE}");
        assertOneLine(run("--region", "UK"), "--region must be a region of two letters");
        assertOneLine(run("--nonsense"), "Unknown option: '--nonsense'");
        input = directory.resolve("nowhere.csv");
        assertOneLine(run(), "nowhere.csv does not exist");
        input = directory;
        assertOneLine(run(), "is a directory");
        assertThat(simulator.requestCount(Operation.MESSAGING)).isZero();
    }

    private void assertOneLine(Process process, String what) throws Exception {
        List<String> lines = output(process).lines().toList();
        Files.delete(directory.resolve("output.txt"));
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(lines).singleElement().asString().contains(what);
    }

    @Test
    void refusedCredentialsStopItEarlyAndAllIsSentWhenTheyAreRight() throws Exception {
        write(numbers(200));
        simulator.faults().forAccount(MfaSimulator.DEFAULT_ACCOUNT_ID, Fault.status(401));
        Process refused = run("--concurrency", "4");
        assertThat(output(refused))
                .contains("stopped early: the batch was stopped: the credentials were refused")
                .contains("200 rows: none sent, 200 left;");
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
    void rowsThatTheServiceRefusedAreNotSentAgain() throws Exception {
        write(numbers(20));
        simulator.faults().next(Fault.status(400));
        Process first = run("--concurrency", "1");
        assertThat(output(first)).contains("20 rows: 19 ACCEPTED, 1 REJECTED;");
        assertThat(first.exitValue()).isEqualTo(1);

        Process again = run("--concurrency", "1");
        output(again);
        assertThat(again.exitValue()).isEqualTo(1);
        assertThat(simulator.requestCount(Operation.MESSAGING)).isEqualTo(20);
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
        // However long the other takes to start, this one is not to end meanwhile.
        simulator.faults().forAccount(MfaSimulator.DEFAULT_ACCOUNT_ID, Fault.delay(Duration.ofSeconds(2)));
        Process another = run("--concurrency", "1");
        assertThat(another.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(running.isAlive()).as("the one before is still going on").isTrue();
        assertThat(another.exitValue()).isEqualTo(2);
        simulator.faults().clear();
    }

    private void awaitRequests(int count) {
        awaitMessages(count);
    }

    private static void send(String signal, Process process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    /** A shell that runs something in the background may have it ignore Ctrl-C, and so do all its children. */
    private static boolean isIgnored(String signal) throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        long number = signal.equals("INT") ? 2 : 15;
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .mapToLong(line -> Long.parseUnsignedLong(
                        line.substring("SigIgn:".length()).strip(), 16))
                .anyMatch(mask -> (mask >> (number - 1) & 1) == 1);
    }

    private boolean said(String what) {
        return said().contains(what);
    }

    private String said() {
        try {
            Path output = directory.resolve("output.txt");
            return Files.exists(output) ? Files.readString(output) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        Files.writeString(journal, "\n\n\n1", StandardOpenOption.APPEND);
        Files.writeString(outcomes, "\"13", StandardOpenOption.APPEND);

        Process again = run();
        assertThat(output(again)).doesNotContain("\tat ");
        assertThat(again.exitValue()).isZero();
        assertThat(outcomes()).hasSize(12);
        assertThat(simulator.requestCount(Operation.MESSAGING)).isEqualTo(12);
    }

    @Test
    void outcomesWithoutTheirJournalAreRefusedAndKept() throws Exception {
        write(numbers(2));
        output(run());
        Files.delete(directory.resolve("numbers.csv.journal"));
        String outcomes = Files.readString(directory.resolve("numbers.csv.outcomes.csv"));

        Process again = run();
        assertThat(output(again))
                .contains("has outcomes that the journal does not know")
                .doesNotContain("+1919");
        assertThat(again.exitValue()).isEqualTo(2);
        assertThat(directory.resolve("numbers.csv.outcomes.csv")).hasContent(outcomes);
        assertThat(simulator.requestCount(Operation.MESSAGING)).isEqualTo(2);
    }

    private static String rows(String name, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> name + ",+1919555%04d\n".formatted(i))
                .collect(Collectors.joining());
    }

    private static String swapped(String name, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "+1919555%04d;".formatted(i) + name + "\r\n")
                .collect(Collectors.joining());
    }

    private static String to(NamedCsvRecord outcome) {
        return outcome.getField("to").replace("tel:", "");
    }

    private List<String> numbersSent() {
        return simulator.messages().stream().map(message -> message.to()).toList();
    }

    private Map<String, String> outcomesByLine() {
        return outcomes().stream()
                .collect(Collectors.toMap(row -> row.getField("line"), row -> row.getField("outcome")));
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
        return run(Map.of(), arguments);
    }

    /** With another account, or another address ("base"), than that of the simulator. */
    private Process run(Map<String, String> other, String... arguments) throws IOException {
        return start(List.of(), withAddress(other, arguments), accountBut(other));
    }

    private Process start(String... before) throws IOException {
        return start(List.of(before), withAddress(Map.of()), accountBut(Map.of()));
    }

    private Process runWithoutAccount(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(input.toString()));
        all.addAll(Arrays.asList(arguments));
        return start(List.of(), all, Map.of());
    }

    private List<String> withAddress(Map<String, String> other, String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "--base-uri",
                other.getOrDefault("base", simulator.baseUri().toString()),
                "--token-uri",
                simulator.tokenUri().toString(),
                input.toString()));
        all.addAll(Arrays.asList(arguments));
        return all;
    }

    private static Map<String, String> accountBut(Map<String, String> other) {
        Map<String, String> account = new HashMap<>(Map.of(
                "BW_ACCOUNT_ID", MfaSimulator.DEFAULT_ACCOUNT_ID,
                "BW_CLIENT_ID", MfaSimulator.DEFAULT_CLIENT_ID,
                "BW_CLIENT_SECRET", MfaSimulator.DEFAULT_CLIENT_SECRET,
                "BW_NUMBER", "+19195554321",
                "BW_MESSAGING_APPLICATION_ID", "demo-app"));
        account.putAll(other);
        return account;
    }

    private Process start(List<String> before, List<String> arguments, Map<String, String> environment)
            throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                BulkSender.class.getName()));
        command.addAll(arguments);
        ProcessBuilder process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("output.txt").toFile()));
        process.environment().keySet().removeIf(name -> name.startsWith("BW_"));
        process.environment().putAll(environment);
        return process.start();
    }

    /** What all runs so far have said. */
    private String output(Process process) throws Exception {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return Files.readString(directory.resolve("output.txt"), StandardCharsets.UTF_8);
    }
}

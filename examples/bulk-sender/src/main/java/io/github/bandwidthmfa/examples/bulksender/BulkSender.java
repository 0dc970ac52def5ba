package io.github.bandwidthmfa.examples.bulksender;

import io.github.bandwidthmfa.CodeRequest;
import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.MessagingCodeResponse;
import io.github.bandwidthmfa.PhoneNumber;
import io.github.bandwidthmfa.ratelimiter.Bucket4jRateLimiter;
import io.github.bandwidthmfa.reactor.MfaClient;
import io.github.bandwidthmfa.reactor.batch.Batch;
import io.github.bandwidthmfa.reactor.batch.BatchOptions;
import io.github.bandwidthmfa.reactor.batch.BatchReport;
import io.github.bandwidthmfa.reactor.batch.Outcome;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** The command. Run it again after it has ended in whatever way, kill -9 included: it goes on where it was. */
@Command(
        name = "bulk-sender",
        mixinStandardHelpOptions = true,
        description = "Sends a one-time code by text message to every number of a CSV file.",
        footer = {
            "",
            "INPUT has a header; its column \"to\" holds numbers in E.164 form. Each row is one message.",
            "",
            "The account is read from BW_ACCOUNT_ID, BW_NUMBER, BW_MESSAGING_APPLICATION_ID, and BW_CLIENT_ID with"
                    + " BW_CLIENT_SECRET (or BW_USERNAME with BW_PASSWORD). With none of them set, an embedded"
                    + " simulator takes the messages, and nothing is sent.",
            "",
            "Run the same command again after a crash: no row is sent a second time. Rows whose send was interrupted"
                    + " have the outcome UNKNOWN, and are not repeated.",
            "",
            "Exit codes: 0 every row was accepted; 1 some were not, see the outcomes; 2 wrong arguments, or files that"
                    + " do not belong together or are in use; 3 rows are left that were not sent: run it again when the"
                    + " cause is removed."
        })
public final class BulkSender implements Callable<Integer> {

    private static final int OK = 0;
    private static final int SOME_NOT_ACCEPTED = 1;
    private static final int WRONG_ARGUMENTS = 2;
    private static final int ROWS_LEFT = 3;

    private static final Duration REFRESH = Duration.ofMillis(200);
    private static final Duration CLOSING = Duration.ofSeconds(30);
    private static final int FAILURE_WINDOW = 500;

    @Parameters(paramLabel = "INPUT", description = "the CSV file of numbers")
    private Path input = Path.of("");

    @Option(
            names = "--outcomes",
            paramLabel = "FILE",
            description = "where outcomes are written; default: INPUT with .outcomes.csv")
    private @Nullable Path outcomes;

    @Option(
            names = "--journal",
            paramLabel = "FILE",
            description = "where begun sends are written down; default: INPUT with .journal")
    private @Nullable Path journal;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            defaultValue = "32",
            description = "sends in flight at a time; default ${DEFAULT-VALUE}")
    private int concurrency;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "sends a second at most; default: as many as the service takes")
    private @Nullable Long rate;

    @Option(
            names = "--message",
            paramLabel = "TEXT",
            defaultValue = "Your {NAME} code is {CODE}",
            description = "the text, with {CODE} in it; default \"${DEFAULT-VALUE}\"")
    private String message = "";

    @Option(names = "--base-uri", paramLabel = "URI", description = "where the service is; default: Bandwidth's")
    private @Nullable URI baseUri;

    @Option(names = "--token-uri", paramLabel = "URI", description = "where tokens come from; default: Bandwidth's")
    private @Nullable URI tokenUri;

    private BulkSender() {}

    /**
     * Runs the command and exits with its code.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new BulkSender()).execute(arguments));
    }

    @Override
    public Integer call() {
        try {
            Input rows = Input.of(input);
            Optional<Account> real = Account.from(
                    System.getenv(), Optional.ofNullable(baseUri), Optional.ofNullable(tokenUri), concurrency);
            if (real.isPresent()) {
                return run(real.get(), rows);
            }
            Screen.say("No BW_* variable is set: an embedded simulator takes the messages, nothing is sent.");
            try (MfaSimulator simulator = MfaSimulator.builder().start()) {
                return run(Account.ofSimulator(simulator, concurrency), rows);
            }
        } catch (IllegalArgumentException wrong) {
            Screen.say(String.valueOf(wrong.getMessage()));
            return WRONG_ARGUMENTS;
        } catch (IOException inaccessible) {
            Screen.say("cannot read or write a file: " + inaccessible);
            return WRONG_ARGUMENTS;
        }
    }

    private int run(Account account, Input rows) throws IOException {
        // Whatever is wrong with the message or the sender's number is wrong with every row: it is said once.
        request(account, PhoneNumber.of("+19195550100"));
        try (LineFile journalFile = new LineFile(beside(journal, ".journal"), Journal.FIRST_LINE);
                LineFile outcomesFile = new LineFile(beside(outcomes, ".outcomes.csv"), OutcomesFile.FIRST_LINE);
                Journal begun = new Journal(journalFile, rows)) {
            OutcomesFile done = new OutcomesFile(outcomesFile);
            if (begun.isNew() && !done.doneBefore().isEmpty()) {
                throw new IllegalArgumentException(outcomesFile.path()
                        + " has the outcomes of another input, or has lost its journal " + journalFile.path()
                        + ": give other names with --outcomes and --journal");
            }
            return send(account, rows, begun, done, options());
        }
    }

    private int send(Account account, Input rows, Journal begun, OutcomesFile done, BatchOptions options) {
        MfaClient client = MfaClient.create(account.options());
        BitSet interrupted = begun.begunBefore();
        interrupted.andNot(done.doneBefore());
        AtomicLong left = new AtomicLong();
        Flux<Outcome<Row, MessagingCodeResponse>> sent = open(rows, interrupted, done)
                .transform(Batch.of(
                        (Row row) -> {
                            CodeRequest request = request(account, PhoneNumber.of(row.to()));
                            return begun.begin(row.line()).then(client.sendMessagingCode(request));
                        },
                        options))
                // Outcomes that wait to be written are unknown to the next run if this one is killed: let there be few.
                .publishOn(Schedulers.boundedElastic(), 2 * concurrency)
                .doOnNext(outcome -> {
                    if (OutcomesFile.isForNextRun(outcome)) {
                        left.incrementAndGet();
                        begun.takeBack(outcome.item().line());
                    } else {
                        done.add(outcome);
                    }
                })
                .doOnNext(BulkSender::complain);
        AtomicReference<@Nullable BatchReport<Row>> report = new AtomicReference<>();
        Throwable failure = null;
        long toSend = rows.lines() - 1 - done.doneBefore().cardinality() - interrupted.cardinality();
        try (ProgressBar bar = Screen.bar(toSend, REFRESH)) {
            sent.transform(BatchReport.progress(REFRESH))
                    .doOnNext(soFar -> bar.stepTo(soFar.items()))
                    .doOnNext(report::set)
                    .blockLast();
        } catch (RuntimeException early) {
            failure = early;
        } finally {
            client.close().block(CLOSING);
        }
        return conclude(report.get(), failure, left.get(), done);
    }

    private static int conclude(
            @Nullable BatchReport<Row> report, @Nullable Throwable failure, long left, OutcomesFile done) {
        if (report != null) {
            Screen.say(report.toString());
        }
        Screen.say("outcomes of " + done.rows() + " rows are in " + done.path());
        if (failure != null) {
            Screen.say("stopped early: " + failure.getMessage());
        }
        if (left > 0) {
            Screen.say(left + " rows were taken and not sent: run it again");
        }
        if (failure != null || left > 0) {
            return ROWS_LEFT;
        }
        return done.allAccepted() ? OK : SOME_NOT_ACCEPTED;
    }

    /** The rows that no earlier run has dealt with. Those that an earlier run was interrupted at get their outcome here. */
    private static Flux<Row> open(Input rows, BitSet interrupted, OutcomesFile done) {
        BitSet finished = done.doneBefore();
        return rows.rows().filter(row -> {
            int line = Math.toIntExact(row.line());
            if (finished.get(line)) {
                return false;
            }
            if (interrupted.get(line)) {
                // Said first: killed in between, it says so again next time.
                Screen.say("line " + line + ": was being sent when an earlier run ended; UNKNOWN, not repeated");
                done.interrupted(row);
                return false;
            }
            return true;
        });
    }

    private CodeRequest request(Account account, PhoneNumber to) {
        return CodeRequest.builder()
                .to(to)
                .from(account.from())
                .applicationId(account.applicationId())
                .message(message)
                .build();
    }

    private BatchOptions options() {
        BatchOptions.Builder options =
                BatchOptions.builder().concurrency(concurrency).stopAtFailureRate(0.9, FAILURE_WINDOW);
        Long permits = rate;
        if (permits != null) {
            options.rateLimiter(
                    Bucket4jRateLimiter.of(permits, Duration.ofSeconds(1)).local());
        }
        return options.build();
    }

    private static void complain(Outcome<Row, MessagingCodeResponse> outcome) {
        if (outcome instanceof Outcome.NotAttempted<Row, MessagingCodeResponse> not
                && not.reason() == Outcome.NotAttempted.Reason.NO_REQUEST) {
            Screen.say("line " + not.item().line() + ": "
                    + not.cause().map(Throwable::getMessage).orElse("cannot be sent"));
        } else if (outcome.disposition().filter(Disposition.UNKNOWN::equals).isPresent()) {
            Screen.say("line " + outcome.item().line() + ": UNKNOWN whether it was sent, " + outcome);
        } else if (outcome instanceof Outcome.Failure) {
            Screen.say("line " + outcome.item().line() + ": not sent, " + outcome
                    + (OutcomesFile.isForNextRun(outcome) ? "; left for the next run" : ""));
        }
    }

    private Path beside(@Nullable Path given, String suffix) {
        return given == null ? input.resolveSibling(input.getFileName() + suffix) : given;
    }
}

package io.github.bandwidthmfa.examples.bulksender;

import io.github.bandwidthmfa.CodeRequest;
import io.github.bandwidthmfa.PhoneNumber;
import io.github.bandwidthmfa.batch.BatchOptions;
import io.github.bandwidthmfa.phoneinput.PhoneNumberParser;
import io.github.bandwidthmfa.ratelimiter.Bucket4jRateLimiter;
import io.github.bandwidthmfa.reactor.MfaClient;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command. Run it again after it has ended in whatever way, kill -9 included: it goes on where it was. */
@Command(
        name = "bulk-sender",
        mixinStandardHelpOptions = true,
        versionProvider = BulkSender.Version.class,
        description = "Sends a one-time code by text message to every number of a CSV file.",
        footer = {
            "",
            "INPUT has a header; its column \"to\" holds phone numbers. Each row is one message.",
            "",
            "The account is read from BW_ACCOUNT_ID, BW_NUMBER, BW_MESSAGING_APPLICATION_ID, and BW_CLIENT_ID with"
                    + " BW_CLIENT_SECRET (or, until 2026-12-02, BW_USERNAME and BW_PASSWORD). With none of them set, an"
                    + " embedded simulator takes the messages, and nothing is sent.",
            "",
            "Run the same command again after a crash, or after mending rows: no row is sent a second time. Rows whose"
                    + " send was interrupted have the outcome UNKNOWN, and are not sent again.",
            "",
            "Exit codes: 0 every row was accepted; 1 some were not, see the outcomes; 2 arguments, settings or files are"
                    + " wrong, and nothing was sent; 3 rows are left that were not sent: run it again when the cause is"
                    + " removed."
        })
public final class BulkSender implements Callable<Integer> {

    private static final int OK = 0;
    private static final int SOME_NOT_ACCEPTED = 1;
    private static final int WRONG = 2;
    private static final int ROWS_LEFT = 3;

    private static final int MAX_CONCURRENCY = 10_000;
    private static final long MAX_RATE = 1_000_000_000;
    private static final Duration CLOSING = Duration.ofSeconds(30);
    private static final int FAILURE_WINDOW = 500;

    /** What is in flight when the disk is full has its results written in here. */
    private static final int BYTES_PER_SEND = 512;

    @Parameters(paramLabel = "INPUT", description = "the CSV file of numbers")
    private Path input = Path.of("");

    @Option(
            names = "--outcomes",
            paramLabel = "FILE",
            description = "where outcomes are written; default: INPUT with .outcomes.csv, or .simulator.outcomes.csv")
    private @Nullable Path outcomes;

    @Option(
            names = "--journal",
            paramLabel = "FILE",
            description = "where begun sends are written down; default: INPUT with .journal, or .simulator.journal")
    private @Nullable Path journal;

    @Option(
            names = "--region",
            paramLabel = "REGION",
            description = "the region of numbers without a country code, for example US; default: they are INVALID")
    private @Nullable String region;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            defaultValue = "32",
            description = "sends in flight at a time, 1 to 10000; default ${DEFAULT-VALUE}")
    private int concurrency;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description =
                    "message segments a second at most; a short text is one; default: as many as the service takes")
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

    /** The version that the build has written into a resource. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() throws IOException {
            try (InputStream text = Objects.requireNonNull(BulkSender.class.getResourceAsStream("version.txt"))) {
                return new String[] {new String(text.readAllBytes(), StandardCharsets.UTF_8).strip()};
            }
        }
    }

    /**
     * Runs the command and exits with its code.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new BulkSender())
                .setParameterExceptionHandler((wrong, given) -> {
                    Screen.say(wrong.getMessage() + "; see --help");
                    return WRONG;
                })
                .setExecutionExceptionHandler((unexpected, command, parsed) -> {
                    // Without its message, which may quote a row.
                    Screen.say("ended by an unexpected error, "
                            + unexpected.getClass().getName() + ": run it again, and report it if it stays");
                    return ROWS_LEFT;
                })
                .execute(arguments));
    }

    @Override
    public Integer call() {
        try {
            Input rows = Input.of(input, parser());
            Optional<Account> real = Account.from(
                    System.getenv(), Optional.ofNullable(baseUri), Optional.ofNullable(tokenUri), concurrency());
            if (real.isPresent()) {
                return run(real.get(), rows);
            }
            try (MfaSimulator simulator = MfaSimulator.builder().refuseBasic().start()) {
                return run(Account.ofSimulator(simulator, concurrency), rows);
            }
        } catch (IllegalArgumentException wrong) {
            Screen.say(OptionNames.inMessage(String.valueOf(wrong.getMessage())));
            return WRONG;
        } catch (NoSuchFileException missing) {
            Screen.say(missing.getFile() + " does not exist");
            return WRONG;
        } catch (FileSystemException | FileNotFoundException inaccessible) {
            Screen.say("cannot open a file: " + inaccessible.getMessage());
            return WRONG;
        } catch (IOException failed) {
            Screen.say(
                    "cannot read or write a file: " + failed.getMessage() + "; run it again when the cause is removed");
            return ROWS_LEFT;
        }
    }

    private PhoneNumberParser parser() {
        try {
            return region == null ? PhoneNumberParser.international() : PhoneNumberParser.in(region);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("--region " + wrong.getMessage(), wrong);
        }
    }

    private int concurrency() {
        if (concurrency < 1 || concurrency > MAX_CONCURRENCY) {
            throw new IllegalArgumentException("--concurrency must be between 1 and " + MAX_CONCURRENCY);
        }
        return concurrency;
    }

    private int run(Account account, Input rows) throws IOException {
        // Whatever is wrong with the message or the sender's number is wrong with every row: it is said once.
        CodeRequest unusedSample = request(account, PhoneNumber.of("+19195550100"));
        BatchOptions options = options();
        Screen.say("sending to " + account.target()
                + (account.target().equals(Account.SIMULATOR)
                        ? ": no BW_* variable is set, nothing leaves this machine"
                        : ""));
        String suffix = account.target().equals(Account.SIMULATOR) ? ".simulator" : "";
        try (LineFile journalFile = new LineFile(
                        beside(journal, suffix + ".journal"), Journal.FIRST_LINE, concurrency * BYTES_PER_SEND);
                LineFile outcomesFile =
                        new LineFile(beside(outcomes, suffix + ".outcomes.csv"), OutcomesFile.FIRST_LINE, 0)) {
            OutcomesFile written = new OutcomesFile(outcomesFile);
            try (Journal begun = new Journal(journalFile, written, account.target())) {
                Plan plan = Plan.of(rows, begun.history(), written);
                if (rows.isGuessed()) {
                    Screen.say(input + " is not UTF-8: read as Windows-1252");
                }
                plan.say();
                @Nullable String stopped = plan.toSend().isEmpty() ? null : send(account, begun, plan, options);
                return conclude(plan.totals(), stopped, written);
            }
        }
    }

    private @Nullable String send(Account account, Journal begun, Plan plan, BatchOptions options) {
        MfaClient client = MfaClient.create(account.options());
        Totals totals = plan.totals();
        Run run = new Run(client, begun, totals, row -> request(account, row.to()));
        Interrupts.onFirst(() -> {
            Screen.say("interrupted: waiting some seconds for sends in flight; once more to end at once");
            run.stop("interrupted");
        });
        Progress.during(() -> run.send(plan.toSend(), options), totals);
        if (run.stopped() == null) {
            client.close().block(CLOSING);
        }
        return run.stopped();
    }

    private int conclude(Totals totals, @Nullable String stopped, OutcomesFile done) {
        if (stopped != null) {
            Screen.say("stopped early: " + stopped);
        }
        Screen.say(input + ", " + totals + "; outcomes are in " + done.path());
        if (totals.left() > 0) {
            Screen.say(totals.left() + " rows were not sent: run it again when the cause is removed");
            return ROWS_LEFT;
        }
        return totals.allAccepted() ? OK : SOME_NOT_ACCEPTED;
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
            if (permits < 1 || permits > MAX_RATE) {
                throw new IllegalArgumentException("--rate must be between 1 and " + MAX_RATE);
            }
            options.rateLimiter(
                    Bucket4jRateLimiter.of(permits, Duration.ofSeconds(1)).local());
        }
        return options.build();
    }

    private Path beside(@Nullable Path given, String suffix) {
        return given == null ? input.resolveSibling(input.getFileName() + suffix) : given;
    }
}

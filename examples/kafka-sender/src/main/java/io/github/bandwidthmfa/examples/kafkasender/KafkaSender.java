package io.github.bandwidthmfa.examples.kafkasender;

import io.github.bandwidthmfa.CodeRequest;
import io.github.bandwidthmfa.MessageSegments;
import io.github.bandwidthmfa.MessagingCodeResponse;
import io.github.bandwidthmfa.PhoneNumber;
import io.github.bandwidthmfa.batch.BatchOptions;
import io.github.bandwidthmfa.batch.kafka.FirstStart;
import io.github.bandwidthmfa.batch.kafka.KafkaBatch;
import io.github.bandwidthmfa.batch.kafka.KafkaBatchOptions;
import io.github.bandwidthmfa.batch.kafka.MissingOrders;
import io.github.bandwidthmfa.ratelimiter.Bucket4jRateLimiter;
import io.github.bandwidthmfa.reactor.MfaClient;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command. Without arguments a demonstration; with brokers one sender of a group, to be started as often as one likes. */
@Command(
        name = "kafka-sender",
        description = "Sends a one-time code by text message for every order of a Kafka topic, none of them twice.",
        footer = {
            "",
            "Without --bootstrap-servers it is a demonstration that needs no account and sends no message: a broker, a simulator of"
                    + " the service, and three senders, one of which is killed.",
            "",
            "With --bootstrap-servers it is one sender; start any number of them. An order is a record {\"to\":\"+19195551234\"}."
                    + " The account is read from BW_ACCOUNT_ID, BW_CLIENT_ID, BW_CLIENT_SECRET, BW_NUMBER and"
                    + " BW_MESSAGING_APPLICATION_ID. It ends on SIGTERM or Ctrl-C, when calls in flight have ended.",
            "",
            "Exit codes: 0 the demonstration's verdict is good; 130 or 143 it was told to end by Ctrl-C or SIGTERM; 1 the verdict is"
                    + " bad, or it has ended by itself; 2 arguments or settings are wrong, and nothing was sent."
        })
public final class KafkaSender implements Callable<Integer> {

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int WRONG = 2;
    private static final Duration CLOSING = Duration.ofSeconds(30);
    private static final Duration DRAINING = Duration.ofSeconds(45);
    private static final long DEFAULT_SESSION_MILLIS = 45_000;
    private static final Duration MAX_STALE_AFTER = Duration.ofMinutes(30);

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            description = "the brokers; default: a demonstration")
    private @Nullable String bootstrapServers;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "properties of the Kafka clients, for example of TLS")
    private @Nullable Path config;

    @Option(names = "--group", paramLabel = "ID", defaultValue = "senders", description = "default ${DEFAULT-VALUE}")
    private String group = "";

    @Option(names = "--orders", paramLabel = "TOPIC", defaultValue = "codes", description = "default ${DEFAULT-VALUE}")
    private String orders = "";

    @Option(
            names = "--outcomes",
            paramLabel = "TOPIC",
            defaultValue = "codes-outcomes",
            description = "default ${DEFAULT-VALUE}")
    private String outcomes = "";

    @Option(
            names = "--late",
            paramLabel = "TOPIC",
            description = "for outcomes that come when another process has the partition; default: none")
    private @Nullable String late;

    @Option(
            names = "--first-start",
            paramLabel = "WHERE",
            defaultValue = "REFUSE",
            description =
                    "where to begin in a partition without claims: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}")
    private FirstStart firstStart = FirstStart.REFUSE;

    @Option(
            names = "--missing-orders",
            paramLabel = "WHAT",
            defaultValue = "REFUSE",
            description = "when unclaimed orders were deleted: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}")
    private MissingOrders missingOrders = MissingOrders.REFUSE;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            defaultValue = "32",
            description = "sends in flight at a time, in this process; default ${DEFAULT-VALUE}")
    private int concurrency;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "message segments a second at most, in this process; default: as many as the service takes")
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

    @Option(names = "--ends-with-parent", hidden = true)
    private boolean endsWithParent;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "shows this")
    private boolean unusedHelp;

    @Spec
    private @Nullable CommandSpec spec;

    private final Map<String, String> environment;
    private final PrintStream said;

    private KafkaSender(Map<String, String> environment, PrintStream said) {
        this.environment = environment;
        this.said = said;
    }

    /**
     * Runs the command and exits with its code.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        System.exit(run(System.getenv(), System.err, arguments));
    }

    static int run(Map<String, String> environment, PrintStream said, String... arguments) {
        return new CommandLine(new KafkaSender(environment, said))
                .setParameterExceptionHandler((wrong, given) -> {
                    said.println(wrong.getMessage() + "; see --help");
                    return WRONG;
                })
                .execute(arguments);
    }

    @Override
    public Integer call() throws IOException {
        try {
            if (bootstrapServers == null) {
                refuseOptionsOfASender();
                return Demonstration.run() ? OK : FAILED;
            }
            return send(bootstrapServers, Account.from(environment));
        } catch (IllegalArgumentException wrong) {
            said.println(OptionNames.inMessage(String.valueOf(wrong.getMessage())));
            return WRONG;
        }
    }

    /** Who gives one of them wants to send, and would otherwise see a demonstration. */
    private void refuseOptionsOfASender() {
        List<String> given = Objects.requireNonNull(spec).commandLine().getParseResult().matchedOptions().stream()
                .map(OptionSpec::longestName)
                .toList();
        if (!given.isEmpty()) {
            throw new IllegalArgumentException(String.join(", ", given)
                    + ": only with --bootstrap-servers; without it this is a demonstration, which has no options");
        }
    }

    private int send(String brokers, Account account) {
        if (endsWithParent) {
            Parent.whenGone(() -> Runtime.getRuntime().halt(FAILED));
        }
        // Whatever is wrong with the message or the sender's number is wrong with every order: it is said once.
        CodeRequest sample = account.request(PhoneNumber.of("+19195550100"), message);
        int segments = MessageSegments.atMost(sample);
        if (baseUri != null) {
            account.options().baseUri(baseUri);
        }
        if (tokenUri != null) {
            account.options().tokenUri(tokenUri);
        }
        Map<String, Object> connection = connection(brokers);
        KafkaBatchOptions options = options(connection);
        MfaClient client =
                MfaClient.create(account.options().maxConnections(concurrency).build());
        KafkaBatch.Builder<Order, MessagingCodeResponse> sending = KafkaBatch.<Order, MessagingCodeResponse>builder()
                .connection(connection)
                .orders(orders, Order::read)
                .call(order -> client.sendMessagingCode(account.request(order.to(), message)))
                .permits(order -> segments)
                .responseId(MessagingCodeResponse::messageId)
                .outcomesTo(outcomes)
                .options(options);
        if (late != null) {
            sending.lateOutcomesTo(late);
        }
        KafkaBatch<Order, MessagingCodeResponse> built = sending.build();
        CountDownLatch finished = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(built, finished)));
        try {
            return runUntilStopped(built);
        } finally {
            client.close().block(CLOSING);
            finished.countDown();
        }
    }

    private static void stop(KafkaBatch<Order, MessagingCodeResponse> sending, CountDownLatch finished) {
        sending.stop().block(DRAINING.plus(CLOSING));
        try {
            boolean unusedInTime = finished.await(CLOSING.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private int runUntilStopped(KafkaBatch<Order, MessagingCodeResponse> sending) {
        said.println("sending as " + sending.owner());
        try {
            said.println(sending.run().block());
            return OK;
        } catch (RuntimeException failed) {
            Throwable cause = failed.getCause();
            said.println("ended: "
                    + OptionNames.inMessage(failed.getMessage()
                            + (failed instanceof KafkaException && cause != null ? ": " + cause.getMessage() : "")));
            return FAILED;
        }
    }

    private Map<String, Object> connection(String brokers) {
        Map<String, Object> connection = new HashMap<>();
        if (config != null) {
            properties(config).forEach((name, value) -> connection.put(name.toString(), value));
        }
        putOnce(connection, "bootstrap.servers", brokers);
        putOnce(connection, "group.id", group);
        return connection;
    }

    private static void putOnce(Map<String, Object> connection, String name, String value) {
        if (connection.put(name, value) != null) {
            throw new IllegalArgumentException("--config must not set this: it is given as " + name);
        }
    }

    private static Properties properties(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
            return properties;
        } catch (NoSuchFileException missing) {
            throw new IllegalArgumentException("--config: " + file + " does not exist", missing);
        } catch (IOException | IllegalArgumentException malformed) {
            // Its message may quote the file, and that a password.
            throw new IllegalArgumentException(
                    "--config: " + file + " cannot be read, or is no file of properties in UTF-8", malformed);
        }
    }

    private KafkaBatchOptions options(Map<String, Object> connection) {
        BatchOptions.Builder batch = BatchOptions.builder().concurrency(concurrency);
        if (rate != null) {
            batch.rateLimiter(
                    Bucket4jRateLimiter.of(rate, Duration.ofSeconds(1)).local());
        }
        return KafkaBatchOptions.builder()
                .batch(batch.build())
                .firstStart(firstStart)
                .missingOrders(missingOrders)
                .drainTimeout(DRAINING)
                .staleAfter(staleAfter(connection.get("session.timeout.ms")))
                .build();
    }

    /** Two thirds of the session timeout. One that is malformed is refused with all other settings. */
    private static Duration staleAfter(@Nullable Object sessionTimeout) {
        try {
            long millis = sessionTimeout == null
                    ? DEFAULT_SESSION_MILLIS
                    : Long.parseLong(sessionTimeout.toString().strip());
            return Duration.ofMillis(Math.min(Math.max(1, millis / 3 * 2), MAX_STALE_AFTER.toMillis()));
        } catch (NumberFormatException refusedLater) {
            return Duration.ofMillis(1);
        }
    }
}

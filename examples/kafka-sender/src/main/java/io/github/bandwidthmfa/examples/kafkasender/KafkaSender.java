package io.github.bandwidthmfa.examples.kafkasender;

import io.github.bandwidthmfa.CodeRequest;
import io.github.bandwidthmfa.MessageSegments;
import io.github.bandwidthmfa.MessagingCodeResponse;
import io.github.bandwidthmfa.PhoneNumber;
import io.github.bandwidthmfa.batch.BatchOptions;
import io.github.bandwidthmfa.batch.kafka.FirstStart;
import io.github.bandwidthmfa.batch.kafka.KafkaBatch;
import io.github.bandwidthmfa.batch.kafka.KafkaBatchOptions;
import io.github.bandwidthmfa.ratelimiter.Bucket4jRateLimiter;
import io.github.bandwidthmfa.reactor.MfaClient;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command. Without arguments a demonstration; with brokers one sender of a group, to be started as often as one likes. */
@Command(
        name = "kafka-sender",
        mixinStandardHelpOptions = true,
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
            "Exit codes: 0 it was told to end, or the demonstration's verdict is good; 1 the verdict is bad, or it has ended by"
                    + " itself; 2 arguments or settings are wrong, and nothing was sent."
        })
public final class KafkaSender implements Callable<Integer> {

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int WRONG = 2;
    private static final Duration CLOSING = Duration.ofSeconds(30);
    private static final Duration DRAINING = Duration.ofSeconds(45);
    private static final long DEFAULT_SESSION_MILLIS = 45_000;

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

    private KafkaSender() {}

    /**
     * Runs the command and exits with its code.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new KafkaSender())
                .setParameterExceptionHandler((wrong, given) -> {
                    System.err.println(wrong.getMessage() + "; see --help");
                    return WRONG;
                })
                .execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        try {
            if (bootstrapServers == null) {
                return Demonstration.run() ? OK : FAILED;
            }
            return send(bootstrapServers, Account.from(System.getenv()));
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage());
            return WRONG;
        } catch (NoSuchFileException missing) {
            System.err.println(missing.getFile() + " does not exist");
            return WRONG;
        }
    }

    private int send(String brokers, Account account) throws IOException {
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
        MfaClient client =
                MfaClient.create(account.options().maxConnections(concurrency).build());
        Map<String, Object> connection = connection(brokers);
        KafkaBatch.Builder<Order, MessagingCodeResponse> sending = KafkaBatch.<Order, MessagingCodeResponse>builder()
                .connection(connection)
                .orders(orders, Order::read)
                .call(order -> client.sendMessagingCode(account.request(order.to(), message)))
                .permits(order -> segments)
                .responseId(MessagingCodeResponse::messageId)
                .outcomesTo(outcomes)
                .options(options(connection));
        if (late != null) {
            sending.lateOutcomesTo(late);
        }
        int code = runUntilStopped(sending.build());
        client.close().block(CLOSING);
        return code;
    }

    private static int runUntilStopped(KafkaBatch<Order, MessagingCodeResponse> sending) {
        Thread stopper = new Thread(() -> sending.stop().block(DRAINING.plus(CLOSING)));
        Runtime.getRuntime().addShutdownHook(stopper);
        System.err.println("sending as " + sending.owner());
        try {
            System.err.println(sending.run().block());
            return OK;
        } catch (RuntimeException failed) {
            System.err.println("ended: " + failed.getMessage());
            return FAILED;
        }
    }

    private Map<String, Object> connection(String brokers) throws IOException {
        Map<String, Object> connection = new HashMap<>();
        if (config != null) {
            Properties properties = new Properties();
            try (Reader reader = Files.newBufferedReader(config, StandardCharsets.UTF_8)) {
                properties.load(reader);
            }
            properties.forEach((name, value) -> connection.put(name.toString(), value));
        }
        connection.put("bootstrap.servers", brokers);
        connection.put("group.id", group);
        return connection;
    }

    private KafkaBatchOptions options(Map<String, Object> connection) {
        BatchOptions.Builder batch = BatchOptions.builder().concurrency(concurrency);
        if (rate != null) {
            batch.rateLimiter(
                    Bucket4jRateLimiter.of(rate, Duration.ofSeconds(1)).local());
        }
        Object session = connection.get("session.timeout.ms");
        long sessionMillis = session == null ? DEFAULT_SESSION_MILLIS : Long.parseLong(session.toString());
        return KafkaBatchOptions.builder()
                .batch(batch.build())
                .firstStart(firstStart)
                .drainTimeout(DRAINING)
                .staleAfter(Duration.ofMillis(sessionMillis * 2 / 3))
                .build();
    }
}

package io.github.bandwidthmfa.examples.kafkasender;

import io.github.bandwidthmfa.simulator.Fault;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker, the simulator, three senders, 2,000 orders; and one sender is killed with {@code kill -9} midway. */
final class Demonstration {

    private static final int ORDERS = 2_000;
    private static final int KILL_AT = ORDERS * 2 / 5;
    private static final int SENDERS = 3;
    private static final int PARTITIONS = 6;
    private static final int CONCURRENCY = 8;
    private static final Duration CALL = Duration.ofMillis(50);
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration ROW_EVERY = Duration.ofSeconds(1);
    private static final int ORDERS_PER_TURN = 40;
    private static final Duration TURN = Duration.ofMillis(200);
    private static final String ROW = "%8s %8s %8s %9s %8s %11s %8s%n";

    private final List<Process> processes = new ArrayList<>();
    private final Path directory;
    private final String bootstrapServers;
    private final int controllerPort;

    private Demonstration(Path directory) throws IOException {
        this.directory = directory;
        try (ServerSocket broker = new ServerSocket(0);
                ServerSocket controller = new ServerSocket(0)) {
            bootstrapServers = "127.0.0.1:" + broker.getLocalPort();
            controllerPort = controller.getLocalPort();
        }
    }

    /** Runs it, and prints a table and the verdict. True if no order was sent twice and each has one outcome. */
    static boolean run() throws IOException {
        Path directory = Files.createTempDirectory("kafka-sender");
        Demonstration demonstration = new Demonstration(directory);
        Thread cleanUp = new Thread(demonstration::cleanUp);
        Runtime.getRuntime().addShutdownHook(cleanUp);
        System.out.println(
                "A broker and " + SENDERS
                        + " senders start, each in a process of its own; the simulator is the service: no message leaves this machine.");
        try (MfaSimulator simulator =
                MfaSimulator.builder().refuseBasic().requestHistory(10 * ORDERS).start()) {
            simulator.faults().forAccount(MfaSimulator.DEFAULT_ACCOUNT_ID, Fault.delay(CALL));
            return demonstration.run(simulator);
        }
    }

    private boolean run(MfaSimulator simulator) throws IOException {
        start(
                Map.of(),
                DemonstrationBroker.class,
                List.of(
                        directory.toString(),
                        bootstrapServers.substring(bootstrapServers.indexOf(':') + 1),
                        String.valueOf(controllerPort)));
        createTopics();
        List<Process> senders = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            senders.add(startSender(simulator));
        }
        try (Tally tally = new Tally(simulator, bootstrapServers, "codes-outcomes");
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrapServers),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            return watch(producer, tally, senders);
        }
    }

    private static boolean watch(KafkaProducer<byte[], byte[]> producer, Tally tally, List<Process> senders) {
        System.out.printf(
                Locale.ROOT, ROW, "seconds", "orders", "sent", "outcomes", "UNKNOWN", "duplicates", "senders");
        long begun = System.nanoTime();
        long lastRow = begun;
        boolean killed = false;
        int produced = 0;
        Tally.Counts counts = tally.count(Duration.ZERO);
        while (counts.outcomes() < ORDERS && System.nanoTime() - begun < LIMIT.toNanos()) {
            for (int turn = 0; turn < ORDERS_PER_TURN && produced < ORDERS; turn++) {
                var unusedSend = producer.send(new ProducerRecord<>("codes", Order.json(number(produced++))));
            }
            counts = tally.count(TURN);
            if (!killed && counts.outcomes() >= KILL_AT) {
                killed = true;
                Process victim = senders.get(0);
                victim.destroyForcibly();
                System.out.println("kill -9 " + victim.pid());
            }
            if (System.nanoTime() - lastRow >= ROW_EVERY.toNanos()) {
                lastRow = System.nanoTime();
                row(begun, produced, counts, senders);
            }
        }
        row(begun, produced, counts, senders);
        return verdict(counts, killed);
    }

    private static void row(long begun, int produced, Tally.Counts counts, List<Process> senders) {
        System.out.printf(
                Locale.ROOT,
                ROW,
                Duration.ofNanos(System.nanoTime() - begun).toSeconds(),
                produced,
                counts.sent(),
                counts.outcomes(),
                counts.unknown(),
                counts.sentTwice(),
                senders.stream().filter(Process::isAlive).count());
    }

    private static boolean verdict(Tally.Counts counts, boolean killed) {
        boolean good = killed
                && counts.sentTwice() == 0
                && counts.severalOutcomes() == 0
                && counts.outcomes() == ORDERS
                && counts.unknown() <= 2 * CONCURRENCY;
        System.out.println(
                good
                        ? "Verdict: good. No order was sent twice, and each of the " + ORDERS
                                + " has exactly one outcome; " + counts.unknown()
                                + " were claimed by the killed sender and are UNKNOWN."
                        : "Verdict: BAD. Sent twice: " + counts.sentTwice() + "; several outcomes: "
                                + counts.severalOutcomes() + "; without an outcome: " + (ORDERS - counts.outcomes())
                                + "; UNKNOWN: " + counts.unknown() + "; a sender was killed: " + killed + ".");
        return good;
    }

    private static String number(int order) {
        return String.format(Locale.ROOT, "+1919%07d", 2_000_000 + order);
    }

    private void createTopics() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(List.of(
                            new NewTopic("codes", PARTITIONS, (short) 1), new NewTopic("codes-outcomes", 1, (short) 1)))
                    .all()
                    .get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        } catch (ExecutionException failed) {
            throw new IllegalStateException("the broker has not started", failed);
        }
    }

    /** The same command that sends to a real cluster, with an account of the simulator. */
    private Process startSender(MfaSimulator simulator) throws IOException {
        Path config = directory.resolve("sender.properties");
        // So that the death of a sender is noticed before the audience leaves.
        Files.writeString(config, "session.timeout.ms=4000\nheartbeat.interval.ms=500\ntransaction.timeout.ms=3000\n");
        return start(
                Map.of(
                        "BW_ACCOUNT_ID", MfaSimulator.DEFAULT_ACCOUNT_ID,
                        "BW_CLIENT_ID", MfaSimulator.DEFAULT_CLIENT_ID,
                        "BW_CLIENT_SECRET", MfaSimulator.DEFAULT_CLIENT_SECRET,
                        "BW_NUMBER", "+19195554321",
                        "BW_MESSAGING_APPLICATION_ID", "demo-messaging-app"),
                KafkaSender.class,
                List.of(
                        "--bootstrap-servers",
                        bootstrapServers,
                        "--config",
                        config.toString(),
                        "--first-start",
                        "EARLIEST",
                        "--concurrency",
                        String.valueOf(CONCURRENCY),
                        "--base-uri",
                        simulator.baseUri().toString(),
                        "--token-uri",
                        simulator.tokenUri().toString(),
                        "--ends-with-parent"));
    }

    private Process start(Map<String, String> environment, Class<?> main, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-classpath",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(arguments);
        Path log = directory.resolve(main.getSimpleName() + "-" + processes.size() + ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        // An account of the caller's must not meet the simulator.
        builder.environment().keySet().removeIf(name -> name.startsWith("BW_"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private void cleanUp() {
        processes.forEach(process -> process.destroyForcibly().onExit().join());
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(file -> {
                if (!file.delete()) {
                    file.deleteOnExit();
                }
            });
        } catch (IOException left) {
            System.err.println("left behind: " + directory);
        }
    }
}

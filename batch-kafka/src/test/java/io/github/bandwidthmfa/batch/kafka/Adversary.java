package io.github.bandwidthmfa.batch.kafka;

import io.github.bandwidthmfa.batch.kafka.OutcomeRecord.Result;
import io.github.bandwidthmfa.simulator.Fault;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import io.github.bandwidthmfa.simulator.Operation;
import io.github.bandwidthmfa.simulator.ReceivedRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A broker and senders in processes of their own, and one who kills, suspends, stops and adds senders, and kills the broker, while
 * orders come. Then it counts: at the simulator, and in the topic of outcomes.
 */
final class Adversary {

    private static final int PARTITIONS = 6;
    private static final int SENDERS = Integer.getInteger("adversary.senders", 3);
    private static final boolean MEDDLES = !"false".equals(System.getProperty("adversary.moves"));
    private static final Duration CALL = Duration.ofMillis(40);
    private static final Duration AWAY = SenderProcess.SESSION_TIMEOUT.plusMillis(2_500);
    private static final Duration QUIET = Duration.ofSeconds(90);
    private static final Pattern TO = Pattern.compile("\"to\"\\s*:\\s*\"([^\"]+)\"");

    private enum Move {
        KILL,
        SUSPEND,
        STOP,
        JOIN,
        KILL_BROKER
    }

    /** What was counted. */
    record Verdict(
            int orders,
            Duration elapsed,
            Map<String, Integer> moves,
            int posts,
            int mostPostsPerOrder,
            int ordersPostedTwice,
            int outcomes,
            int ordersWithoutOutcome,
            int ordersWithSeveral,
            int interrupted,
            int interruptedButPosted,
            int acceptedWithoutPost,
            int postedAndNotSent,
            long postsPerSecond) {

        int crashes() {
            return moves.getOrDefault("KILL", 0)
                    + moves.getOrDefault("SUSPEND", 0)
                    + moves.getOrDefault("KILL_BROKER", 0);
        }

        String row(String name, long seed) {
            return "| " + name + " | " + SENDERS + " | " + seed + " | " + elapsed.toSeconds() + " | "
                    + moves.getOrDefault("KILL", 0)
                    + " / "
                    + moves.getOrDefault("SUSPEND", 0) + " / " + moves.getOrDefault("STOP", 0) + " / "
                    + moves.getOrDefault("JOIN", 0) + " / " + moves.getOrDefault("KILL_BROKER", 0) + " | " + posts
                    + " | "
                    + mostPostsPerOrder + " | " + ordersPostedTwice + " | " + outcomes + " | " + ordersWithoutOutcome
                    + " | " + ordersWithSeveral + " | " + interrupted + " (" + interruptedButPosted + ") | "
                    + postsPerSecond + " |";
        }
    }

    private final String kind;
    private final int orders;
    private final Random random;
    private final int ordersPerSecond;
    private final List<Process> senders = new ArrayList<>();
    private final Map<String, Integer> made = new HashMap<>();
    private final Map<String, Integer> postsByNumber = new ConcurrentHashMap<>();
    private final Path directory;
    private final List<Integer> ports = EmbeddedBroker.freePorts(2);
    private final String bootstrap = "127.0.0.1:" + ports.get(0);

    Adversary(Path directory, String kind, int orders, long seed, int ordersPerSecond) {
        this.directory = directory;
        this.kind = kind;
        this.orders = orders;
        this.random = new Random(seed);
        this.ordersPerSecond = ordersPerSecond;
    }

    Verdict run() {
        long begun = System.nanoTime();
        try (Processes processes = new Processes(directory);
                MfaSimulator simulator = MfaSimulator.builder()
                        .requestHistory(2 * orders + 10_000)
                        .messageHistory(0)
                        .start()) {
            simulator.faults().forAccount(MfaSimulator.DEFAULT_ACCOUNT_ID, Fault.delay(CALL));
            Process broker = startBroker(processes);
            createTopics();
            for (int i = 0; i < SENDERS; i++) {
                senders.add(startSender(processes, simulator));
            }
            produceAndMeddle(processes, simulator, broker);
            awaitOutcomes();
            senders.forEach(sender -> Processes.signal("TERM", sender));
            senders.forEach(sender -> {
                try {
                    sender.waitFor();
                } catch (InterruptedException interrupted) {
                    throw new IllegalStateException(interrupted);
                }
            });
            Map<OrderId, List<OutcomeRecord>> outcomes = readOutcomes(orders, Duration.ofSeconds(1));
            return judge(simulator, outcomes, Duration.ofNanos(System.nanoTime() - begun));
        }
    }

    private Process startBroker(Processes processes) {
        Process broker = processes.start(
                EmbeddedBroker.class,
                "320m",
                directory.resolve("broker").toString(),
                ports.get(0).toString(),
                ports.get(1).toString());
        String unusedLine = processes.awaitLine(EmbeddedBroker.class, "serving");
        return broker;
    }

    private Process startSender(Processes processes, MfaSimulator simulator) {
        return processes.start(
                SenderProcess.class,
                "96m",
                kind,
                bootstrap,
                simulator.baseUri().toString(),
                simulator.tokenUri().toString());
    }

    private void createTopics() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            SharedBroker.done(admin.createTopics(List.of(
                            new NewTopic(SenderProcess.ORDERS, PARTITIONS, (short) 1),
                            new NewTopic(SenderProcess.OUTCOMES, PARTITIONS, (short) 1),
                            new NewTopic(SenderProcess.LATE, 1, (short) 1)))
                    .all());
        }
    }

    /** The moves come in an order and at points of the sequence of orders that the seed decides: each kind, for every 4,000. */
    private Deque<Map.Entry<Integer, Move>> plan() {
        List<Map.Entry<Integer, Move>> plan = new ArrayList<>();
        for (int from = 0; MEDDLES && from < orders; from += 4_000) {
            List<Move> moves = new ArrayList<>(
                    List.of(Move.KILL, Move.KILL, Move.SUSPEND, Move.SUSPEND, Move.STOP, Move.JOIN, Move.KILL_BROKER));
            Collections.shuffle(moves, random);
            int length = Math.min(4_000, orders - from);
            for (int i = 0; i < moves.size(); i++) {
                plan.add(Map.entry(from + length * (i + 1) / (moves.size() + 2) + random.nextInt(100), moves.get(i)));
            }
        }
        return new ArrayDeque<>(plan);
    }

    private void produceAndMeddle(Processes processes, MfaSimulator simulator, Process firstBroker) {
        Process broker = firstBroker;
        Deque<Map.Entry<Integer, Move>> plan = plan();
        List<Thread> asides = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap), new ByteArraySerializer(), new ByteArraySerializer())) {
            long begun = System.nanoTime();
            for (int order = 0; order < orders; order++) {
                var unusedSend = producer.send(new ProducerRecord<>(
                        SenderProcess.ORDERS,
                        order % PARTITIONS,
                        null,
                        number(order).getBytes(StandardCharsets.UTF_8)));
                if (random.nextInt(200) == 0) {
                    simulator.faults().next(Operation.MESSAGING, 1, Fault.status(500));
                }
                if (order % 20 == 0) {
                    long due = begun + order * 1_000_000_000L / ordersPerSecond;
                    Processes.pause(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
                }
                if (!plan.isEmpty() && order >= plan.peek().getKey()) {
                    Move move = plan.remove().getValue();
                    made.merge(move.name(), 1, Integer::sum);
                    Process victim = senders.get(random.nextInt(senders.size()));
                    switch (move) {
                        case KILL -> {
                            Processes.signal("KILL", victim);
                            senders.set(senders.indexOf(victim), startSender(processes, simulator));
                        }
                        case SUSPEND -> {
                            Processes.signal("STOP", victim);
                            Thread later = new Thread(() -> {
                                Processes.pause(AWAY);
                                Processes.signal("CONT", victim);
                            });
                            later.start();
                            asides.add(later);
                        }
                        case STOP -> {
                            Processes.signal("TERM", victim);
                            senders.set(senders.indexOf(victim), startSender(processes, simulator));
                        }
                        case JOIN -> senders.add(startSender(processes, simulator));
                        case KILL_BROKER -> {
                            Processes.signal("KILL", broker);
                            broker = startBroker(processes);
                        }
                    }
                }
            }
        }
        asides.forEach(aside -> {
            try {
                aside.join();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        });
    }

    static String number(int order) {
        return String.format(Locale.ROOT, "+1919%07d", 2_000_000 + order);
    }

    private void awaitOutcomes() {
        Map<OrderId, List<OutcomeRecord>> unusedJudgedLater = readOutcomes(orders, QUIET);
    }

    /** Until every order has an outcome, or none has come for so long. */
    private Map<OrderId, List<OutcomeRecord>> readOutcomes(int count, Duration quiet) {
        Map<OrderId, List<OutcomeRecord>> outcomes = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", bootstrap,
                        "isolation.level", "read_committed",
                        "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(SenderProcess.OUTCOMES).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long last = System.nanoTime();
            boolean complete = false;
            while (!complete && System.nanoTime() - last < quiet.toNanos()) {
                for (ConsumerRecord<byte[], byte[]> outcome : consumer.poll(Duration.ofMillis(200))) {
                    OutcomeRecord read = OutcomeRecord.read(outcome.value());
                    outcomes.computeIfAbsent(read.order(), order -> new ArrayList<>())
                            .add(read);
                    last = System.nanoTime();
                }
                complete = outcomes.size() >= count && quiet.compareTo(QUIET) >= 0;
            }
        }
        return outcomes;
    }

    private Verdict judge(MfaSimulator simulator, Map<OrderId, List<OutcomeRecord>> outcomes, Duration elapsed) {
        simulator.requests().stream()
                .filter(request -> request.operation() == Operation.MESSAGING)
                .forEach(request -> {
                    Matcher to = TO.matcher(request.body());
                    if (to.find()) {
                        postsByNumber.merge(to.group(1), 1, Integer::sum);
                    }
                });
        int interrupted = 0;
        int interruptedButPosted = 0;
        int acceptedWithoutPost = 0;
        int postedAndNotSent = 0;
        for (Map.Entry<OrderId, List<OutcomeRecord>> entry : outcomes.entrySet()) {
            boolean posted = postsByNumber.containsKey(number(entry.getKey()));
            for (OutcomeRecord outcome : entry.getValue()) {
                if (outcome.reason().filter(OutcomeRecord.INTERRUPTED::equals).isPresent()) {
                    interrupted++;
                    interruptedButPosted += posted ? 1 : 0;
                }
                acceptedWithoutPost += outcome.outcome() == Result.ACCEPTED && !posted ? 1 : 0;
                postedAndNotSent += outcome.outcome() == Result.NOT_SENT && posted ? 1 : 0;
            }
        }
        return new Verdict(
                orders,
                elapsed,
                made,
                postsByNumber.values().stream().mapToInt(Integer::intValue).sum(),
                postsByNumber.values().stream()
                        .mapToInt(Integer::intValue)
                        .max()
                        .orElse(0),
                (int) postsByNumber.values().stream().filter(posts -> posts > 1).count(),
                outcomes.values().stream().mapToInt(List::size).sum(),
                orders - outcomes.size(),
                (int) outcomes.values().stream().filter(all -> all.size() > 1).count(),
                interrupted,
                interruptedButPosted,
                acceptedWithoutPost,
                postedAndNotSent,
                postsPerSecond(simulator));
    }

    /** From the first tenth to the last one: without the start, and without the last orders of the slowest. */
    private static long postsPerSecond(MfaSimulator simulator) {
        List<Instant> times = simulator.requests().stream()
                .filter(request -> request.operation() == Operation.MESSAGING)
                .map(ReceivedRequest::time)
                .sorted()
                .toList();
        int tenth = times.size() / 10;
        Duration middle = Duration.between(times.get(tenth), times.get(times.size() - 1 - tenth));
        return (times.size() - 2L * tenth) * 1_000 / Math.max(1, middle.toMillis());
    }

    /** Orders were produced round robin. */
    private static String number(OrderId order) {
        return number((int) order.offset() * PARTITIONS + order.partition());
    }
}

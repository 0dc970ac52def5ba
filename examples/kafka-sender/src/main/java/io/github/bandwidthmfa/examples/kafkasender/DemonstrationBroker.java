package io.github.bandwidthmfa.examples.kafkasender;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/** One broker in a process of its own, for the demonstration only: without replicas it would lose claims with its disk. */
final class DemonstrationBroker {

    private DemonstrationBroker() {}

    /**
     * Serves until its parent ends.
     *
     * @param arguments an empty directory, the broker's port, the controller's port
     */
    public static void main(String[] arguments) throws IOException {
        Parent.whenGone(() -> Runtime.getRuntime().halt(0));
        Path directory = Path.of(arguments[0]);
        Properties settings = settings(directory, arguments[1], arguments[2]);
        Path file = directory.resolve("broker.properties");
        try (Writer writer = Files.newBufferedWriter(file)) {
            settings.store(writer, null);
        }
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int code = StorageTool.execute(
                new String[] {"format", "--cluster-id", Uuid.randomUuid().toString(), "--config", file.toString()},
                new PrintStream(said, true, StandardCharsets.UTF_8));
        if (code != 0) {
            throw new IOException(said.toString(StandardCharsets.UTF_8));
        }
        Kafka.main(new String[] {file.toString()});
    }

    private static Properties settings(Path directory, String port, String controllerPort) {
        Properties settings = new Properties();
        settings.setProperty("process.roles", "broker,controller");
        settings.setProperty("node.id", "1");
        settings.setProperty("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        settings.setProperty("controller.listener.names", "CONTROLLER");
        settings.setProperty(
                "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        settings.setProperty("log.dirs", directory.resolve("data").toString());
        settings.setProperty("offsets.topic.replication.factor", "1");
        settings.setProperty("offsets.topic.num.partitions", "1");
        settings.setProperty("transaction.state.log.replication.factor", "1");
        settings.setProperty("transaction.state.log.min.isr", "1");
        settings.setProperty("transaction.state.log.num.partitions", "1");
        settings.setProperty("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
        settings.setProperty("group.initial.rebalance.delay.ms", "0");
        settings.setProperty("group.min.session.timeout.ms", "1000");
        settings.setProperty("auto.create.topics.enable", "false");
        // The default takes 128 MB of the heap.
        settings.setProperty("log.cleaner.dedupe.buffer.size", "2097152");
        return settings;
    }
}

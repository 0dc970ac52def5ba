package io.github.bandwidthmfa.examples.kafkasender;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong is refused with exit code 2 before anything is sent, and named as the user knows it. */
final class ArgumentTests {

    private static final Map<String, String> ACCOUNT = Map.of(
            "BW_ACCOUNT_ID", "9900000",
            "BW_CLIENT_ID", "client",
            "BW_CLIENT_SECRET", "secret-4711",
            "BW_NUMBER", "+19195554321",
            "BW_MESSAGING_APPLICATION_ID", "app");

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private int run(Map<String, String> environment, List<String> arguments) {
        return KafkaSender.run(
                environment, new PrintStream(bytes, true, StandardCharsets.UTF_8), arguments.toArray(String[]::new));
    }

    private String said() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** No broker listens there: what is accepted would fail with 1. */
    private static List<String> withBrokers(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--bootstrap-servers", "127.0.0.1:1"));
        all.addAll(List.of(arguments));
        return all;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--concurrency|0",
                "--concurrency|-1",
                "--concurrency|100001",
                "--concurrency|many",
                "--concurrency|99999999999",
                "--rate|0",
                "--rate|-3",
                "--rate|1000000001",
                "--rate|1.5",
                "--message|no code",
                "--message|''",
                "--base-uri|ftp://example.com",
                "--base-uri|not a uri",
                "--base-uri|''",
                "--token-uri|relative",
                "--group|''",
                "--group|' '",
                "--orders|''",
                "--orders|a b",
                "--orders|codes-outcomes",
                "--outcomes|..",
                "--outcomes|codes",
                "--late|codes",
                "--late|codes-outcomes",
                "--late|''",
                "--first-start|SOMEWHERE",
                "--missing-orders|MAYBE",
                "--config|/nowhere/at.all",
                "--config|/",
                "--unknown|1"
            })
    void aWrongValueIsRefusedWithItsArgumentsName(String name, String value) {
        assertThat(run(ACCOUNT, withBrokers(name, value))).isEqualTo(2);
        assertThat(said()).contains(name).doesNotContain("secret-4711", "\tat ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "kafka-1", "kafka-1:", "kafka-1:99999", "kafka-1:9092;kafka-2:9092", "kafka-1:9092,,x"})
    void brokersAreHostsWithPorts(String brokers) {
        assertThat(run(ACCOUNT, List.of("--bootstrap-servers", brokers))).isEqualTo(2);
        assertThat(said()).contains("--bootstrap-servers");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "group.id=mine|--group",
                "bootstrap.servers=x:1|--bootstrap-servers",
                "session.timeout.ms=soon|session.timeout.ms",
                "session.timeout.ms=0|session.timeout.ms",
                "session.timeout.ms=-1|session.timeout.ms",
                "max.poll.interval.ms=1|max.poll.interval.ms",
                "fetch.min.bytes=few|fetch.min.bytes",
                "linger.ms=-1|linger.ms",
                "security.protocol=NONE|security.protocol",
                "auto.offset.reset=earliest|auto.offset.reset",
                "sasl.jaas.config=\\u00zz hunter2|--config"
            })
    void aWrongPropertyOfTheClientsIsNamed(String line, String named) throws IOException {
        Path file = Files.writeString(directory.resolve("clients.properties"), line + "\n");

        assertThat(run(ACCOUNT, withBrokers("--config", file.toString()))).isEqualTo(2);
        assertThat(said()).contains(named).doesNotContain("hunter2");
    }

    @Test
    void aFileOfPropertiesIsUtf8() throws IOException {
        Path file = Files.write(directory.resolve("latin1.properties"), new byte[] {'a', '=', (byte) 0xE9, '\n'});

        assertThat(run(ACCOUNT, withBrokers("--config", file.toString()))).isEqualTo(2);
        assertThat(said()).contains("--config", "UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"BW_ACCOUNT_ID", "BW_CLIENT_SECRET", "BW_NUMBER", "BW_MESSAGING_APPLICATION_ID"})
    void aMissingOrMalformedVariableIsNamed(String name) {
        Map<String, String> incomplete = new HashMap<>(ACCOUNT);
        incomplete.remove(name);

        assertThat(run(incomplete, withBrokers())).isEqualTo(2);
        assertThat(said()).contains(name);
    }

    @Test
    void aMalformedSendersNumberIsNamed() {
        Map<String, String> wrong = new HashMap<>(ACCOUNT);
        wrong.put("BW_NUMBER", "4711");

        assertThat(run(wrong, withBrokers())).isEqualTo(2);
        assertThat(said()).contains("BW_NUMBER").doesNotContain("4711");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--orders=codes", "--concurrency=8", "--group=senders", "--first-start=EARLIEST"})
    void withoutBrokersOptionsOfASenderAreRefused(String option) {
        assertThat(run(ACCOUNT, List.of(option))).isEqualTo(2);
        assertThat(said()).contains(option.substring(0, option.indexOf('=')), "--bootstrap-servers");
    }

    @Test
    void wordsWithoutAnOptionAreRefused() {
        assertThat(run(ACCOUNT, withBrokers("codes"))).isEqualTo(2);
        assertThat(said()).contains("codes", "--help");
    }
}

package io.github.bandwidthmfa.batch.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

final class KafkaBatchMetersTests {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private static KafkaBatch<String, String> idle() {
        return KafkaBatch.<String, String>builder()
                .connection(Map.of("bootstrap.servers", "localhost:9092", "group.id", "senders"))
                .orders("orders", String::new)
                .call(Mono::just)
                .responseId(id -> id)
                .outcomesTo("outcomes")
                .build();
    }

    @Test
    void metersCountWhatTheStatusSays() {
        Scenario scenario = Scenario.withPartitions(1).produce("a", "b", "c");
        scenario.broker().commit(scenario.group(), scenario.partition(0), 1, "mfa1 dead 1 1");
        KafkaBatch<String, String> sending = scenario.builder(Mono::just).build();
        new KafkaBatchMeters(sending).bindTo(registry);
        Scenario.Running running = Scenario.start(sending);
        assertThat(scenario.outcomes(3)).hasSize(3);
        Scenario.await(
                "it has counted",
                () -> running.totals().outcomes().values().stream()
                                .mapToLong(n -> n)
                                .sum()
                        == 3);

        assertThat(count("outcomes", "accepted")).isEqualTo(2);
        assertThat(count("outcomes", "unknown")).isEqualTo(1);
        assertThat(registry.get("bandwidth.mfa.kafka.interrupted")
                        .functionCounter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("bandwidth.mfa.kafka.claims").functionCounter().count())
                .isEqualTo(2);
        assertThat(registry.get("bandwidth.mfa.kafka.partitions").gauge().value())
                .isEqualTo(1);
        assertThat(registry.get("bandwidth.mfa.kafka.healthy").gauge().value()).isEqualTo(1);
        running.stop();
        assertThat(registry.get("bandwidth.mfa.kafka.healthy").gauge().value()).isZero();
    }

    private double count(String name, String outcome) {
        return registry.get("bandwidth.mfa.kafka." + name)
                .tag("outcome", outcome)
                .functionCounter()
                .count();
    }

    @Test
    void twoWithTheSameTagsAreRefused() {
        KafkaBatchMeters first = new KafkaBatchMeters(idle());
        first.bindTo(registry);

        assertThatIllegalStateException()
                .isThrownBy(() -> new KafkaBatchMeters(idle()).bindTo(registry))
                .withMessageContaining("Tags.of");
        new KafkaBatchMeters(idle(), Tags.of("topic", "other")).bindTo(registry);
        first.close();
        new KafkaBatchMeters(idle()).bindTo(registry);
    }

    @Test
    void theDocumentationHasEveryMeter() throws IOException {
        new KafkaBatchMeters(idle()).bindTo(registry);

        assertThat(Pattern.compile("(?m)^\\| `(bandwidth\\.mfa\\.kafka\\.[a-z]+)` \\|")
                        .matcher(Files.readString(Path.of("../docs/kafka.md")))
                        .results()
                        .map(found -> found.group(1)))
                .containsExactlyInAnyOrderElementsOf(registry.getMeters().stream()
                        .map(Meter::getId)
                        .map(Meter.Id::getName)
                        .distinct()
                        .toList());
    }
}

package io.github.bandwidthmfa.batch.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.github.bandwidthmfa.batch.kafka.OutcomeRecord.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** The document that other programs read: as its schema in the documentation says. */
final class OutcomeRecordTests {

    private static final OrderId ORDER = new OrderId("codes", 3, 4711);
    private static final Instant AT = Instant.parse("2026-11-27T10:00:00.123Z");

    private static Stream<OutcomeRecord> records() {
        return Stream.of(Result.values())
                .flatMap(result -> Stream.of(
                        new OutcomeRecord(
                                ORDER,
                                Optional.of("o17"),
                                result,
                                Optional.of("MfaServerException"),
                                Optional.of("19de-\"quoted\"-ü"),
                                Optional.of(500),
                                Optional.of("request-1"),
                                123,
                                AT,
                                "4711-1f2e3d4c"),
                        new OutcomeRecord(
                                ORDER,
                                Optional.empty(),
                                result,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                0,
                                AT,
                                "me")));
    }

    private static Schema schema() throws IOException {
        Matcher block = Pattern.compile("```json\n(\\{\n  \"\\$schema\".*?)\n```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../docs/kafka.md")));
        assertThat(block.find()).isTrue();
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(block.group(1));
    }

    @ParameterizedTest
    @MethodSource("records")
    void whatIsWrittenIsReadAndFitsTheSchema(OutcomeRecord outcome) throws IOException {
        assertThat(OutcomeRecord.read(outcome.write())).isEqualTo(outcome);
        assertThat(schema().validate(new String(outcome.write(), StandardCharsets.UTF_8), InputFormat.JSON))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Result.class)
    void theSchemaRefusesWhatIsNotWritten(Result result) throws IOException {
        String json = new String(
                records()
                        .filter(each -> each.outcome() == result)
                        .findFirst()
                        .orElseThrow()
                        .write(),
                StandardCharsets.UTF_8);

        assertThat(schema().validate(json.replace(result.name(), "SENT"), InputFormat.JSON))
                .isNotEmpty();
        assertThat(schema().validate(json.replace("\"offset\":4711", "\"offset\":-1"), InputFormat.JSON))
                .isNotEmpty();
        assertThat(schema().validate(json.replace("\"by\":", "\"to\":"), InputFormat.JSON))
                .isNotEmpty();
    }

    @Test
    void theOutcomesOfARunFitTheSchema() throws IOException {
        Scenario scenario = Scenario.withPartitions(1).produce("a", "b");
        scenario.broker().commit(scenario.group(), scenario.partition(0), 1, "mfa1 dead 1 1");
        Scenario.Running running = scenario.start(Mono::just);
        Schema schema = schema();

        assertThat(scenario.broker().records(scenario.outcomesTopic(), 2))
                .hasSize(2)
                .allSatisfy(each -> assertThat(
                                schema.validate(new String(each.value(), StandardCharsets.UTF_8), InputFormat.JSON))
                        .isEmpty());
        running.stop();
    }

    @Test
    void theDocumentIsAsDocumented() {
        OutcomeRecord outcome = new OutcomeRecord(
                ORDER,
                Optional.of("o17"),
                Result.UNKNOWN,
                Optional.of(OutcomeRecord.INTERRUPTED),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                AT,
                "4711-1f2e3d4c");

        assertThat(new String(outcome.write(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"v\":1,\"order\":{\"topic\":\"codes\",\"partition\":3,\"offset\":4711,\"key\":\"o17\"},"
                                + "\"outcome\":\"UNKNOWN\",\"reason\":\"interrupted\",\"responseId\":null,\"status\":null,"
                                + "\"requestId\":null,\"elapsedMs\":0,\"at\":\"2026-11-27T10:00:00.123Z\",\"by\":\"4711-1f2e3d4c\"}");
        assertThat(outcome).hasToString("codes-3@4711 UNKNOWN interrupted");
    }

    @Test
    void propertiesOfLaterVersionsAreIgnored() {
        byte[] json =
                "{\"v\":1,\"new\":[1],\"order\":{\"topic\":\"codes\",\"partition\":3,\"offset\":4711,\"key\":null,\"more\":1},"
                        .concat(
                                "\"outcome\":\"ACCEPTED\",\"elapsedMs\":1,\"at\":\"2026-11-27T10:00:00Z\",\"by\":\"me\"}")
                        .getBytes(StandardCharsets.UTF_8);

        assertThat(OutcomeRecord.read(json).outcome()).isEqualTo(Result.ACCEPTED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "no json",
                "{\"v\":1}",
                "{\"v\":2,\"order\":{\"topic\":\"codes\",\"partition\":3,\"offset\":1},\"outcome\":\"ACCEPTED\",\"elapsedMs\":1,\"at\":\"2026-11-27T10:00:00Z\",\"by\":\"me\"}",
                "{\"v\":1,\"order\":{\"topic\":\"codes\",\"partition\":-3,\"offset\":1},\"outcome\":\"ACCEPTED\",\"elapsedMs\":1,\"at\":\"2026-11-27T10:00:00Z\",\"by\":\"me\"}",
                "{\"v\":1,\"order\":{\"topic\":\"codes\",\"partition\":3,\"offset\":1},\"outcome\":\"SENT\",\"elapsedMs\":1,\"at\":\"2026-11-27T10:00:00Z\",\"by\":\"me\"}",
                "{\"v\":1,\"order\":{\"topic\":\"codes\",\"partition\":3,\"offset\":1},\"outcome\":\"ACCEPTED\",\"elapsedMs\":1,\"at\":\"today\",\"by\":\"me\"}"
            })
    void whatIsNoOutcomeIsRefused(String json) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OutcomeRecord.read(json.getBytes(StandardCharsets.UTF_8)));
    }
}

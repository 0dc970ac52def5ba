package io.github.bandwidthmfa.batch.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.bandwidthmfa.batch.kafka.Scenario.Running;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Where a sender begins, and what it refuses to guess. */
final class StartTests {

    private static Running start(Scenario scenario, FirstStart firstStart) {
        return Scenario.start(scenario.builder(Mono::just)
                .options(scenario.options().firstStart(firstStart).build())
                .build());
    }

    @ParameterizedTest
    @EnumSource(
            value = FirstStart.class,
            names = {"REFUSE", "COMMITTED"})
    void withoutACommitItStartsOnlyIfTold(FirstStart firstStart) {
        Scenario scenario = Scenario.withPartitions(1).produce("order");

        assertThat(start(scenario, firstStart).failure())
                .isInstanceOf(MissingClaimsException.class)
                .hasMessageContaining(scenario.ordersTopic() + "-0")
                .hasMessageContaining("FirstStart.EARLIEST");
        assertThat(scenario.calls()).isEmpty();
    }

    @Test
    void afterAFirstStartItNeedNotBeTold() {
        Scenario scenario = Scenario.withPartitions(2);
        Running first = start(scenario, FirstStart.LATEST);
        Scenario.await(
                "the start is committed",
                () -> scenario.broker().committed(scenario.group(), scenario.partition(1)) != null);
        first.stop();
        scenario.produce("order");
        Running second = start(scenario, FirstStart.REFUSE);

        assertThat(scenario.outcomes(1)).hasSize(1);
        second.stop();
    }

    @Test
    void latestLeavesOutWhatIsThere() {
        Scenario scenario = Scenario.withPartitions(1).produce("before");
        Running running = start(scenario, FirstStart.LATEST);
        Scenario.await(
                "the start is committed",
                () -> scenario.broker().committed(scenario.group(), scenario.partition(0)) != null);
        scenario.produce("after");

        assertThat(scenario.outcomes(1)).hasSize(1);
        running.stop();
        assertThat(scenario.calls()).containsExactly("after");
    }

    @ParameterizedTest
    @CsvSource({
        "REFUSE,''",
        "EARLIEST,''",
        "LATEST,''",
        "EARLIEST,mfa2 a 1 1",
        "COMMITTED,another's",
        "COMMITTED,mfa1 a 1 9"
    })
    void theCommitOfSomethingElseIsRefused(FirstStart firstStart, String metadata) {
        Scenario scenario = Scenario.withPartitions(1).produce("done", "order");
        scenario.broker().commit(scenario.group(), scenario.partition(0), 1, metadata);

        assertThat(start(scenario, firstStart).failure())
                .isInstanceOf(MissingClaimsException.class)
                .hasMessageContaining(scenario.ordersTopic() + "-0 (offset 1)");
        assertThat(scenario.calls()).isEmpty();
        assertThat(scenario.broker()
                        .committed(scenario.group(), scenario.partition(0))
                        .metadata())
                .isEqualTo(metadata);
    }

    @Test
    void aPlainCommitIsTakenOverIfTold() {
        Scenario scenario = Scenario.withPartitions(1).produce("done", "order");
        scenario.broker().commit(scenario.group(), scenario.partition(0), 1, "");
        Running running = start(scenario, FirstStart.COMMITTED);

        assertThat(scenario.outcomes(1)).hasSize(1);
        running.stop();
        assertThat(scenario.calls()).containsExactly("order");
    }

    @Test
    void deletedOrdersAreNamedOrSkipped() {
        Scenario scenario = Scenario.withPartitions(1).produce("0", "1", "2", "3", "4", "5");
        // Order 0 is done, 1 was claimed, 2 was given back, 3 and 4 are new: all but 5 are deleted.
        scenario.broker().commit(scenario.group(), scenario.partition(0), 3, "mfa1 dead 9 2,1!");
        scenario.broker().deleteBefore(scenario.partition(0), 5);

        assertThat(start(scenario, FirstStart.REFUSE).failure())
                .isInstanceOf(MissingOrdersException.class)
                .hasMessageContaining("3 to 4 of " + scenario.ordersTopic() + "-0");
        Running running = Scenario.start(scenario.builder(Mono::just)
                .options(scenario.options().missingOrders(MissingOrders.SKIP).build())
                .build());
        List<OutcomeRecord> outcomes = scenario.outcomes(3);
        running.stop();

        assertThat(scenario.calls()).containsExactly("5");
        assertThat(outcomes)
                .extracting(outcome -> outcome.order().offset() + " " + outcome.outcome() + " "
                        + outcome.reason().orElse(""))
                .containsExactlyInAnyOrder("1 UNKNOWN interrupted", "2 NOT_SENT gone", "5 ACCEPTED ");
        assertThat(running.totals().missing()).isEqualTo(2);
    }

    @Test
    void aTopicThatWasMadeAnewIsRefused() {
        Scenario scenario = Scenario.withPartitions(1).produce("order");
        scenario.broker().commit(scenario.group(), scenario.partition(0), 50, "mfa1 dead 9 ");

        assertThat(start(scenario, FirstStart.REFUSE).failure())
                .isInstanceOf(MissingOrdersException.class)
                .hasMessageContaining("ends at 1");
    }

    @Test
    void aTopicThatIsMissingIsNamed() {
        Scenario scenario = Scenario.withPartitions(1);
        Running running = Scenario.start(
                scenario.builder(Mono::just).outcomesTo("nowhere").build());

        assertThat(running.failure()).isInstanceOf(MissingTopicException.class).hasMessageContaining("nowhere");
    }

    @Test
    void itRunsOnce() {
        Scenario scenario = Scenario.withPartitions(1);
        Running running = scenario.start(Mono::just);

        StepVerifier.create(running.batch().run())
                .expectError(IllegalStateException.class)
                .verify(Scenario.LIMIT);
        running.stop();
        StepVerifier.create(running.batch().stop()).expectComplete().verify(Scenario.LIMIT);
    }

    @Test
    void whatIsStoppedBeforeItRunsDoesNotRun() {
        KafkaBatch<String, String> batch =
                Scenario.withPartitions(1).builder(Mono::just).build();

        StepVerifier.create(batch.stop()).expectComplete().verify(Scenario.LIMIT);
        StepVerifier.create(batch.run())
                .expectError(IllegalStateException.class)
                .verify(Scenario.LIMIT);
    }

    @ParameterizedTest
    @CsvSource({
        "enable.auto.commit,true",
        "isolation.level,read_uncommitted",
        "auto.offset.reset,earliest",
        "acks,1",
        "enable.idempotence,false",
        "transactional.id,mine",
        "group.instance.id,me",
        "value.deserializer,org.apache.kafka.common.serialization.StringDeserializer",
        "group.protocol,consumer",
        "session.timeout.ms,1000",
        "session.timeout.ms,soon",
        "max.poll.interval.ms,10000",
        "bootstrap.servers,''",
        "bootstrap.servers,kafka-1",
        "bootstrap.servers,'kafka-1:9092,kafka-2:0'",
        "group.id,''",
        "fetch.min.bytes,few",
        "linger.ms,-1"
    })
    void aSettingThatWouldBreakItIsRefused(String name, String value) {
        Map<String, Object> connection =
                new HashMap<>(Map.of("bootstrap.servers", "localhost:9092", "group.id", "senders"));
        connection.put(name, value);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().connection(connection).build())
                .withMessageContaining(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssl.key.password", "ssl.keystore.key", "ssl.truststore.password", "sasl.jaas.config"})
    void aPasswordThatIsNoTextIsRefusedAndNotShown(String name) {
        Map<String, Object> connection =
                Map.of("bootstrap.servers", "localhost:9092", "group.id", "senders", name, 471_147);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().connection(connection).build())
                .withMessageContaining(name)
                .satisfies(refused -> assertThat(refused.toString()).doesNotContain("471147"));
    }

    @Test
    void aFaultOfBothClientsIsNamedOnce() {
        Map<String, Object> connection =
                Map.of("bootstrap.servers", "localhost:9092", "group.id", "senders", "request.timeout.ms", "soon");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().connection(connection).build())
                .satisfies(refused -> assertThat(refused.getMessage()).containsOnlyOnce("request.timeout.ms"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "..", "a b", "codes/1"})
    void whatIsNoTopicsNameIsRefused(String name) {
        KafkaBatch.Builder<String, String> builder = builder()
                .connection(Map.of("bootstrap.servers", "localhost:9092", "group.id", "senders"))
                .orders(name, String::new)
                .lateOutcomesTo(name + "?");

        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessageContainingAll("orders must be", "lateOutcomesTo must be");
    }

    @Test
    void allFaultsAreNamedAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KafkaBatch.<String, String>builder()
                        .options(KafkaBatchOptions.builder()
                                .staleAfter(Duration.ofMinutes(1))
                                .build())
                        .build())
                .withMessageContainingAll(
                        "bootstrap.servers", "group.id", "orders", "call", "responseId", "outcomesTo", "staleAfter");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder()
                        .connection(Map.of("bootstrap.servers", "localhost:9092", "group.id", "senders"))
                        .outcomesTo("orders")
                        .build())
                .withMessageContaining("another topic");
    }

    private static KafkaBatch.Builder<String, String> builder() {
        return KafkaBatch.<String, String>builder()
                .orders("orders", String::new)
                .call(Mono::just)
                .responseId(id -> id)
                .outcomesTo("outcomes");
    }

    @ParameterizedTest
    @CsvSource({"4.1.2,false", "4.3.9,false", "4.4.0,true", "4.4,true", "4.10.0-rc1,true", "5.0.0,true", "unknown,false"
    })
    void theNewProtocolNeedsANewerClient(String version, boolean enough) {
        assertThat(ClientSettings.isAtLeast44(version)).isEqualTo(enough);
    }

    @Test
    void passwordsOfTheConnectionAreNotShown() {
        KafkaBatch<String, String> batch = builder()
                .connection(Map.of(
                        "bootstrap.servers", "localhost:9092",
                        "group.id", "senders",
                        "sasl.jaas.config", "password=\"hunter2\""))
                .build();

        assertThat(batch.toString()).doesNotContain("hunter2").contains("senders", "orders");
        assertThat(batch.status().state()).isEqualTo(KafkaBatchStatus.State.NEW);
    }
}

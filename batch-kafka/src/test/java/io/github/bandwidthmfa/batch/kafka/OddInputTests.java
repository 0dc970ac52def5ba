package io.github.bandwidthmfa.batch.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.bandwidthmfa.CodeRequest;
import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.MessagingCodeResponse;
import io.github.bandwidthmfa.PhoneNumber;
import io.github.bandwidthmfa.batch.BatchOptions;
import io.github.bandwidthmfa.batch.kafka.OutcomeRecord.Result;
import io.github.bandwidthmfa.batch.kafka.Scenario.Running;
import io.github.bandwidthmfa.reactor.MfaClient;
import io.github.bandwidthmfa.reactor.MfaClientOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

/** Records, topics and rights that nobody expects. */
final class OddInputTests {

    private static List<String> orders(int count) {
        return IntStream.range(0, count).mapToObj(i -> "order" + i).toList();
    }

    private static List<String> described(List<OutcomeRecord> outcomes) {
        return outcomes.stream()
                .map(outcome -> outcome.order().offset() + " " + outcome.outcome() + " "
                        + outcome.reason().orElse(""))
                .toList();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void anOrderThatOverflowsTheStackEndsNoSender() {
        Scenario scenario = Scenario.withPartitions(1).produce("deep", "next");
        Running running = Scenario.start(scenario.builder(Mono::just)
                .orders(scenario.ordersTopic(), bytes -> {
                    String order = new String(bytes, StandardCharsets.UTF_8);
                    if (order.equals("deep")) {
                        throw new StackOverflowError();
                    }
                    return order;
                })
                .build());

        assertThat(described(scenario.outcomes(2))).containsExactlyInAnyOrder("0 NOT_SENT no-request", "1 ACCEPTED ");
        running.stop();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void keysThatCannotBeEchoedAreLeftOut() {
        Scenario scenario = Scenario.withPartitions(1);
        byte[] huge = new byte[900_000];
        scenario.send(huge, "huge key");
        scenario.send(new byte[] {(byte) 0xC3, (byte) 0x28}, "no UTF-8");
        scenario.send(new byte[0], "empty key");
        scenario.send(null, "no key");
        scenario.send("ä-17".getBytes(StandardCharsets.UTF_8), "key");
        scenario.broker().commit(scenario.group(), scenario.partition(0), 1, "mfa1 dead 9 1");
        Running running =
                Scenario.start(scenario.builder(Mono::just).echoOrderKeys(true).build());

        List<OutcomeRecord> outcomes = scenario.outcomes(5);
        running.stop();
        assertThat(outcomes.stream()
                        .map(outcome -> outcome.order().offset() + " "
                                + outcome.key().map(key -> key.length() > 10 ? "long" : key)))
                .containsExactlyInAnyOrder(
                        "0 Optional.empty", "1 Optional.empty", "2 Optional[]", "3 Optional.empty", "4 Optional[ä-17]");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void anIdOfAResponseThatIsTooLongIsLeftOut() {
        Scenario scenario = Scenario.withPartitions(1).produce("a", "b");
        Running running = Scenario.start(scenario.builder(Mono::just)
                .responseId(order -> order.equals("a") ? "x".repeat(2_000_000) : order)
                .build());

        List<OutcomeRecord> outcomes = scenario.outcomes(2);
        running.stop();
        assertThat(outcomes)
                .extracting(OutcomeRecord::outcome, OutcomeRecord::responseId)
                .containsExactlyInAnyOrder(
                        tuple(Result.ACCEPTED, Optional.empty()), tuple(Result.ACCEPTED, Optional.of("b")));
    }

    private static KafkaProducer<byte[], byte[]> transactional(Scenario scenario) {
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers", scenario.broker().bootstrapServers(),
                        "transactional.id", UUID.randomUUID().toString()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
        return producer;
    }

    private static void transaction(
            KafkaProducer<byte[], byte[]> producer, String topic, boolean commits, String... orders) {
        producer.beginTransaction();
        for (String order : orders) {
            SharedBroker.done(
                    producer.send(new ProducerRecord<>(topic, 0, null, order.getBytes(StandardCharsets.UTF_8))));
        }
        if (commits) {
            producer.commitTransaction();
        } else {
            producer.abortTransaction();
        }
    }

    /** Offsets: 0 a, 1 marker, 2 b and 3 c aborted, 4 marker, 5 d, 6 marker, 7 e aborted, 8 marker. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void abortedOrdersAreNoOrders() {
        Scenario scenario = Scenario.withPartitions(1);
        try (KafkaProducer<byte[], byte[]> producer = transactional(scenario)) {
            transaction(producer, scenario.ordersTopic(), true, "a");
            transaction(producer, scenario.ordersTopic(), false, "b", "c");
            transaction(producer, scenario.ordersTopic(), true, "d");
            transaction(producer, scenario.ordersTopic(), false, "e");
            Running running = scenario.start(Mono::just);
            assertThat(described(scenario.outcomes(2))).containsExactlyInAnyOrder("0 ACCEPTED ", "5 ACCEPTED ");
            Scenario.await("nothing is left", () -> running.batch().status().lag() == 0);
            transaction(producer, scenario.ordersTopic(), true, "f");
            assertThat(scenario.outcomes(3)).hasSize(3);
            running.stop();
        }
        assertThat(scenario.calls()).containsExactly("a", "d", "f");
    }

    /** As compaction, or the loss of an open transaction, may leave it. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void claimsWithoutARecordAtTheEndOfTheTopicHaveOutcomes() {
        Scenario scenario = Scenario.withPartitions(1);
        try (KafkaProducer<byte[], byte[]> producer = transactional(scenario)) {
            transaction(producer, scenario.ordersTopic(), true, "a");
            transaction(producer, scenario.ordersTopic(), false, "b", "c");
        }
        // Claimed 0, 1 and 2; given back 3 and 4, of which none but 0 is an order.
        scenario.broker().commit(scenario.group(), scenario.partition(0), 5, "mfa1 dead 9 5:2,1:1!");
        Running running = scenario.start(Mono::just);

        assertThat(described(scenario.outcomes(5)))
                .containsExactlyInAnyOrder(
                        "0 UNKNOWN interrupted",
                        "1 UNKNOWN interrupted",
                        "2 UNKNOWN interrupted",
                        "3 NOT_SENT gone",
                        "4 NOT_SENT gone");
        running.stop();
        assertThat(scenario.calls()).isEmpty();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void oneOrderAtATimeIsEnough() {
        Scenario scenario = Scenario.withPartitions(3).produce(orders(60));
        Running running = Scenario.start(scenario.builder(Mono::just)
                .options(scenario.options()
                        .claimAhead(0)
                        .batch(BatchOptions.builder().concurrency(1).build())
                        .build())
                .build());

        assertThat(scenario.outcomes(60)).hasSize(60);
        running.stop();
        assertThat(scenario.calls()).containsExactlyInAnyOrderElementsOf(orders(60));
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @CsvSource({"EARLIEST", "REFUSE"})
    void aPartitionThatIsAddedNeedsAFirstStart(FirstStart firstStart) {
        Scenario scenario = Scenario.withPartitions(1).produce("a");
        scenario.broker().commit(scenario.group(), scenario.partition(0), 0, "mfa1 me 1 ");
        Map<String, Object> connection = scenario.connection();
        connection.put("metadata.max.age.ms", "500");
        Running running = Scenario.start(scenario.builder(Mono::just)
                .connection(connection)
                .options(scenario.options().firstStart(firstStart).build())
                .build());
        assertThat(scenario.outcomes(1)).hasSize(1);
        SharedBroker.done(scenario.broker()
                .admin()
                .createPartitions(Map.of(scenario.ordersTopic(), NewPartitions.increaseTo(2)))
                .all());
        scenario.broker().produce(scenario.ordersTopic(), 1, "b", "b");

        if (firstStart == FirstStart.EARLIEST) {
            assertThat(scenario.outcomes(2)).hasSize(2);
            running.stop();
        } else {
            assertThat(running.failure())
                    .isInstanceOf(MissingClaimsException.class)
                    .hasMessageContaining(scenario.ordersTopic() + "-1");
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void withoutTheRightToWriteOutcomesNothingIsSent() {
        Scenario scenario = Scenario.withPartitions(1).produce(orders(10));
        scenario.broker().deny(ResourceType.TOPIC, scenario.outcomesTopic(), AclOperation.WRITE);
        Running running = scenario.start(Mono::just);

        assertThat(running.failure()).hasMessageContaining(scenario.outcomesTopic());
        assertThat(scenario.calls()).isEmpty();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void withoutTheRightToReadOrdersItEnds() {
        Scenario scenario = Scenario.withPartitions(1).produce(orders(10));
        scenario.broker().deny(ResourceType.TOPIC, scenario.ordersTopic(), AclOperation.READ);
        assertThat(scenario.start(Mono::just).failure()).hasMessageContaining(scenario.ordersTopic());
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void withoutTheRightToJoinItEnds() {
        Scenario scenario = Scenario.withPartitions(1).produce(orders(10));
        scenario.broker().deny(ResourceType.GROUP, scenario.group(), AclOperation.READ);
        assertThat(scenario.start(Mono::just).failure()).hasMessageContaining(scenario.group());
        assertThat(scenario.calls()).isEmpty();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void withoutTheRightToWriteLateOutcomesOrdersAreSent() {
        Scenario scenario = Scenario.withPartitions(1).produce(orders(10));
        scenario.broker().deny(ResourceType.TOPIC, scenario.lateTopic(), AclOperation.WRITE);
        scenario.runUntilOutcomes(10);
        assertThat(scenario.calls()).hasSize(10);
    }

    private static KafkaConsumer<byte[], byte[]> otherConsumer(Scenario scenario, String topic, Class<?> assignor) {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", scenario.broker().bootstrapServers(),
                        "group.id", scenario.group(),
                        "auto.offset.reset", "earliest",
                        "partition.assignment.strategy", assignor.getName()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.subscribe(List.of(topic));
        Scenario.await("the other consumer has joined", () -> {
            var unusedRecords = consumer.poll(Duration.ofMillis(50));
            return !consumer.assignment().isEmpty();
        });
        return consumer;
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void anotherConsumerOfTheGroupThatSharesPartitionsOtherwiseEndsIt() {
        Scenario scenario = Scenario.withPartitions(1).produce("order");
        try (KafkaConsumer<byte[], byte[]> other =
                otherConsumer(scenario, scenario.outcomesTopic(), RangeAssignor.class)) {
            assertThat(scenario.start(Mono::just).failure()).hasMessageContaining("protocol");
            assertThat(other.assignment()).isNotEmpty();
        }
        assertThat(scenario.calls()).isEmpty();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void anotherConsumerOfTheGroupOnAnotherTopicDisturbsNothing() {
        Scenario scenario = Scenario.withPartitions(2);
        try (KafkaConsumer<byte[], byte[]> other =
                otherConsumer(scenario, scenario.lateTopic(), CooperativeStickyAssignor.class)) {
            Running running = scenario.start(Mono::just);
            Scenario.await("both have joined", () -> {
                var unusedRecords = other.poll(Duration.ofMillis(50));
                return running.batch().status().partitions() == 2;
            });
            scenario.produce(orders(20));
            assertThat(scenario.outcomes(20)).hasSize(20);
            running.stop();
        }
        assertThat(scenario.calls()).containsExactlyInAnyOrderElementsOf(orders(20));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void nobodyElseCommitsForAGroupInUse() {
        Scenario scenario = Scenario.withPartitions(1).produce("a");
        Running running = scenario.start(Mono::just);
        assertThat(scenario.outcomes(1)).hasSize(1);
        assertThatThrownBy(() -> scenario.broker().commit(scenario.group(), scenario.partition(0), 0, "another's"))
                .hasRootCauseInstanceOf(UnknownMemberIdException.class);
        scenario.produce("b");
        assertThat(scenario.outcomes(2)).hasSize(2);
        running.stop();
        assertThat(scenario.calls()).containsExactly("a", "b");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void recordsOfAnySizeAndKindAreOrders() {
        Scenario scenario = Scenario.withPartitions(1);
        scenario.send(null, "");
        scenario.send(new byte[0], "x".repeat(900_000));
        ProducerRecord<byte[], byte[]> odd =
                new ProducerRecord<>(scenario.ordersTopic(), 0, 0L, null, "headers".getBytes(StandardCharsets.UTF_8));
        odd.headers().add("", null).add("", new byte[0]).add("order", new byte[500_000]);
        scenario.broker().produce(odd);

        scenario.runUntilOutcomes(3);
        assertThat(described(scenario.outcomes(3)))
                .containsExactlyInAnyOrder("0 ACCEPTED ", "1 ACCEPTED ", "2 ACCEPTED ");
        assertThat(scenario.calls()).hasSize(3);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aClosedClientSendsNothingAndLosesNothing() {
        Scenario scenario = Scenario.withPartitions(1).produce("+19195551234", "+19195551235");
        MfaClient client = MfaClient.create(MfaClientOptions.builder()
                .accountId("account")
                .credentials(Credentials.clientCredentials("id", "secret"))
                .build());
        client.close().block(Scenario.LIMIT);
        Running running = Scenario.start(scenario.builder(order -> client.sendMessagingCode(CodeRequest.builder()
                                .to(PhoneNumber.of(order))
                                .from("+19195554321")
                                .applicationId("app")
                                .message("Your code is {CODE}")
                                .build())
                        .map(MessagingCodeResponse::messageId))
                .build());
        Scenario.await("both are given back", () -> running.totals().retries() >= 2);
        running.stop();
        int tried = scenario.calls().size();

        scenario.runUntilOutcomes(2);
        assertThat(scenario.outcomes(2))
                .hasSize(2)
                .allSatisfy(outcome -> assertThat(outcome.outcome()).isEqualTo(Result.ACCEPTED));
        assertThat(scenario.calls().subList(tried, scenario.calls().size()))
                .containsExactlyInAnyOrder("+19195551234", "+19195551235");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void anErrorWithoutANameHasAReason() {
        Scenario scenario = Scenario.withPartitions(1).produce("order");
        Running running = scenario.start(order -> Mono.error(new RuntimeException("about +19195551234") {}));

        assertThat(scenario.outcomes(1))
                .singleElement()
                .satisfies(outcome -> assertThat(outcome.reason())
                        .hasValueSatisfying(reason -> assertThat(reason).contains("OddInputTests")));
        running.stop();
    }
}

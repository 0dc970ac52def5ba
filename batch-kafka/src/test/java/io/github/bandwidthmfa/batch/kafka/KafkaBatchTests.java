package io.github.bandwidthmfa.batch.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaOperation;
import io.github.bandwidthmfa.MfaServiceException;
import io.github.bandwidthmfa.MfaTransportException;
import io.github.bandwidthmfa.ServiceError;
import io.github.bandwidthmfa.batch.BatchOptions;
import io.github.bandwidthmfa.batch.BatchReport;
import io.github.bandwidthmfa.batch.BatchStoppedException;
import io.github.bandwidthmfa.batch.kafka.OutcomeRecord.Result;
import io.github.bandwidthmfa.batch.kafka.Scenario.Running;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Orders in, outcomes out: one sender, and whatever may be wrong with an order or its call. */
final class KafkaBatchTests {

    private static MfaException refusal(int status) {
        return MfaServiceException.of(
                MfaOperation.MESSAGING,
                new ServiceError(status, Optional.of("request-1"), Optional.of("+19195551234"), Optional.empty()));
    }

    private static MfaException notSent() {
        return new MfaTransportException(MfaOperation.MESSAGING, Disposition.NOT_SENT, "no connection", null);
    }

    private static Map<String, OutcomeRecord> byPlace(List<OutcomeRecord> outcomes) {
        return outcomes.stream()
                .collect(Collectors.toMap(outcome -> outcome.order().toString(), Function.identity()));
    }

    @Test
    void everyOrderIsSentOnceAndHasOneOutcome() {
        Scenario scenario = Scenario.withPartitions(3);
        List<String> orders = IntStream.range(0, 300).mapToObj(i -> "order" + i).toList();
        scenario.produce(orders);

        BatchReport<OrderId> report = scenario.runUntilOutcomes(300);

        assertThat(scenario.calls()).containsExactlyInAnyOrderElementsOf(orders);
        List<OutcomeRecord> outcomes = scenario.outcomes(300);
        assertThat(outcomes.stream().map(OutcomeRecord::responseId).flatMap(Optional::stream))
                .containsExactlyInAnyOrderElementsOf(orders);
        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.outcome()).isEqualTo(Result.ACCEPTED));
        assertThat(report.succeeded()).isEqualTo(300);
        assertThat(report.items()).isEqualTo(300);
    }

    @Test
    void everyKindOfFailureIsTheOutcomeThatItIs() {
        Scenario scenario =
                Scenario.withPartitions(1).produce("400", "500", "empty", "thrown", "no request", "null", "unreadable");
        scenario.broker().produce(scenario.ordersTopic(), 0, "tombstone", null);
        Running running = Scenario.start(scenario.builder(Mono::just)
                .orders(scenario.ordersTopic(), bytes -> {
                    String order = new String(bytes, StandardCharsets.UTF_8);
                    if (order.equals("unreadable")) {
                        throw new IOException("not readable: +19195551234");
                    }
                    return order;
                })
                .call(order -> switch (order) {
                    case "400", "500" -> Mono.error(refusal(Integer.parseInt(order)));
                    case "empty" -> Mono.empty();
                    case "thrown" -> Mono.error(new IllegalStateException("about +19195551234"));
                    case "no request" -> throw new IllegalArgumentException("to: +19195551234");
                    default -> null;
                })
                .build());

        Map<String, OutcomeRecord> outcomes = byPlace(scenario.outcomes(8));
        BatchReport<OrderId> report = running.stop();

        assertThat(IntStream.range(0, 8)
                        .mapToObj(offset -> outcomes.get(scenario.ordersTopic() + "-0@" + offset))
                        .map(OutcomeRecord::toString)
                        .map(text -> text.substring(text.indexOf(' ') + 1)))
                .containsExactly(
                        "REJECTED MfaBadRequestException",
                        "UNKNOWN MfaServerException",
                        "UNKNOWN IllegalStateException",
                        "UNKNOWN IllegalStateException",
                        "NOT_SENT no-request",
                        "NOT_SENT no-request",
                        "NOT_SENT no-request",
                        "NOT_SENT no-request");
        assertThat(outcomes.get(scenario.ordersTopic() + "-0@0"))
                .extracting(OutcomeRecord::status, OutcomeRecord::requestId)
                .containsExactly(Optional.of(400), Optional.of("request-1"));
        assertThat(report.items()).isEqualTo(8);
        assertThat(scenario.broker().records(scenario.outcomesTopic(), 8))
                .allSatisfy(outcome -> assertThat(new String(outcome.value(), StandardCharsets.UTF_8))
                        .doesNotContain("9195551234"));
        assertThat(running.batch().toString() + running.batch().status()).doesNotContain("9195551234");
    }

    @Test
    void anOrderThatWasNotSentIsTriedAgain() {
        Scenario scenario = Scenario.withPartitions(1).produce("first", "second");
        Set<String> tried = ConcurrentHashMap.newKeySet();
        Running running = scenario.start(order -> tried.add(order) ? Mono.error(notSent()) : Mono.just(order));

        assertThat(scenario.outcomes(2))
                .extracting(OutcomeRecord::outcome)
                .containsExactly(Result.ACCEPTED, Result.ACCEPTED);
        running.stop();
        assertThat(scenario.calls()).hasSize(4);
        assertThat(running.totals().retries()).isEqualTo(2);
    }

    @Test
    void anOrderThatIsNeverSentEndsAsNotSent() {
        Scenario scenario = Scenario.withPartitions(1).produce("order");
        Running running = Scenario.start(scenario.builder(order -> Mono.error(notSent()))
                .options(scenario.options().maxAttempts(2).build())
                .build());

        assertThat(scenario.outcomes(1)).singleElement().satisfies(outcome -> {
            assertThat(outcome.outcome()).isEqualTo(Result.NOT_SENT);
            assertThat(outcome.reason()).contains("MfaTransportException");
        });
        running.stop();
        assertThat(scenario.calls()).hasSize(2);
    }

    @Test
    void refusedCredentialsEndItAndTheNextSenderSendsTheOrders() {
        Scenario scenario = Scenario.withPartitions(2);
        scenario.produce(IntStream.range(0, 100).mapToObj(i -> "order" + i).toList());
        Running refused = scenario.start(order -> Mono.error(refusal(401)));

        assertThat(refused.failure()).isInstanceOf(BatchStoppedException.class);
        assertThat(refused.batch().status().state()).isEqualTo(KafkaBatchStatus.State.FAILED);
        assertThat(refused.batch().status().isHealthy()).isFalse();
        Running accepted = scenario.start(Mono::just);

        assertThat(scenario.outcomes(100))
                .hasSize(100)
                .allSatisfy(outcome -> assertThat(outcome.outcome()).isEqualTo(Result.ACCEPTED));
        accepted.stop();
    }

    @Test
    void aRateLimiterThatFailsLeavesNoOrderUnsent() {
        Scenario scenario = Scenario.withPartitions(1).produce("order");
        AtomicInteger asked = new AtomicInteger();
        Running running = Scenario.start(scenario.builder(Mono::just)
                .permits(order -> 3)
                .options(scenario.options()
                        .batch(BatchOptions.builder()
                                .rateLimiter(permits -> asked.addAndGet(permits) == 3
                                        ? Mono.error(new IllegalStateException("down"))
                                        : Mono.empty())
                                .build())
                        .build())
                .build());

        assertThat(scenario.outcomes(1))
                .singleElement()
                .satisfies(outcome -> assertThat(outcome.outcome()).isEqualTo(Result.ACCEPTED));
        running.stop();
        assertThat(asked).hasValue(6);
    }

    @Test
    void keysAreEchoedOnlyIfTold() {
        Scenario silent = Scenario.withPartitions(1);
        silent.broker().produce(silent.ordersTopic(), 0, "+19195551234", "order");
        silent.runUntilOutcomes(1);
        Scenario echoing = Scenario.withPartitions(1);
        echoing.broker().produce(echoing.ordersTopic(), 0, "id-17", "order");
        Running running =
                Scenario.start(echoing.builder(Mono::just).echoOrderKeys(true).build());

        assertThat(silent.outcomes(1)).extracting(OutcomeRecord::key).containsExactly(Optional.empty());
        assertThat(echoing.outcomes(1)).extracting(OutcomeRecord::key).containsExactly(Optional.of("id-17"));
        running.stop();
    }

    @Test
    void outcomesHaveTheirOrdersPlaceAsKey() {
        Scenario scenario = Scenario.withPartitions(2).produce("a", "b", "c");
        scenario.runUntilOutcomes(3);

        assertThat(scenario.broker().records(scenario.outcomesTopic(), 3))
                .extracting(ConsumerRecord::key)
                .extracting(key -> new String(key, StandardCharsets.UTF_8))
                .containsExactlyInAnyOrder(
                        scenario.ordersTopic() + "-0@0",
                        scenario.ordersTopic() + "-1@0",
                        scenario.ordersTopic() + "-0@1");
    }

    @Test
    void whatCanBeInFlightIsBounded() {
        Scenario scenario = Scenario.withPartitions(3);
        scenario.produce(IntStream.range(0, 60).mapToObj(i -> "order" + i).toList());
        Running running = Scenario.start(scenario.builder(order -> Mono.never())
                .options(scenario.options()
                        .batch(BatchOptions.builder().concurrency(4).build())
                        .claimAhead(3)
                        .drainTimeout(Duration.ofMillis(100))
                        .build())
                .build());
        Scenario.await("it claims", () -> running.totals().claims() == 7);
        Scenario.await("it calls", () -> scenario.calls().size() == 4);
        KafkaBatchStatus status = running.batch().status();
        running.stop();

        assertThat(status.claimed()).isEqualTo(7);
        assertThat(status.partitions()).isEqualTo(3);
        assertThat(status.state()).isEqualTo(KafkaBatchStatus.State.RUNNING);
        assertThat(running.totals().claims()).isEqualTo(7);
        assertThat(running.totals().released()).isEqualTo(3);
        assertThat(new HashSet<>(scenario.calls())).hasSize(4);
    }
}

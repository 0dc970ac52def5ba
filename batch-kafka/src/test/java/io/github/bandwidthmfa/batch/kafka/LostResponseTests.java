package io.github.bandwidthmfa.batch.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.batch.kafka.KafkaProxy.Loss;
import io.github.bandwidthmfa.batch.kafka.OutcomeRecord.Result;
import io.github.bandwidthmfa.batch.kafka.Scenario.Running;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

/** A transaction's request or response is lost on the network until the producer gives up. */
final class LostResponseTests {

    @ParameterizedTest
    @CsvSource({
        "RESPONSE," + KafkaProxy.END_TXN + ",true",
        "REQUEST," + KafkaProxy.END_TXN + ",true",
        "RESPONSE," + KafkaProxy.TXN_OFFSET_COMMIT + ",false",
        "REQUEST," + KafkaProxy.TXN_OFFSET_COMMIT + ",false"
    })
    void whateverIsLostNoOrderIsSentTwice(Loss loss, short api, boolean isInDoubt) throws IOException {
        Scenario scenario = Scenario.withPartitions(2);
        List<String> orders = IntStream.range(0, 200).mapToObj(i -> "order" + i).toList();
        try (KafkaProxy proxy =
                new KafkaProxy(scenario.broker().proxyPort(), scenario.broker().proxiedPort())) {
            Map<String, Object> connection = scenario.connection();
            connection.put("bootstrap.servers", "127.0.0.1:" + scenario.broker().proxyPort());
            connection.put("max.block.ms", "700");
            connection.put("request.timeout.ms", "600");
            connection.put("delivery.timeout.ms", "700");
            connection.put("linger.ms", "0");
            connection.put("default.api.timeout.ms", "20000");
            Running running = Scenario.start(
                    scenario.builder(Mono::just).connection(connection).build());
            Scenario.await("it owns partitions", () -> running.batch().status().partitions() == 2);
            scenario.produce(orders.subList(0, 100));
            Scenario.await("it sends", () -> scenario.calls().size() >= 100);

            proxy.lose(loss, api);
            scenario.produce(orders.subList(100, 200));
            Scenario.await(
                    "commits fail",
                    () -> isInDoubt
                            ? running.totals().settled() > 0
                            : running.totals().refused() > 0);
            proxy.lose(Loss.NOTHING, api);

            List<OutcomeRecord> outcomes = scenario.outcomes(200);
            running.stop();
            assertThat(proxy.lost()).isPositive();
            assertThat(outcomes)
                    .hasSize(200)
                    .allSatisfy(outcome -> assertThat(outcome.outcome()).isEqualTo(Result.ACCEPTED));
            assertThat(outcomes.stream().map(OutcomeRecord::order)).doesNotHaveDuplicates();
            assertThat(scenario.calls()).containsExactlyInAnyOrderElementsOf(orders);
        }
    }
}

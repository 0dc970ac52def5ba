package io.github.bandwidthmfa.batch.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.batch.BatchOptions;
import io.github.bandwidthmfa.batch.kafka.KafkaProxy.Loss;
import io.github.bandwidthmfa.batch.kafka.Scenario.Running;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A sender that cannot commit begins no call, whatever it has claimed. */
final class StaleClaimsTests {

    @Test
    void callsWaitUntilTheClaimsAreConfirmed() throws IOException {
        Scenario scenario = Scenario.withPartitions(1).produce("first", "second", "third");
        Sinks.Empty<Void> permits = Sinks.empty();
        try (KafkaProxy proxy =
                new KafkaProxy(scenario.broker().proxyPort(), scenario.broker().proxiedPort())) {
            Map<String, Object> connection = scenario.connection();
            connection.put("bootstrap.servers", "127.0.0.1:" + scenario.broker().proxyPort());
            connection.put("max.block.ms", "500");
            connection.put("request.timeout.ms", "400");
            connection.put("delivery.timeout.ms", "500");
            connection.put("linger.ms", "0");
            Running running = Scenario.start(scenario.builder(Mono::just)
                    .connection(connection)
                    .options(scenario.options()
                            .staleAfter(Duration.ofMillis(800))
                            .batch(BatchOptions.builder()
                                    .rateLimiter(count -> permits.asMono())
                                    .build())
                            .build())
                    .build());
            Scenario.await("orders are claimed", () -> running.totals().claims() == 3);

            proxy.lose(Loss.REQUEST, KafkaProxy.TXN_OFFSET_COMMIT);
            Scenario.await(
                    "the claims are stale", () -> running.batch().status().state() == KafkaBatchStatus.State.STALLED);
            permits.tryEmitEmpty();
            long refused = running.totals().refused();
            Scenario.await("commits are tried again", () -> running.totals().refused() > refused + 1);
            List<String> callsWhileStale = List.copyOf(scenario.calls());
            proxy.lose(Loss.NOTHING, KafkaProxy.TXN_OFFSET_COMMIT);

            assertThat(callsWhileStale).isEmpty();
            assertThat(scenario.outcomes(3)).hasSize(3);
            running.stop();
            assertThat(scenario.calls()).containsExactlyInAnyOrder("first", "second", "third");
        }
    }
}

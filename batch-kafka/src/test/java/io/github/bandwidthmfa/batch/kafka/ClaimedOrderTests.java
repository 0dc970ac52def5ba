package io.github.bandwidthmfa.batch.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** The gate: a call begins or the order is released, never both. */
final class ClaimedOrderTests {

    private final ClaimedOrder<String> order = order();

    private static ClaimedOrder<String> order() {
        return new ClaimedOrder<>(new OrderId("orders", 0, 1), new ConsumerRecord<>("orders", 0, 1, null, new byte[0]));
    }

    @Test
    void aReleasedOrderDoesNotBegin() {
        assertThat(order.release()).isTrue();
        assertThat(order.begin()).isFalse();
    }

    @Test
    void anOrderThatHasBegunIsNotReleased() {
        assertThat(order.begin()).isTrue();
        assertThat(order.release()).isFalse();
        assertThat(order.begin()).isFalse();
    }

    @Test
    void aCallThatWasNotCarriedOutCanBeReleased() {
        assertThat(order.begin()).isTrue();
        order.callWasNotCarriedOut();

        assertThat(order.release()).isTrue();
        assertThat(order.begin()).isFalse();
    }

    @Test
    void anAbandonedOrderIsNotCalledAgain() {
        assertThat(order.begin()).isTrue();
        assertThat(order.abandon()).isFalse();
        order.callWasNotCarriedOut();

        assertThat(order.begin()).isFalse();
    }

    @Test
    void oneOfTwoThreadsPasses() {
        for (int round = 0; round < 2_000; round++) {
            ClaimedOrder<String> contended = order();
            CompletableFuture<Boolean> begun = CompletableFuture.supplyAsync(contended::begin);
            boolean released = contended.release();

            assertThat(begun.join()).isNotEqualTo(released);
        }
    }
}

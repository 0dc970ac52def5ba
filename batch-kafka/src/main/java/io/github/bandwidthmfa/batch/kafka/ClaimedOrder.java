package io.github.bandwidthmfa.batch.kafka;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * An order that was given to the batch, and the gate that its call passes: either the call begins or the order is released,
 * never both.
 */
final class ClaimedOrder<O> {

    private enum State {
        CLAIMED,
        CALLING,
        RELEASED
    }

    private final OrderId id;
    private final ConsumerRecord<byte[], byte[]> orderRecord;
    private final AtomicReference<State> state = new AtomicReference<>(State.CLAIMED);

    private volatile boolean abandoned;

    /** Only the batch touches it, on one thread at a time. */
    private @Nullable O decoded;

    ClaimedOrder(OrderId id, ConsumerRecord<byte[], byte[]> orderRecord) {
        this.id = id;
        this.orderRecord = orderRecord;
    }

    OrderId id() {
        return id;
    }

    ConsumerRecord<byte[], byte[]> orderRecord() {
        return orderRecord;
    }

    O decode(OrderDecoder<O> decoder) throws Exception {
        O order = decoded;
        if (order == null) {
            byte[] value = orderRecord.value();
            if (value == null) {
                throw new IllegalArgumentException("the record has no value");
            }
            order = Objects.requireNonNull(decoder.decode(value), "the decoder returned null");
            decoded = order;
        }
        return order;
    }

    O decoded() {
        return Objects.requireNonNull(decoded);
    }

    /** The call may begin. */
    boolean begin() {
        return !abandoned && state.compareAndSet(State.CLAIMED, State.CALLING);
    }

    /** The service has not carried out the call: the batch may make another one, or the order may be given back. */
    void callWasNotCarriedOut() {
        state.compareAndSet(State.CALLING, State.CLAIMED);
    }

    /** No call will begin. False if one has. */
    boolean release() {
        return state.compareAndSet(State.CLAIMED, State.RELEASED);
    }

    /** The partition has another owner: no further call will begin. False if one is under way. */
    boolean abandon() {
        abandoned = true;
        return release();
    }

    boolean isReleased() {
        return state.get() == State.RELEASED;
    }

    @Override
    public String toString() {
        return id + " " + state;
    }
}

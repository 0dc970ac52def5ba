package io.github.bandwidthmfa.batch.kafka;

import io.github.bandwidthmfa.batch.Outcome;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** An order before the end of the claims that has no committed outcome. Only the poll loop's thread touches it. */
final class PendingOrder<O, R> {

    /** Where an order stands. */
    sealed interface Stage<O, R> permits Interrupted, GivenBack, Free, InBatch, Ended {

        /** How the order is written down, unless its outcome is written in the same transaction. */
        Claims.Mark mark();
    }

    /** Claimed by a process that has ended. Its record is fetched for its key; then it is {@code UNKNOWN}. */
    record Interrupted<O, R>() implements Stage<O, R> {
        @Override
        public Claims.Mark mark() {
            return Claims.Mark.CLAIMED;
        }
    }

    /** Given back by the owner before this one. Its record is fetched; then it is {@link Free}. */
    record GivenBack<O, R>() implements Stage<O, R> {
        @Override
        public Claims.Mark mark() {
            return Claims.Mark.GIVEN_BACK;
        }
    }

    /**
     * May be claimed.
     *
     * @param orderRecord the order
     * @param fromNanos not before this {@link System#nanoTime()}
     */
    record Free<O, R>(ConsumerRecord<byte[], byte[]> orderRecord, long fromNanos) implements Stage<O, R> {
        @Override
        public Claims.Mark mark() {
            return Claims.Mark.GIVEN_BACK;
        }
    }

    /**
     * Claimed by this process, and in the batch.
     *
     * @param order its gate
     */
    record InBatch<O, R>(ClaimedOrder<O> order) implements Stage<O, R> {
        @Override
        public Claims.Mark mark() {
            return Claims.Mark.CLAIMED;
        }
    }

    /**
     * Its outcome is known, and is to be committed.
     *
     * @param outcomeRecord for the topic of outcomes
     * @param outcome for the report; empty if no call was made by this process
     */
    record Ended<O, R>(OutcomeRecord outcomeRecord, Optional<Outcome<OrderId, R>> outcome) implements Stage<O, R> {
        @Override
        public Claims.Mark mark() {
            return Claims.Mark.CLAIMED;
        }
    }

    private final OrderId id;
    private Stage<O, R> stage;
    private int attempts;

    PendingOrder(OrderId id, Stage<O, R> stage) {
        this.id = id;
        this.stage = stage;
    }

    OrderId id() {
        return id;
    }

    Stage<O, R> stage() {
        return stage;
    }

    void become(Stage<O, R> next) {
        stage = next;
    }

    /** One more attempt that did not send it. */
    int countAttempt() {
        return ++attempts;
    }

    int attempts() {
        return attempts;
    }

    /** The gate, if the order is in the batch. */
    @Nullable
    ClaimedOrder<O> inBatch() {
        return stage instanceof InBatch<O, R> inBatch ? inBatch.order() : null;
    }
}

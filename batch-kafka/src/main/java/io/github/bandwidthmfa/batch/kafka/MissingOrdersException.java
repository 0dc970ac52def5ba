package io.github.bandwidthmfa.batch.kafka;

import org.apache.kafka.common.TopicPartition;

/** Orders are gone that nobody had claimed: retention has deleted them, or the topic is another one than before. */
public final class MissingOrdersException extends KafkaBatchException {

    private static final long serialVersionUID = 1L;

    private MissingOrdersException(String message) {
        super(message, null);
    }

    static MissingOrdersException deleted(TopicPartition partition, long first, long oldest) {
        return new MissingOrdersException("the orders " + first + " to " + (oldest - 1) + " of " + partition
                + " were deleted before they were claimed; they have no outcome. Keep orders for longer (retention.ms), and"
                + " start once with MissingOrders.SKIP to go on with " + oldest);
    }

    static MissingOrdersException truncated(TopicPartition partition, long next, long end) {
        return new MissingOrdersException(partition + " ends at " + end + ", and orders up to " + next
                + " were claimed: the topic was made anew, or lost its end. Use another group for the new topic");
    }
}

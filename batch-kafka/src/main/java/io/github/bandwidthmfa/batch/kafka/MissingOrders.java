package io.github.bandwidthmfa.batch.kafka;

/** What to do when the broker has deleted orders, by the topic's retention, that nobody had claimed. */
public enum MissingOrders {
    /** Fail with {@link MissingOrdersException}, which names the orders. The default. */
    REFUSE,
    /** Log and count them, and go on with the oldest order that is there. They have no outcome. */
    SKIP
}

package io.github.bandwidthmfa.batch.kafka;

/**
 * What to do with a partition that has no claims of a {@link KafkaBatch} in the consumer group: on the very first start, with a
 * partition that was added to the topic, and after the group's commits have expired or were reset by hand. Claims that are
 * there are always followed, whatever this says.
 */
public enum FirstStart {
    /**
     * Fail with {@link MissingClaimsException}. The default: where the commits were lost, every other choice sends orders again
     * or leaves some out.
     */
    REFUSE,
    /** Begin with the oldest order that the topic still has. Refuses a partition with the commit of something else. */
    EARLIEST,
    /** Begin with the next order that is produced. Refuses a partition with the commit of something else. */
    LATEST,
    /**
     * Begin where another consumer, or a tool, has committed to: all orders before that offset are taken as done. Refuses a
     * partition without any commit.
     */
    COMMITTED
}

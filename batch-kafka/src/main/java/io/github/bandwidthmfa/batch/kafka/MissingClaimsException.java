package io.github.bandwidthmfa.batch.kafka;

import org.apache.kafka.common.TopicPartition;

/**
 * A partition has no claims to go on from: the group has no commit for it, or one that something else has written. See {@link
 * FirstStart}.
 */
public final class MissingClaimsException extends KafkaBatchException {

    private static final long serialVersionUID = 1L;

    private MissingClaimsException(String message) {
        super(message, null);
    }

    static MissingClaimsException noCommit(TopicPartition partition) {
        return new MissingClaimsException("the group has no commit for " + partition
                + ". On the very first start, or for a partition that was added, start once with FirstStart.EARLIEST or"
                + " FirstStart.LATEST. If the group has sent from it before, its commits have expired or were deleted: find"
                + " the last outcome of the partition first, commit the offset after it with kafka-consumer-groups, and start"
                + " once with FirstStart.COMMITTED");
    }

    static MissingClaimsException plainCommit(TopicPartition partition, long offset) {
        return new MissingClaimsException("the commit of " + partition + " (offset " + offset
                + ") has no claims: another consumer or a tool has written it. If every order before this offset is done and"
                + " none after it was sent, start once with FirstStart.COMMITTED; otherwise use another group");
    }

    static MissingClaimsException foreign(TopicPartition partition, long offset, String why) {
        return new MissingClaimsException("the commit of " + partition + " (offset " + offset
                + ") has metadata that is not this library's, or a newer version's: " + why
                + ". Stop the other application, or use another group");
    }
}

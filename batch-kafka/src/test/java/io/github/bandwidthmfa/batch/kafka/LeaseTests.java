package io.github.bandwidthmfa.batch.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.bandwidthmfa.batch.kafka.Claims.Mark;
import io.github.bandwidthmfa.batch.kafka.OutcomeRecord.Result;
import io.github.bandwidthmfa.batch.kafka.PendingOrder.Ended;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

final class LeaseTests {

    private static final TopicPartition PARTITION = new TopicPartition("orders", 0);

    private static ConsumerRecord<byte[], byte[]> at(long offset) {
        return new ConsumerRecord<>("orders", 0, offset, new byte[] {'k'}, new byte[0]);
    }

    private static Lease<String, String> lease(long end, NavigableMap<Long, Mark> pending) {
        return new Lease<>(PARTITION, end, pending, new OutcomeWriter("me", true));
    }

    private static LeaseStep<String, String> claimAll(Lease<String, String> lease) {
        LeaseStep<String, String> step = new LeaseStep<>(lease, System.nanoTime());
        while (step.claimNext()) {
            assertThat(step.changesAnything()).isTrue();
        }
        return step;
    }

    private static List<Long> offsets(LeaseStep<String, String> step) {
        return step.claims().stream().map(ConsumerRecord::offset).toList();
    }

    @Test
    void recordsThatAreDeliveredTwiceAreClaimedOnce() {
        Lease<String, String> lease = lease(5, new TreeMap<>());
        List.of(3L, 4L, 5L, 6L, 5L, 6L, 7L, 4L).forEach(offset -> lease.fetched(at(offset)));

        LeaseStep<String, String> step = claimAll(lease);
        assertThat(offsets(step)).containsExactly(5L, 6L, 7L);
        lease.committed(step);
        List.of(5L, 6L, 7L, 8L).forEach(offset -> lease.fetched(at(offset)));

        assertThat(offsets(claimAll(lease))).containsExactly(8L);
    }

    @Test
    void whatTheOwnerBeforeHadClaimedIsUnknownAndNotClaimed() {
        Lease<String, String> lease =
                lease(10, new TreeMap<>(Map.of(4L, Mark.CLAIMED, 6L, Mark.GIVEN_BACK, 9L, Mark.CLAIMED)));
        assertThat(lease.firstToFetch()).isEqualTo(4);
        for (long offset = 4; offset < 12; offset++) {
            lease.fetched(at(offset));
        }

        LeaseStep<String, String> step = claimAll(lease);

        assertThat(offsets(step)).containsExactly(6L, 10L, 11L);
        assertThat(step.ended()).extracting(order -> order.id().offset()).containsExactly(4L, 9L);
        assertThat(step.ended()).allSatisfy(order -> {
            OutcomeRecord outcome = ((Ended<String, String>) order.stage()).outcomeRecord();
            assertThat(outcome.outcome()).isEqualTo(Result.UNKNOWN);
            assertThat(outcome.reason()).contains(OutcomeRecord.INTERRUPTED);
            assertThat(outcome.key()).contains("k");
        });
        assertThat(step.offset("me", 1).metadata()).isEqualTo("mfa1 me 1 6,4:1");
    }

    @Test
    void ordersThatAreGoneHaveTheirOutcome() {
        Lease<String, String> lease = lease(10, new TreeMap<>(Map.of(4L, Mark.CLAIMED, 6L, Mark.GIVEN_BACK)));
        lease.passed(8);

        assertThat(claimAll(lease).ended())
                .extracting(order -> ((Ended<String, String>) order.stage()).outcomeRecord())
                .extracting(OutcomeRecord::outcome, OutcomeRecord::reason, OutcomeRecord::key)
                .containsExactly(
                        tuple(Result.UNKNOWN, Optional.of(OutcomeRecord.INTERRUPTED), Optional.empty()),
                        tuple(Result.NOT_SENT, Optional.of(OutcomeRecord.GONE), Optional.empty()));
    }

    @Test
    void nothingChangesUntilTheCommitIsCertain() {
        Lease<String, String> lease = lease(0, new TreeMap<>());
        lease.fetched(at(0));

        assertThat(offsets(claimAll(lease))).containsExactly(0L);
        assertThat(lease.end()).isZero();
        assertThat(offsets(claimAll(lease))).containsExactly(0L);
    }

    @Test
    void aReleasedLeaseGivesBackAndClaimsNothing() {
        Lease<String, String> lease = lease(0, new TreeMap<>());
        List.of(0L, 1L, 2L).forEach(offset -> lease.fetched(at(offset)));
        LeaseStep<String, String> step = new LeaseStep<>(lease, System.nanoTime());
        assertThat(step.claimNext()).isTrue();
        assertThat(step.claimNext()).isTrue();
        ClaimedOrder<String> called = lease.committed(step).get(0);
        assertThat(called.begin()).isTrue();

        assertThat(lease.release()).isEqualTo(1);

        LeaseStep<String, String> last = claimAll(lease);
        assertThat(last.claims()).isEmpty();
        assertThat(last.offset("me", 2).offset()).isEqualTo(2);
        assertThat(last.offset("me", 2).metadata()).isEqualTo("mfa1 me 2 2,1!");
        lease.committed(last);
        assertThat(lease.isSettled()).as("a call is in flight").isFalse();
    }

    @Test
    void claimingEndsWhereTheMetadataWouldBeTooLong() {
        Lease<String, String> lease = lease(0, new TreeMap<>());
        for (long offset = 0; offset < 20_000; offset += 7) {
            lease.fetched(at(offset));
        }

        LeaseStep<String, String> step = claimAll(lease);

        assertThat(step.claims()).hasSizeBetween(1_000, 1_500);
        assertThat(step.offset("me", Long.MAX_VALUE).metadata()).hasSizeLessThanOrEqualTo(Claims.MAX_LENGTH);
    }
}

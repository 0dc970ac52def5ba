package io.github.bandwidthmfa.batch.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bandwidthmfa.batch.kafka.Ledger.Step;
import io.github.bandwidthmfa.batch.kafka.Ledger.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a commit says that the broker refuses, does not respond to, or would wrongly accept. */
final class LedgerTests {

    private static final TopicPartition PARTITION = new TopicPartition("orders", 0);
    private static final OffsetAndMetadata MINE = new OffsetAndMetadata(7, "mfa1 me 2 1");
    private static final Step STEP =
            new Step(Map.of(PARTITION, MINE), List.of(new ProducerRecord<>("outcomes", new byte[0], new byte[0])));

    private final Map<TopicPartition, OffsetAndMetadata> stored = new HashMap<>();
    private final List<MockProducer<byte[], byte[]>> producers = new ArrayList<>();
    private final Counters counters = new Counters();
    private ConsumerGroupMetadata member = new ConsumerGroupMetadata("senders", 3, "me", Optional.empty());

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none") {
        @Override
        public ConsumerGroupMetadata groupMetadata() {
            return member;
        }

        @Override
        public Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions, Duration timeout) {
            return stored;
        }
    };

    private final MockProducer<byte[], byte[]> first = producer();
    private final Ledger ledger = new Ledger(consumer, this::next, "senders", counters);
    private final List<String> ids = new ArrayList<>();

    private static MockProducer<byte[], byte[]> producer() {
        return new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private Producer<byte[], byte[]> next(String id) {
        ids.add(id);
        MockProducer<byte[], byte[]> next = producers.isEmpty() ? first : producer();
        producers.add(next);
        return next;
    }

    @Test
    void outcomesAndOffsetsAreOneTransaction() {
        assertThat(ledger.commit(STEP)).isEqualTo(Verdict.COMMITTED);

        assertThat(first.history()).hasSize(1);
        assertThat(first.consumerGroupOffsetsHistory()).containsExactly(Map.of("senders", Map.of(PARTITION, MINE)));
        assertThat(first.commitCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"-1,me", "3,''"})
    void whoIsNoMemberCommitsNothing(int generation, String memberId) {
        member = new ConsumerGroupMetadata("senders", generation, memberId, Optional.empty());

        assertThat(ledger.commit(STEP)).isEqualTo(Verdict.REFUSED);
        assertThat(producers).isEmpty();
    }

    @Test
    void aRefusedCommitIsAborted() {
        first.sendOffsetsToTransactionException = new CommitFailedException();

        assertThat(ledger.commit(STEP)).isEqualTo(Verdict.REFUSED);
        assertThat(first.transactionAborted()).isTrue();
        assertThat(counters.totals().refused()).isEqualTo(1);
    }

    @Test
    void aCommitInDoubtThatWasCarriedOutIsCommitted() {
        first.commitTransactionException = new TimeoutException();
        stored.put(PARTITION, MINE);

        assertThat(ledger.commit(STEP)).isEqualTo(Verdict.COMMITTED);
        assertThat(producers).hasSize(2);
        assertThat(producers.get(1).transactionInitialized()).isTrue();
        assertThat(ids.get(1)).as("the same id fences the old one").isEqualTo(ids.get(0));
        assertThat(counters.totals().settled()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"7,mfa1 me 1 1", "7,mfa1 other 2 1", "6,mfa1 me 2 1", "7,''"})
    void aCommitInDoubtThatWasNotCarriedOutIsRefused(long offset, String metadata) {
        first.commitTransactionException = new ProducerFencedException("fenced");
        stored.put(PARTITION, new OffsetAndMetadata(offset, metadata));

        assertThat(ledger.commit(STEP)).isEqualTo(Verdict.REFUSED);
        assertThat(producers.get(1).transactionInitialized()).isTrue();
    }

    @Test
    void aCommitInDoubtOfAPartitionWithoutACommitIsRefused() {
        first.commitTransactionException = new TimeoutException();

        assertThat(ledger.commit(STEP)).isEqualTo(Verdict.REFUSED);
    }

    @Test
    void aProducerThatCannotAbortIsReplaced() {
        first.sendOffsetsToTransactionException = new TimeoutException();
        first.abortTransactionException = new TimeoutException();

        assertThat(ledger.commit(STEP)).isEqualTo(Verdict.REFUSED);
        assertThat(ledger.commit(STEP)).isEqualTo(Verdict.COMMITTED);
        assertThat(first.closed()).isTrue();
        assertThat(producers).hasSize(2);
    }

    @Test
    void whatCanNeverBeCommittedEndsTheRun() {
        first.sendOffsetsToTransactionException = new KafkaException("no such thing");

        assertThatThrownBy(() -> {
                    for (int i = 0; i < 10; i++) {
                        assertThat(ledger.commit(STEP)).isEqualTo(Verdict.REFUSED);
                    }
                })
                .isInstanceOf(KafkaException.class)
                .hasMessage("no such thing");
    }

    @Test
    void theClaimsAreAsOldAsTheBeginOfTheLatestCommit() {
        assertThat(ledger.commit(STEP)).isEqualTo(Verdict.COMMITTED);
        long confirmed = ledger.confirmedNanos();
        first.sendOffsetsToTransactionException = new CommitFailedException();

        assertThat(ledger.commit(STEP)).isEqualTo(Verdict.REFUSED);
        assertThat(ledger.confirmedNanos()).isEqualTo(confirmed);
    }
}

package io.github.bandwidthmfa.batch.kafka;

import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaServiceException;
import io.github.bandwidthmfa.batch.Outcome;
import io.github.bandwidthmfa.batch.kafka.OutcomeRecord.Result;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Makes the documents of outcomes. Of what an application has thrown it writes the type only: its message may quote an order. */
final class OutcomeWriter {

    /** An outcome that is larger than the topic allows could never be committed, by no sender. */
    private static final int MAX_TEXT = 1_024;

    /** Of a document, generously: its two texts may be escaped, and the service's request id is of a header's size. */
    static final int MAX_LENGTH = 16 * MAX_TEXT;

    private final String owner;
    private final boolean echoOrderKeys;

    OutcomeWriter(String owner, boolean echoOrderKeys) {
        this.owner = owner;
        this.echoOrderKeys = echoOrderKeys;
    }

    static ProducerRecord<byte[], byte[]> recordFor(String topic, OutcomeRecord outcome) {
        return new ProducerRecord<>(topic, outcome.order().bytes(), outcome.write());
    }

    OutcomeRecord interrupted(OrderId order, Optional<ConsumerRecord<byte[], byte[]>> orderRecord) {
        return without(order, orderRecord, Result.UNKNOWN, OutcomeRecord.INTERRUPTED);
    }

    OutcomeRecord gone(OrderId order) {
        return without(order, Optional.empty(), Result.NOT_SENT, OutcomeRecord.GONE);
    }

    OutcomeRecord released(ClaimedOrder<?> order) {
        return without(order.id(), Optional.of(order.orderRecord()), Result.NOT_SENT, OutcomeRecord.RELEASED);
    }

    /** An outcome without a call of this process. */
    private OutcomeRecord without(
            OrderId order, Optional<ConsumerRecord<byte[], byte[]>> orderRecord, Result result, String reason) {
        return new OutcomeRecord(
                order,
                orderRecord.flatMap(this::key),
                result,
                Optional.of(reason),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                now(),
                owner);
    }

    <O, R> OutcomeRecord of(
            ClaimedOrder<O> order, Outcome<OrderId, R> outcome, Function<? super R, String> responseId) {
        Result result;
        Optional<String> reason = Optional.empty();
        Optional<String> response = Optional.empty();
        Optional<MfaServiceException> refusal = Optional.empty();
        if (outcome instanceof Outcome.Success<OrderId, R> success) {
            result = Result.ACCEPTED;
            response = idOf(success.response(), responseId);
        } else if (outcome instanceof Outcome.Failure<OrderId, R> failure) {
            MfaException error = failure.error();
            result = Result.valueOf(error.disposition().name());
            reason = Optional.of(error.getClass().getSimpleName());
            refusal = error instanceof MfaServiceException answered ? Optional.of(answered) : Optional.empty();
        } else if (outcome instanceof Outcome.NotAttempted<OrderId, R> notAttempted) {
            result = Result.NOT_SENT;
            reason = Optional.of(
                    notAttempted.reason() == Outcome.NotAttempted.Reason.NO_PERMIT
                            ? OutcomeRecord.NO_PERMIT
                            : OutcomeRecord.NO_REQUEST);
        } else {
            result = Result.UNKNOWN;
            reason = Optional.of(nameOf(
                    ((Outcome.UnexpectedError<OrderId, R>) outcome).cause().getClass()));
        }
        return new OutcomeRecord(
                order.id(),
                key(order.orderRecord()),
                result,
                reason,
                response,
                refusal.map(MfaServiceException::status),
                refusal.flatMap(MfaServiceException::requestId),
                Math.max(0, outcome.elapsed().toMillis()),
                now(),
                owner);
    }

    private static String nameOf(Class<?> type) {
        return type.isAnonymousClass() ? type.getName() : type.getSimpleName();
    }

    /** The order was accepted, whatever the application's function makes of the response. */
    private static <R> Optional<String> idOf(R response, Function<? super R, String> responseId) {
        try {
            return Optional.ofNullable(responseId.apply(response)).filter(id -> id.length() <= MAX_TEXT);
        } catch (RuntimeException thrown) {
            return Optional.empty();
        }
    }

    private Optional<String> key(ConsumerRecord<byte[], byte[]> orderRecord) {
        byte[] key = orderRecord.key();
        if (!echoOrderKeys || key == null || key.length > MAX_TEXT) {
            return Optional.empty();
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(key))
                    .toString());
        } catch (CharacterCodingException notText) {
            return Optional.empty();
        }
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }
}

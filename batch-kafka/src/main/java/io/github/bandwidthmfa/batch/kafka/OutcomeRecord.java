package io.github.bandwidthmfa.batch.kafka;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * What became of one order: the value of a record in the topic of outcomes, as JSON. The record's key is {@link
 * OrderId#toString()}. It holds no phone number, no code and no text. Read the topic with {@code
 * isolation.level=read_committed}: then each order has exactly one outcome.
 *
 * @param order which order
 * @param key the key of the order's record, if {@link KafkaBatch.Builder#echoOrderKeys} is on and the record had one
 * @param outcome what became of it
 * @param reason why, for everything but {@code ACCEPTED}: {@value #INTERRUPTED}, {@value #GONE}, {@value #RELEASED}, {@value
 *     #NO_REQUEST}, {@value #NO_PERMIT}, or the simple name of the client's exception or of what was thrown
 * @param responseId the service's id of the message or call, for {@code ACCEPTED}
 * @param status the HTTP status, if the service refused or failed
 * @param requestId the service's request id, if it refused or failed
 * @param elapsedMillis how long the last call took; 0 if none was made
 * @param at when the outcome was known
 * @param by the process that has written it: {@link KafkaBatch#owner()}
 */
public record OutcomeRecord(
        OrderId order,
        Optional<String> key,
        Result outcome,
        Optional<String> reason,
        Optional<String> responseId,
        Optional<Integer> status,
        Optional<String> requestId,
        long elapsedMillis,
        Instant at,
        String by) {

    /** The process that had claimed the order ended before it knew the outcome. */
    public static final String INTERRUPTED = "interrupted";
    /** The topic's retention has deleted the order before it could be sent. */
    public static final String GONE = "gone";
    /** In the topic of late outcomes only: a process had claimed the order, lost the partition, and never began the call. */
    public static final String RELEASED = "released";
    /** The order could not be read, or no request could be made of it. */
    public static final String NO_REQUEST = "no-request";
    /** The rate limiter failed, as often as the options allow. */
    public static final String NO_PERMIT = "no-permit";

    private static final int VERSION = 1;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();
    private static final ObjectWriter WRITER = JSON.writerFor(Document.class);
    private static final ObjectReader READER = JSON.readerFor(Document.class);

    /** What became of an order. */
    public enum Result {
        /** The service has accepted it. Accepted is not delivered. */
        ACCEPTED,
        /** The service has refused it, and did nothing. */
        REJECTED,
        /** It was not sent, and will not be: to send it, produce a new order. */
        NOT_SENT,
        /** It may have been sent. Find out before you produce a new order. */
        UNKNOWN
    }

    /**
     * Checks that everything is there.
     *
     * @param order which order
     * @param key the key of the order's record
     * @param outcome what became of it
     * @param reason why
     * @param responseId the service's id of the message or call
     * @param status the HTTP status
     * @param requestId the service's request id
     * @param elapsedMillis how long the last call took
     * @param at when the outcome was known
     * @param by the process that has written it
     */
    public OutcomeRecord {
        Objects.requireNonNull(order, "order");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(responseId, "responseId");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(requestId, "requestId");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(by, "by");
    }

    /**
     * The JSON document.
     *
     * @return its UTF-8 bytes
     */
    public byte[] write() {
        return WRITER.writeValueAsBytes(new Document(
                VERSION,
                new Place(order.topic(), order.partition(), order.offset(), key.orElse(null)),
                outcome,
                reason.orElse(null),
                responseId.orElse(null),
                status.orElse(null),
                requestId.orElse(null),
                elapsedMillis,
                at.toString(),
                by));
    }

    /**
     * Reads a document. Properties that this version does not know are ignored.
     *
     * @param json what {@link #write} has written
     * @return the record
     * @throws IllegalArgumentException if the bytes are no outcome, or one of a newer version
     */
    public static OutcomeRecord read(byte[] json) {
        try {
            Document document = READER.readValue(json);
            if (document.v() != VERSION) {
                throw new IllegalArgumentException(
                        "an outcome of version " + document.v() + ", and this reads version " + VERSION);
            }
            Place order = document.order();
            return new OutcomeRecord(
                    new OrderId(order.topic(), order.partition(), order.offset()),
                    Optional.ofNullable(order.key()),
                    document.outcome(),
                    Optional.ofNullable(document.reason()),
                    Optional.ofNullable(document.responseId()),
                    Optional.ofNullable(document.status()),
                    Optional.ofNullable(document.requestId()),
                    document.elapsedMs(),
                    Instant.parse(document.at()),
                    document.by());
        } catch (JacksonException | NullPointerException | java.time.format.DateTimeParseException malformed) {
            throw new IllegalArgumentException(
                    "no outcome: " + malformed.getClass().getSimpleName(), malformed);
        }
    }

    /** Without the order's key, which is the application's. */
    @Override
    public String toString() {
        return order + " " + outcome + reason.map(why -> " " + why).orElse("");
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonPropertyOrder({"v", "order", "outcome", "reason", "responseId", "status", "requestId", "elapsedMs", "at", "by"
    })
    private record Document(
            @JsonProperty(required = true) int v,
            Place order,
            Result outcome,
            @Nullable String reason,
            @Nullable String responseId,
            @Nullable Integer status,
            @Nullable String requestId,
            long elapsedMs,
            String at,
            String by) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonPropertyOrder({"topic", "partition", "offset", "key"})
    private record Place(
            String topic,
            int partition,
            long offset,
            @Nullable String key) {}
}

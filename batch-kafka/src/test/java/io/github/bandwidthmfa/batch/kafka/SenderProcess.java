package io.github.bandwidthmfa.batch.kafka;

import io.github.bandwidthmfa.CodeRequest;
import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.MessagingCodeResponse;
import io.github.bandwidthmfa.PhoneNumber;
import io.github.bandwidthmfa.batch.Batch;
import io.github.bandwidthmfa.batch.BatchOptions;
import io.github.bandwidthmfa.batch.Outcome;
import io.github.bandwidthmfa.reactor.MfaClient;
import io.github.bandwidthmfa.reactor.MfaClientOptions;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A sender in a process of its own: the real client against the simulator. An order is a phone number. Arguments: whether it is the
 * naive one, the brokers, the simulator's base URI and its token URI.
 */
final class SenderProcess {

    static final String GROUP = "senders";
    static final String ORDERS = "codes";
    static final String OUTCOMES = "codes-outcomes";
    static final String LATE = "codes-outcomes-late";
    static final int CONCURRENCY = 16;
    static final int AHEAD = 16;
    static final Duration SESSION_TIMEOUT = Duration.ofSeconds(3);

    private SenderProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        MfaClient client = MfaClient.create(MfaClientOptions.builder()
                .accountId(MfaSimulator.DEFAULT_ACCOUNT_ID)
                .credentials(Credentials.clientCredentials(
                        MfaSimulator.DEFAULT_CLIENT_ID, MfaSimulator.DEFAULT_CLIENT_SECRET))
                .baseUri(URI.create(arguments[2]))
                .tokenUri(URI.create(arguments[3]))
                .build());
        Map<String, Object> connection = Map.of(
                "bootstrap.servers",
                arguments[1],
                "group.id",
                GROUP,
                "session.timeout.ms",
                String.valueOf(SESSION_TIMEOUT.toMillis()),
                "heartbeat.interval.ms",
                "500");
        if (arguments[0].equals("naive")) {
            sendNaively(client, connection);
        } else {
            send(client, connection);
        }
    }

    private static Mono<MessagingCodeResponse> call(MfaClient client, String order) {
        return client.sendMessagingCode(CodeRequest.builder()
                .to(PhoneNumber.of(order))
                .from("+19195554321")
                .applicationId("app")
                .message("Your code is {CODE}")
                .build());
    }

    private static BatchOptions batch() {
        return BatchOptions.builder().concurrency(CONCURRENCY).build();
    }

    private static void send(MfaClient client, Map<String, Object> connection) throws InterruptedException {
        KafkaBatch<String, MessagingCodeResponse> sending = KafkaBatch.<String, MessagingCodeResponse>builder()
                .connection(connection)
                .orders(ORDERS, bytes -> new String(bytes, StandardCharsets.UTF_8))
                .call(order -> call(client, order))
                .responseId(MessagingCodeResponse::messageId)
                .outcomesTo(OUTCOMES)
                .lateOutcomesTo(LATE)
                .options(KafkaBatchOptions.builder()
                        .batch(batch())
                        .claimAhead(AHEAD)
                        .drainTimeout(Duration.ofSeconds(10))
                        .staleAfter(Duration.ofSeconds(2))
                        .firstStart(FirstStart.EARLIEST)
                        .build())
                .build();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> sending.stop().block(Duration.ofSeconds(30))));
        CountDownLatch ended = new CountDownLatch(1);
        sending.run().doFinally(signal -> ended.countDown()).subscribe(report -> {}, failure -> {
            System.out.println("failed: " + failure);
            failure.printStackTrace();
        });
        System.out.println("running " + sending.owner());
        ended.await();
        System.out.println("ended " + sending.status());
    }

    private static Outcome<OrderId, MessagingCodeResponse> naively(
            Outcome<ClaimedOrder<String>, MessagingCodeResponse> outcome) {
        OrderId id = outcome.item().id();
        if (outcome instanceof Outcome.Success<ClaimedOrder<String>, MessagingCodeResponse> success) {
            return new Outcome.Success<>(id, success.response(), success.elapsedNanos());
        }
        if (outcome instanceof Outcome.Failure<ClaimedOrder<String>, MessagingCodeResponse> failure) {
            return new Outcome.Failure<>(id, failure.error(), failure.elapsedNanos());
        }
        return new Outcome.UnexpectedError<>(id, new IllegalStateException(), 0);
    }

    /** What one would write first: offsets are committed as records are polled, and outcomes are produced as they come. */
    private static void sendNaively(MfaClient client, Map<String, Object> connection) {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put("enable.auto.commit", "true");
        settings.put("auto.commit.interval.ms", "1000");
        settings.put("auto.offset.reset", "earliest");
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", connection.get("bootstrap.servers")),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        OutcomeWriter writer = new OutcomeWriter("naive", false);
        Sinks.Many<ClaimedOrder<String>> orders = Sinks.many().unicast().onBackpressureBuffer();
        orders.asFlux()
                .transform(Batch.of(
                        (ClaimedOrder<String> order) ->
                                call(client, new String(order.orderRecord().value(), StandardCharsets.UTF_8)),
                        batch()))
                .subscribe(outcome -> {
                    var unusedSend = producer.send(OutcomeWriter.recordFor(
                            OUTCOMES, writer.of(outcome.item(), naively(outcome), MessagingCodeResponse::messageId)));
                });
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        Runtime.getRuntime().addShutdownHook(new Thread(consumer::wakeup));
        consumer.subscribe(List.of(ORDERS));
        System.out.println("running naive");
        try {
            while (true) {
                for (ConsumerRecord<byte[], byte[]> order : consumer.poll(Duration.ofMillis(100))) {
                    orders.tryEmitNext(
                            new ClaimedOrder<>(new OrderId(ORDERS, order.partition(), order.offset()), order));
                }
            }
        } catch (WakeupException stopped) {
            consumer.close();
        }
    }
}

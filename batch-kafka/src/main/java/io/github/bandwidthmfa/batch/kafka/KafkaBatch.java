package io.github.bandwidthmfa.batch.kafka;

import io.github.bandwidthmfa.batch.BatchReport;
import io.github.bandwidthmfa.batch.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collector;
import org.apache.kafka.common.internals.Topic;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;

/**
 * Sends the orders of a Kafka topic, in any number of processes of one consumer group. No order is sent twice, each has exactly one
 * {@link OutcomeRecord}, and what was in flight when a process died is {@code UNKNOWN} and is never sent again.
 *
 * <pre>{@code
 * KafkaBatch<Order, MessagingCodeResponse> sending = KafkaBatch.<Order, MessagingCodeResponse>builder()
 *         .connection(Map.of("bootstrap.servers", "...", "group.id", "senders"))
 *         .orders("codes", bytes -> json.readValue(bytes, Order.class))
 *         .call(order -> client.sendMessagingCode(order.toRequest()))
 *         .responseId(MessagingCodeResponse::messageId)
 *         .outcomesTo("codes-outcomes")
 *         .lateOutcomesTo("codes-outcomes-late")
 *         .options(KafkaBatchOptions.builder().batch(batchOptions).build())
 *         .build();
 * Mono<BatchReport<OrderId>> report = sending.run();
 * }</pre>
 *
 * <p><b>How.</b> An order is <em>claimed</em> before it is sent: one Kafka transaction at a time commits the outcomes of calls that
 * have ended, what is done, and which orders are claimed next, as metadata of the group's offsets. An order is given to the {@link
 * io.github.bandwidthmfa.batch.Batch} only when that commit is certain. The next owner of a partition reads what was claimed, and
 * writes {@code UNKNOWN} for it.
 *
 * <p><b>What it takes.</b> Topics that exist; brokers that do not lose {@code __consumer_offsets} and {@code
 * __transaction_state} (replication 3, {@code min.insync.replicas} 2, no unclean leader election); and a group that nothing else
 * commits to.
 *
 * <p><b>Threads.</b> One daemon thread of its own polls and commits. Calls run where the batch runs them.
 *
 * @param <O> the orders
 * @param <R> the responses
 */
public final class KafkaBatch<O, R> {

    private final Sending<O, R> sending;
    private final KafkaClients clients;
    private final String groupId;
    private final String owner;
    private final Counters counters = new Counters();
    private final Sinks.Empty<Void> ended = Sinks.empty();
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.NEW);
    private volatile @Nullable PollLoop<O, R> loop;
    private volatile @Nullable Throwable failure;

    private enum Phase {
        NEW,
        STARTED,
        STOP_REQUESTED,
        ENDED
    }

    KafkaBatch(Sending<O, R> sending, KafkaClients clients, String groupId) {
        this.sending = sending;
        this.clients = clients;
        this.groupId = groupId;
        this.owner = ProcessHandle.current().pid() + "-"
                + UUID.randomUUID().toString().substring(0, 8);
    }

    /**
     * Begins with nothing set.
     *
     * @param <O> the orders
     * @param <R> the responses
     * @return a builder
     */
    public static <O, R> Builder<O, R> builder() {
        return new Builder<>();
    }

    /**
     * The name of this sender in claims and outcomes: the process id and a random part.
     *
     * @return for example {@code 4711-1f2e3d4c}
     */
    public String owner() {
        return owner;
    }

    /**
     * Joins the group and sends until it is stopped. Only the first subscription does; each further one fails with {@link
     * IllegalStateException}. Cancelling stops it as {@link #stop()} does, without waiting for the end.
     *
     * @return the report of all calls whose outcomes this process has committed, when it was stopped. Errors: {@link
     *     KafkaBatchException}; {@link io.github.bandwidthmfa.batch.BatchStoppedException} if the batch has stopped, for example
     *     because the credentials were refused, after everything that was not sent was given back; a {@link
     *     org.apache.kafka.common.KafkaException} that does not go away
     */
    public Mono<BatchReport<OrderId>> run() {
        return Mono.create(subscriber -> {
            if (!phase.compareAndSet(Phase.NEW, Phase.STARTED)) {
                subscriber.error(new IllegalStateException("it has run, or was stopped, before: build another one"));
                return;
            }
            subscriber.onCancel(this::requestStop);
            Thread thread = new Thread(() -> runLoop(subscriber), "bandwidth-mfa-kafka-" + sending.topic());
            thread.setDaemon(true);
            thread.start();
        });
    }

    /**
     * Claims no more orders, gives back those whose calls have not begun, waits for the others up to {@code drainTimeout}, commits
     * their outcomes, and leaves the group. Call it when the process is told to end (SIGTERM), before the client is closed.
     *
     * @return completes when the group is left; at once if it does not run. Each subscription stops it; there is no error
     */
    public Mono<Void> stop() {
        return Mono.defer(() -> {
            requestStop();
            return ended.asMono();
        });
    }

    private void requestStop() {
        if (phase.compareAndSet(Phase.NEW, Phase.ENDED)) {
            ended.tryEmitEmpty();
            return;
        }
        phase.compareAndSet(Phase.STARTED, Phase.STOP_REQUESTED);
        PollLoop<O, R> running = loop;
        if (running != null) {
            running.requestStop();
        }
    }

    private void runLoop(MonoSink<BatchReport<OrderId>> subscriber) {
        ReportOf<R> report = new ReportOf<>(BatchReport.collector());
        Throwable thrown = null;
        try {
            PollLoop<O, R> made = new PollLoop<>(sending, clients, groupId, owner, counters, report::add);
            loop = made;
            if (phase.get() == Phase.STOP_REQUESTED) {
                made.requestStop();
            }
            made.run();
        } catch (PollLoop.BatchEndedException stopped) {
            thrown = stopped.getCause();
        } catch (Throwable failed) {
            thrown = failed;
        }
        failure = thrown;
        phase.set(Phase.ENDED);
        ended.tryEmitEmpty();
        if (thrown == null) {
            subscriber.success(report.report());
        } else {
            subscriber.error(thrown);
        }
    }

    /** Adds up outcomes one by one. */
    private static final class ReportOf<R> {

        private final java.util.function.Consumer<Outcome<OrderId, R>> add;
        private final java.util.function.Supplier<BatchReport<OrderId>> finish;

        <A> ReportOf(Collector<Outcome<OrderId, R>, A, BatchReport<OrderId>> collector) {
            A sums = collector.supplier().get();
            add = outcome -> collector.accumulator().accept(sums, outcome);
            finish = () -> collector.finisher().apply(sums);
        }

        void add(Outcome<OrderId, R> outcome) {
            add.accept(outcome);
        }

        BatchReport<OrderId> report() {
            return finish.get();
        }
    }

    /**
     * Where it stands.
     *
     * @return a snapshot
     */
    public KafkaBatchStatus status() {
        PollLoop<O, R> running = loop;
        return new KafkaBatchStatus(
                state(running),
                running == null ? 0 : running.partitions(),
                running == null ? 0 : running.claimed(),
                running == null ? 0 : running.lag(),
                running == null ? java.time.Duration.ZERO : running.sinceCommit(),
                Optional.ofNullable(failure),
                counters.totals());
    }

    private KafkaBatchStatus.State state(@Nullable PollLoop<O, R> running) {
        return switch (Objects.requireNonNull(phase.get())) {
            case NEW -> KafkaBatchStatus.State.NEW;
            case ENDED -> failure == null ? KafkaBatchStatus.State.STOPPED : KafkaBatchStatus.State.FAILED;
            case STOP_REQUESTED -> KafkaBatchStatus.State.STOPPING;
            case STARTED -> {
                if (running == null) {
                    yield KafkaBatchStatus.State.RUNNING;
                }
                if (running.isStopping()) {
                    yield KafkaBatchStatus.State.STOPPING;
                }
                yield running.isStalled() ? KafkaBatchStatus.State.STALLED : KafkaBatchStatus.State.RUNNING;
            }
        };
    }

    /** Topics and options; no connection, which may hold a password. */
    @Override
    public String toString() {
        return "KafkaBatch[" + sending.topic() + " -> " + sending.outcomesTopic() + ", group=" + groupId + ", owner="
                + owner + ", " + sending.options() + "]";
    }

    /**
     * Collects what a {@link KafkaBatch} is to do. Not safe for many threads.
     *
     * @param <O> the orders
     * @param <R> the responses
     */
    public static final class Builder<O, R> {

        private Map<String, Object> connection = Map.of();
        private @Nullable String topic;
        private @Nullable OrderDecoder<O> decoder;
        private @Nullable Function<? super O, ? extends Mono<R>> call;
        private ToIntFunction<? super O> permits = order -> 1;
        private @Nullable Function<? super R, String> responseId;
        private @Nullable String outcomesTopic;
        private @Nullable String lateTopic;
        private boolean echoOrderKeys;
        private KafkaBatchOptions options = KafkaBatchOptions.defaults();

        private Builder() {}

        /**
         * Settings of the Kafka clients: {@code bootstrap.servers}, {@code group.id}, and any others, for example of TLS, but those
         * that at-most-once depends on: {@code enable.auto.commit}, {@code isolation.level}, {@code auto.offset.reset}, {@code acks},
         * {@code enable.idempotence}, {@code transactional.id}, {@code group.instance.id} and the serializers. Defaults that differ
         * from Kafka's: {@code partition.assignment.strategy} is cooperative-sticky, {@code transaction.timeout.ms} 10,000, the
         * producer's {@code retry.backoff.ms} 5 and {@code max.block.ms} 20,000.
         *
         * @param connection copied
         * @return this builder
         */
        public Builder<O, R> connection(Map<String, ?> connection) {
            this.connection = new HashMap<>(connection);
            return this;
        }

        /**
         * Where orders come from.
         *
         * @param topic an existing topic
         * @param decoder reads an order; called on the threads of the batch
         * @return this builder
         */
        public Builder<O, R> orders(String topic, OrderDecoder<O> decoder) {
            this.topic = Objects.requireNonNull(topic, "topic");
            this.decoder = Objects.requireNonNull(decoder, "decoder");
            return this;
        }

        /**
         * Makes the call of an order.
         *
         * @param call must not block, and must do nothing before its {@code Mono} is subscribed to, as is so with the calls of
         *     {@code MfaClient}. If it throws, the order's outcome is {@code NOT_SENT}
         * @return this builder
         */
        public Builder<O, R> call(Function<? super O, ? extends Mono<R>> call) {
            this.call = Objects.requireNonNull(call, "call");
            return this;
        }

        /**
         * How many permits of the rate limiter an order takes. Bandwidth limits messages by their segments: {@code order ->
         * MessageSegments.atMost(order.toRequest())}.
         *
         * @param permits gives 1 or more; must not block; default 1
         * @return this builder
         */
        public Builder<O, R> permits(ToIntFunction<? super O> permits) {
            this.permits = Objects.requireNonNull(permits, "permits");
            return this;
        }

        /**
         * The id in a response that is written down with the outcome, for example {@code MessagingCodeResponse::messageId}.
         *
         * @param responseId must give nothing secret; an id of more than 1,024 characters is left out, and so is what it throws
         * @return this builder
         */
        public Builder<O, R> responseId(Function<? super R, String> responseId) {
            this.responseId = Objects.requireNonNull(responseId, "responseId");
            return this;
        }

        /**
         * Where the outcome of each order is written.
         *
         * @param topic an existing topic, another than that of the orders
         * @return this builder
         */
        public Builder<O, R> outcomesTo(String topic) {
            this.outcomesTopic = Objects.requireNonNull(topic, "topic");
            return this;
        }

        /**
         * Where outcomes are written that came when the partition had another owner, which has written {@code UNKNOWN} for the
         * order. Best effort. Default: nowhere; they are counted.
         *
         * @param topic an existing topic
         * @return this builder
         */
        public Builder<O, R> lateOutcomesTo(String topic) {
            this.lateTopic = Objects.requireNonNull(topic, "topic");
            return this;
        }

        /**
         * Whether outcomes have the keys of the orders' records. Default false: keys may be phone numbers. An order is
         * identified by its place in any case. A key that is longer than 1,024 bytes, or is not UTF-8, is left out.
         *
         * @param echoOrderKeys true only if keys hold nothing secret
         * @return this builder
         */
        public Builder<O, R> echoOrderKeys(boolean echoOrderKeys) {
            this.echoOrderKeys = echoOrderKeys;
            return this;
        }

        /**
         * All else.
         *
         * @param options default {@link KafkaBatchOptions#defaults()}
         * @return this builder
         */
        public Builder<O, R> options(KafkaBatchOptions options) {
            this.options = Objects.requireNonNull(options, "options");
            return this;
        }

        /**
         * Checks everything. Connects to nothing.
         *
         * @return one that has not begun
         * @throws IllegalArgumentException if something is missing or contradicts something else; names all faults at once
         */
        public KafkaBatch<O, R> build() {
            List<String> faults = new ArrayList<>();
            ClientSettings settings = ClientSettings.of(connection, options, faults);
            return build(KafkaClients.of(settings), settings, faults);
        }

        private static void checkName(String what, @Nullable String topic, List<String> faults) {
            if (topic != null && !Topic.isValid(topic)) {
                faults.add(what + " must be a topic's name (1 to 249 of a-z, A-Z, 0-9, '.', '_' and '-'), was '" + topic
                        + "'");
            }
        }

        KafkaBatch<O, R> build(KafkaClients clients) {
            List<String> faults = new ArrayList<>();
            return build(clients, ClientSettings.of(connection, options, faults), faults);
        }

        private KafkaBatch<O, R> build(KafkaClients clients, ClientSettings settings, List<String> faults) {
            if (topic == null || decoder == null) {
                faults.add("orders is missing");
            }
            if (call == null) {
                faults.add("call is missing");
            }
            if (responseId == null) {
                faults.add("responseId is missing");
            }
            if (outcomesTopic == null) {
                faults.add("outcomesTo is missing");
            } else if (outcomesTopic.equals(topic) || outcomesTopic.equals(lateTopic)) {
                faults.add("outcomesTo must be another topic than orders and lateOutcomesTo");
            }
            if (lateTopic != null && lateTopic.equals(topic)) {
                faults.add("lateOutcomesTo must be another topic than orders");
            }
            checkName("orders", topic, faults);
            checkName("outcomesTo", outcomesTopic, faults);
            checkName("lateOutcomesTo", lateTopic, faults);
            if (!faults.isEmpty()
                    || topic == null
                    || decoder == null
                    || call == null
                    || responseId == null
                    || outcomesTopic == null) {
                throw new IllegalArgumentException(String.join("; ", faults));
            }
            return new KafkaBatch<>(
                    new Sending<>(
                            topic,
                            decoder,
                            call,
                            permits,
                            responseId,
                            outcomesTopic,
                            Optional.ofNullable(lateTopic),
                            echoOrderKeys,
                            options),
                    clients,
                    settings.groupId());
        }
    }
}

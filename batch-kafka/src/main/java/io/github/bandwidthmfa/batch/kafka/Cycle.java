package io.github.bandwidthmfa.batch.kafka;

import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.batch.Outcome;
import io.github.bandwidthmfa.batch.kafka.CallStage.CallResult;
import io.github.bandwidthmfa.batch.kafka.CallStage.NotBegun;
import io.github.bandwidthmfa.batch.kafka.CallStage.Responded;
import io.github.bandwidthmfa.batch.kafka.Ledger.Verdict;
import io.github.bandwidthmfa.batch.kafka.PendingOrder.Ended;
import io.github.bandwidthmfa.batch.kafka.PendingOrder.InBatch;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Exceptions;

/**
 * What the poll loop does between two polls: takes what has ended, commits it together with the next claims, and gives the claimed
 * orders to the batch once the commit is certain.
 */
final class Cycle<O, R> {

    private static final Logger LOG = LoggerFactory.getLogger(Cycle.class);
    private static final Duration NO_PATIENCE = Duration.ZERO;
    private static final Duration DRAIN_STEP = Duration.ofMillis(5);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LAST_RETRY = Duration.ofMinutes(1);
    private static final int MAX_DOUBLINGS = 6;
    private static final int MAX_REFUSALS_IN_DRAIN = 3;

    private final Map<TopicPartition, Lease<O, R>> leases;
    private final CallStage<O, R> calls;
    private final Ledger ledger;
    private final OutcomeWriter writer;
    private final LateOutcomes late;
    private final Sending<O, R> sending;
    private final Counters counters;
    private final String owner;
    private final Consumer<Outcome<OrderId, R>> report;

    /** Orders whose gate was closed because the claims were stale: they are asked for with the next commit. */
    private final List<ClaimedOrder<O>> toAskFor = new ArrayList<>();

    /** How long a drain waits for calls. */
    private Duration patience;

    private long sequence;
    private int rotation;

    Cycle(
            Map<TopicPartition, Lease<O, R>> leases,
            CallStage<O, R> calls,
            Ledger ledger,
            OutcomeWriter writer,
            LateOutcomes late,
            Sending<O, R> sending,
            Counters counters,
            String owner,
            Consumer<Outcome<OrderId, R>> report) {
        this.leases = leases;
        this.calls = calls;
        this.ledger = ledger;
        this.writer = writer;
        this.late = late;
        this.sending = sending;
        this.counters = counters;
        this.owner = owner;
        this.report = report;
        this.patience = sending.options().drainTimeout();
    }

    /** Nothing is claimed, and no order waits to be tried again. */
    boolean isIdle() {
        return calls.inside() == 0
                && toAskFor.isEmpty()
                && leases.values().stream().allMatch(lease -> lease.pending().isEmpty());
    }

    int claimed() {
        return leases.values().stream().mapToInt(Lease::inBatch).sum();
    }

    /**
     * Once through.
     *
     * @return REFUSED if there was something to commit that was not committed
     */
    Verdict run() {
        takeOutcomes(NO_PATIENCE);
        long now = System.nanoTime();
        List<LeaseStep<O, R>> steps = new ArrayList<>();
        leases.values().forEach(lease -> steps.add(new LeaseStep<>(lease, now)));
        claim(steps);
        boolean asks = !toAskFor.isEmpty() || isConfirmationDue(now);
        steps.removeIf(step -> !step.changesAnything() && !(asks && step.lease().inBatch() > 0));
        if (steps.isEmpty()) {
            return Verdict.COMMITTED;
        }
        sequence++;
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        List<ProducerRecord<byte[], byte[]>> outcomes = new ArrayList<>();
        for (LeaseStep<O, R> step : steps) {
            offsets.put(step.lease().partition(), step.offset(owner, sequence));
            step.ended()
                    .forEach(order -> outcomes.add(OutcomeWriter.recordFor(
                            sending.outcomesTopic(), ((Ended<O, R>) order.stage()).outcomeRecord())));
        }
        Verdict verdict = ledger.commit(new Ledger.Step(offsets, outcomes));
        if (verdict == Verdict.COMMITTED) {
            steps.forEach(this::committed);
            askedFor();
        }
        return verdict;
    }

    /** So that orders that wait for long in the batch, at its rate limiter for example, do not become stale. */
    private boolean isConfirmationDue(long now) {
        return now - ledger.confirmedNanos() > sending.options().staleAfter().toNanos() / 3;
    }

    /** Shares the free places among the partitions, one order each in turn. */
    private void claim(List<LeaseStep<O, R>> steps) {
        int free = sending.options().maxClaimed() - Math.max(claimed(), calls.inside() + toAskFor.size());
        Deque<LeaseStep<O, R>> turns = new ArrayDeque<>(steps);
        for (int i = steps.isEmpty() ? 0 : rotation++ % steps.size(); i > 0; i--) {
            turns.addLast(turns.removeFirst());
        }
        while (free > 0 && !turns.isEmpty()) {
            LeaseStep<O, R> step = turns.removeFirst();
            if (step.claimNext()) {
                free--;
                turns.addLast(step);
            }
        }
    }

    private void committed(LeaseStep<O, R> step) {
        step.ended().forEach(order -> {
            Ended<O, R> ended = (Ended<O, R>) order.stage();
            counters.outcome(ended.outcomeRecord());
            ended.outcome().ifPresent(report);
        });
        counters.claimed(step.claims().size());
        step.lease().committed(step).forEach(calls::put);
    }

    private void askedFor() {
        toAskFor.forEach(order -> {
            if (!order.isReleased()) {
                calls.put(order);
            }
        });
        toAskFor.clear();
    }

    /** Takes all outcomes that are there, and waits for the first one if there is none. */
    private void takeOutcomes(Duration patience) {
        Optional<Outcome<ClaimedOrder<O>, CallResult<R>>> next = calls.next(patience);
        while (next.isPresent()) {
            take(next.get());
            next = calls.next(NO_PATIENCE);
        }
    }

    private void take(Outcome<ClaimedOrder<O>, CallResult<R>> outcome) {
        ClaimedOrder<O> order = outcome.item();
        if (order.isReleased()) {
            return;
        }
        Lease<O, R> lease =
                leases.get(new TopicPartition(order.id().topic(), order.id().partition()));
        PendingOrder<O, R> pending = lease == null ? null : lease.inBatch(order);
        if (outcome instanceof Outcome.Success<ClaimedOrder<O>, CallResult<R>> success
                && success.response() instanceof NotBegun) {
            if (pending == null) {
                late.write(writer.released(order));
            } else {
                ClaimedOrder<O> again = new ClaimedOrder<>(order.id(), order.orderRecord());
                pending.become(new InBatch<>(again));
                toAskFor.add(again);
            }
            return;
        }
        Outcome<OrderId, R> known = withId(outcome);
        if (lease == null || pending == null) {
            late.write(writer.of(order, known, sending.responseId()));
        } else if (isToBeTriedAgain(pending, known)) {
            counters.retried();
            lease.free(pending, order.orderRecord(), System.nanoTime() + backoff(pending.attempts()));
        } else {
            warnOfPoison(known);
            lease.ended(pending, new Ended<>(writer.of(order, known, sending.responseId()), Optional.of(known)));
        }
    }

    private static <O, R> Outcome<OrderId, R> withId(Outcome<ClaimedOrder<O>, CallResult<R>> outcome) {
        OrderId id = outcome.item().id();
        if (outcome instanceof Outcome.Success<ClaimedOrder<O>, CallResult<R>> success
                && success.response() instanceof Responded<R> responded) {
            return new Outcome.Success<>(id, responded.response(), success.elapsedNanos());
        }
        if (outcome instanceof Outcome.Failure<ClaimedOrder<O>, CallResult<R>> failure) {
            return new Outcome.Failure<>(id, failure.error(), failure.elapsedNanos());
        }
        if (outcome instanceof Outcome.UnexpectedError<ClaimedOrder<O>, CallResult<R>> error) {
            return new Outcome.UnexpectedError<>(id, error.cause(), error.elapsedNanos());
        }
        Outcome.NotAttempted<ClaimedOrder<O>, CallResult<R>> notAttempted =
                (Outcome.NotAttempted<ClaimedOrder<O>, CallResult<R>>) outcome;
        return new Outcome.NotAttempted<>(id, notAttempted.reason(), notAttempted.cause());
    }

    private boolean isToBeTriedAgain(PendingOrder<O, R> order, Outcome<OrderId, R> outcome) {
        if (outcome instanceof Outcome.Failure<OrderId, R> failure) {
            MfaException error = failure.error();
            // Then the batch stops: the order waits for a process whose credentials are accepted.
            return error.refusesCredentials() || (CallStage.isCertainlyNotCarriedOut(error) && hasAttemptsLeft(order));
        }
        if (outcome instanceof Outcome.NotAttempted<OrderId, R> notAttempted) {
            return switch (notAttempted.reason()) {
                case NO_REQUEST -> false;
                case NO_PERMIT -> hasAttemptsLeft(order);
                case STOPPED, CANCELLED -> true;
            };
        }
        return false;
    }

    private boolean hasAttemptsLeft(PendingOrder<O, R> order) {
        return order.countAttempt() < sending.options().maxAttempts();
    }

    static long backoff(int attempts) {
        long doubled = FIRST_RETRY.toNanos() << Math.min(Math.max(attempts - 1, 0), MAX_DOUBLINGS);
        return Math.min(doubled, LAST_RETRY.toNanos());
    }

    private static void warnOfPoison(Outcome<OrderId, ?> outcome) {
        if (outcome instanceof Outcome.NotAttempted<OrderId, ?> notAttempted) {
            LOG.warn(
                    "order {} is not sent: {}",
                    notAttempted.item(),
                    // Of what an application throws, the type only: its message may quote the order.
                    notAttempted
                            .cause()
                            .map(cause -> Exceptions.unwrap(cause).getClass().getName())
                            .orElse(notAttempted.reason().toString()));
        }
    }

    /**
     * Gives back what was not begun in these partitions, and waits for the calls that were. The other partitions go on
     * meanwhile.
     */
    void drain(Collection<Lease<O, R>> leaving) {
        long deadline = System.nanoTime() + patience.toNanos();
        int refusals = 0;
        while (refusals < MAX_REFUSALS_IN_DRAIN) {
            // Again each time: a call that was not carried out can be released, too.
            leaving.forEach(lease -> counters.released(lease.release()));
            refusals = run() == Verdict.REFUSED ? refusals + 1 : 0;
            if (leaving.stream().allMatch(Lease::isSettled) || System.nanoTime() - deadline > 0) {
                return;
            }
            takeOutcomes(DRAIN_STEP);
        }
    }

    /** The end: leaving the group, which asks for its partitions once more, waits for no call again. */
    void drainLast() {
        try {
            drain(List.copyOf(leases.values()));
        } finally {
            patience = Duration.ZERO;
        }
    }

    /** The partition has another owner, or will have: what is known of its orders is late now. */
    void abandon(Lease<O, R> lease) {
        for (PendingOrder<O, R> order : lease.pending()) {
            if (order.stage() instanceof InBatch<O, R> inBatch
                    && inBatch.order().abandon()) {
                late.write(writer.released(inBatch.order()));
            } else if (order.stage() instanceof Ended<O, R> ended
                    && ended.outcome().isPresent()) {
                late.write(ended.outcomeRecord());
            }
        }
    }
}

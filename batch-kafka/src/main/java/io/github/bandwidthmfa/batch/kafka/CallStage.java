package io.github.bandwidthmfa.batch.kafka;

import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaOperation;
import io.github.bandwidthmfa.MfaTooManyRequestsException;
import io.github.bandwidthmfa.batch.Batch;
import io.github.bandwidthmfa.batch.BatchOptions;
import io.github.bandwidthmfa.batch.Outcome;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** The {@link Batch}: the poll loop puts claimed orders in, and takes their outcomes out. */
final class CallStage<O, R> {

    /** What came of an order in the batch. */
    sealed interface CallResult<R> permits Responded, NotBegun {}

    /** The call has succeeded. */
    record Responded<R>(R response) implements CallResult<R> {}

    /**
     * The gate was closed: the order was released, or it is no longer certain that the claim is in force. A result, not an error:
     * the batch must not count it as a failure.
     */
    record NotBegun<R>() implements CallResult<R> {}

    private final OrderDecoder<O> decoder;
    private final Function<? super O, ? extends Mono<R>> call;
    private final BooleanSupplier claimsAreFresh;
    private final Sinks.Many<ClaimedOrder<O>> orders = Sinks.many().unicast().onBackpressureBuffer();
    private final LinkedBlockingQueue<Outcome<ClaimedOrder<O>, CallResult<R>>> outcomes = new LinkedBlockingQueue<>();
    private final Disposable.Swap subscription = Disposables.swap();
    private volatile @Nullable Throwable failure;
    private int inside;

    CallStage(OrderDecoder<O> decoder, Function<? super O, ? extends Mono<R>> call, BooleanSupplier claimsAreFresh) {
        this.decoder = decoder;
        this.call = call;
        this.claimsAreFresh = claimsAreFresh;
    }

    void start(ToIntFunction<? super O> permits, BatchOptions options) {
        Batch<ClaimedOrder<O>, CallResult<R>> batch = Batch.<ClaimedOrder<O>, CallResult<R>>of(this::call, options)
                .permits(order -> permits.applyAsInt(order.decoded()))
                .onOutcomeAfterCancel(outcomes::add);
        subscription.replace(orders.asFlux()
                // A released order needs no permit of the rate limiter.
                .filter(this::isWanted)
                .transform(batch)
                .subscribe(outcomes::add, stopped -> failure = stopped));
    }

    /** Only for the thread of the poll loop. */
    void put(ClaimedOrder<O> order) {
        inside++;
        orders.tryEmitNext(order);
    }

    /** The next outcome, if one comes within this time; of an order that was released before its turn there is none. */
    Optional<Outcome<ClaimedOrder<O>, CallResult<R>>> next(Duration patience) {
        try {
            Outcome<ClaimedOrder<O>, CallResult<R>> next = outcomes.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
            inside -= next == null ? 0 : 1;
            return Optional.ofNullable(next);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** How many orders were put in whose outcomes were not taken out. */
    int inside() {
        return inside;
    }

    /** Why the batch has stopped by itself. All outcomes that there will be are in the queue. */
    Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    /** No more orders come. Calls end by themselves. */
    void end() {
        orders.tryEmitComplete();
    }

    private boolean isWanted(ClaimedOrder<O> order) {
        if (order.isReleased()) {
            outcomes.add(new Outcome.Success<>(order, new NotBegun<>(), 0));
            return false;
        }
        return true;
    }

    /**
     * The application's function is applied outside of the gate: if it throws, or returns null, no request was made. Its {@code
     * Mono} is subscribed to inside.
     */
    private Mono<CallResult<R>> call(ClaimedOrder<O> order) {
        Mono<R> request;
        try {
            request = Objects.requireNonNull(
                    call.apply(order.decode(decoder)), "the function returned null instead of a Mono");
        } catch (Exception notAnOrder) {
            throw Exceptions.propagate(notAnOrder);
        } catch (StackOverflowError tooDeep) {
            // The order's fault: it would end every sender in turn, were it left to the batch, which takes it for the
            // machine's.
            throw new IllegalArgumentException("the stack is too small for the order", tooDeep);
        }
        return Mono.defer(() -> claimsAreFresh.getAsBoolean() && order.begin()
                ? request.<CallResult<R>>map(Responded::new).doOnError(error -> {
                    if (isCertainlyNotCarriedOut(error)) {
                        order.callWasNotCarriedOut();
                    }
                })
                : Mono.just(new NotBegun<>()));
    }

    /** Whether the batch may make the call again, or another process may: the errors that a batch retries are among them. */
    static boolean isCertainlyNotCarriedOut(Throwable error) {
        return Exceptions.unwrap(error) instanceof MfaException failed
                && (failed.disposition() == Disposition.NOT_SENT
                        || (failed instanceof MfaTooManyRequestsException
                                && failed.operation() != MfaOperation.VERIFY));
    }
}

package io.github.bandwidthmfa.reactor;

import io.github.bandwidthmfa.reactor.CallFailure.Reason;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;

/**
 * The calls that have begun and not ended: each with its deadline, none once the client has closed.
 *
 * <p>A periodic sweep over all calls takes the place of a timer for each, which would cost more than the rest of the call's
 * bookkeeping. So a limit may be overrun by one {@link #period}.
 */
final class InFlightCalls {

    private static final Duration MIN_PERIOD = Duration.ofMillis(5);
    private static final Duration MAX_PERIOD = Duration.ofMillis(100);
    private static final int PERIODS_PER_LIMIT = 20;

    private final long callNanos;
    private final long responseNanos;
    private final Duration period;
    private final ConcurrencyLimiter limiter;
    private final Scheduler timers;
    private final Set<InFlightCall<?>> live = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean sweepScheduled = new AtomicBoolean();
    private final Sinks.Empty<Void> drained = Sinks.empty();
    private volatile boolean closed;

    /**
     * No call yet.
     *
     * @param limiter whose waiters are swept, too
     * @param timers runs the sweeps, on several threads in turn, so that a subscriber that blocks one does not stop them
     */
    InFlightCalls(
            Duration callTimeout,
            Duration responseTimeout,
            Duration pendingTimeout,
            ConcurrencyLimiter limiter,
            Scheduler timers) {
        this.callNanos = callTimeout.toNanos();
        this.responseNanos = responseTimeout.toNanos();
        this.period = period(Collections.min(List.of(callTimeout, responseTimeout, pendingTimeout)));
        this.limiter = limiter;
        this.timers = timers;
    }

    private static Duration period(Duration shortestLimit) {
        Duration period = shortestLimit.dividedBy(PERIODS_PER_LIMIT);
        if (period.compareTo(MIN_PERIOD) < 0) {
            return MIN_PERIOD;
        }
        return period.compareTo(MAX_PERIOD) > 0 ? MAX_PERIOD : period;
    }

    /**
     * The work as a call: with its limits, and ended by closing. Each subscription is a call of its own.
     *
     * @param work what to do, given the attempts to do it with
     * @param errors applied to every failure, those that arise here included
     */
    <T> Mono<T> call(
            Function<CallAttempts, Mono<T>> work, BiFunction<CallAttempts, Throwable, ? extends Throwable> errors) {
        return new Mono<>() {
            @Override
            public void subscribe(CoreSubscriber<? super T> actual) {
                InFlightCall<T> call =
                        new InFlightCall<>(InFlightCalls.this, actual, new CallAttempts(callNanos), errors);
                if (enter(call)) {
                    call.begin(work);
                } else {
                    leave(call);
                    Operators.error(actual, call.translate(new CallFailure(Reason.CLOSED)));
                }
            }
        };
    }

    /** Turns new calls away from now on. Completes when those already begun have ended. */
    Mono<Void> refuseFurther() {
        return Mono.defer(() -> {
            closed = true;
            tellIfDrained();
            return drained.asMono();
        });
    }

    /** Ends those that are still there. */
    void endAll() {
        live.forEach(call -> call.fail(new CallFailure(Reason.CLOSED)));
    }

    boolean closed() {
        return closed;
    }

    int live() {
        return live.size();
    }

    private boolean enter(InFlightCall<?> call) {
        live.add(call);
        if (closed) {
            return false;
        }
        scheduleSweep();
        return true;
    }

    private void leave(InFlightCall<?> call) {
        live.remove(call);
        if (closed) {
            tellIfDrained();
        }
    }

    private void tellIfDrained() {
        if (live.isEmpty()) {
            drained.tryEmitEmpty();
        }
    }

    private void scheduleSweep() {
        if (!sweepScheduled.get() && sweepScheduled.compareAndSet(false, true)) {
            try {
                timers.schedule(this::sweep, period.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException shutDown) {
                // The application has shut down the loops it shared: calls cannot be made on them, and so fail by
                // themselves.
                sweepScheduled.set(false);
            }
        }
    }

    private void sweep() {
        // The next sweep is scheduled first, and on another thread: a subscriber may throw, or take its time.
        sweepScheduled.set(false);
        if (!live.isEmpty()) {
            scheduleSweep();
        }
        failOverdue(System.nanoTime());
        limiter.expire();
    }

    private void failOverdue(long now) {
        for (InFlightCall<?> call : live) {
            if (call.attempts.deadline() - now <= 0) {
                call.fail(new CallFailure(Reason.CALL_TIMEOUT));
            } else if (call.attempts.isOverdue(now, responseNanos)) {
                call.fail(new CallFailure(Reason.RESPONSE_TIMEOUT));
            }
        }
    }

    /** One call. The first of its result, its failure, its deadline and its cancellation ends it. */
    private static final class InFlightCall<T> implements CoreSubscriber<T>, Subscription {

        @SuppressWarnings("rawtypes")
        private static final AtomicIntegerFieldUpdater<InFlightCall> ENDED =
                AtomicIntegerFieldUpdater.newUpdater(InFlightCall.class, "ended");

        private final InFlightCalls calls;
        private final CoreSubscriber<? super T> actual;
        private final CallAttempts attempts;
        private final BiFunction<CallAttempts, Throwable, ? extends Throwable> errors;

        @SuppressWarnings("UnusedVariable") // read and written through ENDED
        private volatile int ended;

        private volatile boolean subscribed;
        private volatile @Nullable Subscription work;

        InFlightCall(
                InFlightCalls calls,
                CoreSubscriber<? super T> actual,
                CallAttempts attempts,
                BiFunction<CallAttempts, Throwable, ? extends Throwable> errors) {
            this.calls = calls;
            this.actual = actual;
            this.attempts = attempts;
            this.errors = errors;
        }

        void begin(Function<CallAttempts, Mono<T>> work) {
            Mono<T> begun;
            try {
                begun = work.apply(attempts);
            } catch (Throwable failure) {
                Exceptions.throwIfFatal(failure);
                begun = Mono.error(failure);
            }
            begun.subscribe(this);
        }

        Throwable translate(Throwable failure) {
            return errors.apply(attempts, failure);
        }

        private boolean end() {
            if (ENDED.compareAndSet(this, 0, 1)) {
                calls.leave(this);
                return true;
            }
            return false;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            work = subscription;
            actual.onSubscribe(this);
            subscribed = true;
        }

        @Override
        public void onNext(T value) {
            if (end()) {
                actual.onNext(value);
                actual.onComplete();
            }
        }

        @Override
        public void onError(Throwable failure) {
            // A failure after the call has ended is dropped.
            if (end()) {
                tell(translate(failure));
            }
        }

        /** A subscriber that throws must not stop the sweep over the other calls. */
        private void tell(Throwable failure) {
            try {
                actual.onError(failure);
            } catch (Throwable thrown) {
                Exceptions.throwIfJvmFatal(thrown);
                Operators.onErrorDropped(thrown, currentContext());
            }
        }

        @Override
        public void onComplete() {
            if (end()) {
                actual.onComplete();
            }
        }

        /** Says what became of the request before anything is cancelled: cancelling must not take part in deciding it. */
        void fail(RuntimeException reason) {
            // Nothing may be signalled before onSubscribe: the next sweep will see this call again.
            if (subscribed && end()) {
                attempts.giveUp();
                Throwable failure = translate(reason);
                cancelWork();
                tell(failure);
            }
        }

        @Override
        public void request(long n) {
            Subscription subscription = work;
            if (subscription != null) {
                subscription.request(n);
            }
        }

        @Override
        public void cancel() {
            if (end()) {
                attempts.giveUp();
                cancelWork();
            }
        }

        private void cancelWork() {
            Subscription subscription = work;
            if (subscription != null) {
                attempts.cancel(subscription);
            }
        }

        @Override
        public Context currentContext() {
            return actual.currentContext();
        }
    }
}

package io.github.bandwidthmfa.reactor;

import io.github.bandwidthmfa.reactor.CallFailure.Reason;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;

/**
 * Limits the calls that run at a time, in front of the connection pool, and the calls that wait, in order of arrival.
 *
 * <p>The pool's own queue does not do: a waiter that gives up stays in it, is later given a healthy connection, and closes
 * it; and each waiter costs a timer on another thread. Here a waiter that gives up leaves at once, and a permit is given back
 * before the result is passed on, so that a call made in reaction to a result finds it. No thread is ever parked.
 */
final class ConcurrencyLimiter {

    /**
     * How long a permit stays unused after its call was cancelled. Many callers give up at the same time, and the next in the
     * queue is likely to be one of them: without a cooldown each would get the permit just before it cancels, and leave behind
     * a connection opened for nothing.
     */
    static final Duration CANCEL_COOLDOWN = Duration.ofMillis(100);

    private final int maxPending;
    private final long pendingNanos;
    private final LongSupplier nanoTime;
    private final Scheduler clock;
    private final AtomicInteger permits;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger leftSinceSweep = new AtomicInteger();
    private final AtomicInteger handingOut = new AtomicInteger();
    private final LongAdder queued = new LongAdder();
    private final LongAdder queuedNanos = new LongAdder();
    private final ConcurrentLinkedQueue<Waiter<?>> queue = new ConcurrentLinkedQueue<>();

    ConcurrencyLimiter(int permits, int maxPending, long pendingNanos, LongSupplier nanoTime, Scheduler clock) {
        this.clock = clock;
        this.permits = new AtomicInteger(permits);
        this.maxPending = maxPending;
        this.pendingNanos = pendingNanos;
        this.nanoTime = nanoTime;
    }

    /** The work, begun once there is a permit, which is given back when it ends in whatever way. */
    <T> Mono<T> admit(Supplier<Mono<T>> work) {
        return new Mono<>() {
            @Override
            public void subscribe(CoreSubscriber<? super T> actual) {
                Waiter<T> waiter = new Waiter<>(ConcurrencyLimiter.this, work, actual);
                actual.onSubscribe(waiter);
                enter(waiter);
            }
        };
    }

    /** Turns away those who have waited too long. All have the same limit, so they are at the head of the queue. */
    void expire() {
        long now = nanoTime.getAsLong();
        for (Waiter<?> head = queue.peek(); head != null; head = queue.peek()) {
            if (head.isWaiting() && head.giveUpAt - now > 0) {
                return;
            }
            queue.remove(head);
            head.refuse(State.QUEUED, new CallFailure(Reason.QUEUE_TIMEOUT));
        }
    }

    int waiting() {
        return waiting.get();
    }

    /** Those who wait, and those who gave up and have not been swept out yet. */
    int queued() {
        return queue.size();
    }

    int freePermits() {
        return permits.get();
    }

    /** Those who have waited and do not any more. */
    long waited() {
        return queued.sum();
    }

    /** How long they waited, all together. */
    Duration waitedFor() {
        return Duration.ofNanos(queuedNanos.sum());
    }

    private void enter(Waiter<?> waiter) {
        if (waiting.get() == 0 && takePermit()) {
            if (!waiter.begin(State.NEW)) {
                giveBack();
            }
        } else if (!takePlace()) {
            waiter.refuse(State.NEW, new CallFailure(Reason.QUEUE_FULL));
        } else if (waiter.queueUp()) {
            queue.offer(waiter);
            handOut();
        } else {
            waiting.decrementAndGet();
        }
    }

    private boolean takePlace() {
        return waiting.getAndUpdate(present -> present < maxPending ? present + 1 : present) < maxPending;
    }

    private boolean takePermit() {
        return permits.getAndUpdate(free -> free > 0 ? free - 1 : free) > 0;
    }

    private void giveBack() {
        permits.incrementAndGet();
        if (waiting.get() > 0) {
            handOut();
        }
    }

    private void giveBackAfterCooldown() {
        try {
            clock.schedule(this::giveBack, CANCEL_COOLDOWN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException shutDown) {
            giveBack();
        }
    }

    /**
     * Brings permits and waiters together. One thread at a time, and never one within itself: work that fails as soon as it
     * begins gives its permit back from inside this loop, and must not begin the next from a deeper stack.
     */
    private void handOut() {
        if (handingOut.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        while (seen != 0) {
            while (!queue.isEmpty() && takePermit()) {
                Waiter<?> next = queue.poll();
                if (next == null || !next.begin(State.QUEUED)) {
                    permits.incrementAndGet();
                }
            }
            seen = handingOut.addAndGet(-seen);
        }
    }

    /** Those who left stay in the queue until they reach its head: now and then all of them are taken out. */
    private void left(Waiter<?> leaver) {
        noLongerWaiting(leaver);
        if (leftSinceSweep.incrementAndGet() > maxPending) {
            leftSinceSweep.set(0);
            queue.removeIf(waiter -> !waiter.isWaiting());
        }
    }

    private void noLongerWaiting(Waiter<?> waiter) {
        waiting.decrementAndGet();
        queued.increment();
        queuedNanos.add(nanoTime.getAsLong() - (waiter.giveUpAt - pendingNanos));
    }

    private enum State {
        NEW,
        QUEUED,
        RUNNING,
        ENDED
    }

    /** One call, waiting and then running. The thread that moves it to {@code ENDED} gives back its permit or place. */
    private static final class Waiter<T> implements CoreSubscriber<T>, Subscription {

        @SuppressWarnings("rawtypes")
        private static final AtomicReferenceFieldUpdater<Waiter, State> STATE =
                AtomicReferenceFieldUpdater.newUpdater(Waiter.class, State.class, "state");

        private final ConcurrencyLimiter limiter;
        private final Supplier<Mono<T>> work;
        private final CoreSubscriber<? super T> actual;
        private volatile State state = State.NEW;
        private volatile @Nullable Subscription running;
        private volatile boolean requested;
        private long giveUpAt;

        Waiter(ConcurrencyLimiter limiter, Supplier<Mono<T>> work, CoreSubscriber<? super T> actual) {
            this.limiter = limiter;
            this.work = work;
            this.actual = actual;
        }

        boolean isWaiting() {
            return state == State.QUEUED;
        }

        boolean queueUp() {
            giveUpAt = limiter.nanoTime.getAsLong() + limiter.pendingNanos;
            return STATE.compareAndSet(this, State.NEW, State.QUEUED);
        }

        /** Takes over a permit and begins; {@code false} if the caller has given up meanwhile. */
        boolean begin(State from) {
            if (!STATE.compareAndSet(this, from, State.RUNNING)) {
                return false;
            }
            if (from == State.QUEUED) {
                limiter.noLongerWaiting(this);
            }
            try {
                work.get().subscribe(this);
            } catch (Throwable failure) {
                Exceptions.throwIfFatal(failure);
                onError(failure);
            }
            return true;
        }

        void refuse(State from, RuntimeException reason) {
            if (STATE.compareAndSet(this, from, State.ENDED)) {
                if (from == State.QUEUED) {
                    limiter.noLongerWaiting(this);
                }
                actual.onError(reason);
            }
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            running = subscription;
            if (state == State.ENDED) {
                subscription.cancel();
            } else if (requested) {
                subscription.request(Long.MAX_VALUE);
            }
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
            // A failure after the caller gave up is dropped.
            if (end()) {
                actual.onError(failure);
            }
        }

        @Override
        public void onComplete() {
            if (end()) {
                actual.onComplete();
            }
        }

        /** Gives the permit back first: a call made in reaction to the result must find it. */
        private boolean end() {
            if (!STATE.compareAndSet(this, State.RUNNING, State.ENDED)) {
                return false;
            }
            limiter.giveBack();
            return true;
        }

        @Override
        public void request(long n) {
            // One result at most. The work is begun when there is a permit, with or without demand.
            if (Operators.validate(n)) {
                requested = true;
                Subscription subscription = running;
                if (subscription != null) {
                    subscription.request(Long.MAX_VALUE);
                }
            }
        }

        @Override
        public void cancel() {
            State before = STATE.getAndSet(this, State.ENDED);
            if (before == State.QUEUED) {
                limiter.left(this);
            } else if (before == State.RUNNING) {
                Subscription subscription = running;
                if (subscription != null) {
                    subscription.cancel();
                }
                limiter.giveBackAfterCooldown();
            }
        }

        @Override
        public Context currentContext() {
            return actual.currentContext();
        }
    }
}

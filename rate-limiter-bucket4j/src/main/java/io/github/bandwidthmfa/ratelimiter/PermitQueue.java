package io.github.bandwidthmfa.ratelimiter;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.Exceptions;
import reactor.core.scheduler.Scheduler;

/**
 * Those who wait for a permit, in order of arrival, and the one block of permits that is leased for them at a time.
 *
 * <p>Permits and waiters are brought together by one thread at a time. There is one lease at a time, so what is leased is
 * all from one source.
 */
final class PermitQueue {

    private static final int FALLBACK_TIMEOUTS = 10;

    private final PermitSource source;
    private final @Nullable PermitSource fallback;
    private final long block;
    private final Duration timeout;
    private final Scheduler clock;
    private final Queue<Waiter> queue = new ConcurrentLinkedQueue<>();
    private final AtomicLong wanted = new AtomicLong();
    private final AtomicInteger working = new AtomicInteger();
    private final AtomicBoolean leasing = new AtomicBoolean();
    private volatile @Nullable Lease arrived;

    /** Both are read and written by the one thread that is in {@link #work}. */
    private PermitSource leasedFrom;

    private long leased;
    private volatile @Nullable Throwable failure;
    private volatile boolean fallingBack;
    private volatile long fallbackUntil;

    PermitQueue(PermitSource source, @Nullable PermitSource fallback, long block, Duration timeout, Scheduler clock) {
        this.source = source;
        this.leasedFrom = source;
        this.fallback = fallback;
        this.block = block;
        this.timeout = timeout;
        this.clock = clock;
    }

    void enter(CoreSubscriber<? super Void> actual, int permits) {
        Waiter waiter = new Waiter(this, actual, permits);
        wanted.addAndGet(permits);
        actual.onSubscribe(waiter);
        queue.offer(waiter);
        work();
    }

    private void work() {
        if (working.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        while (seen != 0) {
            failAllIfFailed();
            takeArrived();
            handOut();
            Waiter next = queue.peek();
            if (wanted.get() == 0) {
                giveBackTheRest();
            } else if (next != null && leased < next.permits && leasing.compareAndSet(false, true)) {
                lease(Math.max(Math.min(block, wanted.get()), next.permits) - leased);
            }
            seen = working.addAndGet(-seen);
        }
    }

    private void handOut() {
        for (Waiter next = queue.peek(); next != null && leased >= next.permits; next = queue.peek()) {
            queue.remove(next);
            if (next.leave()) {
                leased -= next.permits;
                next.actual.onComplete();
            }
        }
    }

    private void failAllIfFailed() {
        Throwable failed = failure;
        if (failed == null) {
            return;
        }
        failure = null;
        // Not those who come while this goes on, in reaction to it: they deserve an attempt of their own.
        int present = queue.size();
        for (int i = 0; i < present; i++) {
            Waiter next = queue.poll();
            if (next != null && next.leave()) {
                next.actual.onError(new RateLimiterUnavailableException(timeout, failed));
            }
        }
    }

    private void giveBackTheRest() {
        long rest = leased;
        leased = 0;
        if (rest > 0) {
            leasedFrom.giveBack(rest);
        }
    }

    private PermitSource current() {
        PermitSource other = fallback;
        if (other != null && fallingBack) {
            if (fallbackUntil - System.nanoTime() > 0) {
                return other;
            }
            fallingBack = false;
        }
        return source;
    }

    private void lease(long permits) {
        PermitSource from = current();
        CompletableFuture<Long> asked = from.lease(permits);
        CompletableFuture<Long> inTime = asked.copy();
        Disposable limit = inTime.isDone()
                ? Disposables.disposed()
                : clock.schedule(
                        () -> inTime.completeExceptionally(new TimeoutException()),
                        timeout.toNanos(),
                        TimeUnit.NANOSECONDS);
        var unused = inTime.whenComplete((pause, failed) -> {
            limit.dispose();
            if (failed == null) {
                grantAfter(pause, permits, from);
            } else {
                giveBackWhenLate(asked, from, permits);
                fail(failed);
            }
        });
    }

    /** Permits that come too late: no waiter is left for them. */
    private static void giveBackWhenLate(CompletableFuture<Long> asked, PermitSource from, long permits) {
        var unused = asked.thenAccept(pauseOfNobody -> from.giveBack(permits));
    }

    private void grantAfter(long pauseNanos, long permits, PermitSource from) {
        if (pauseNanos <= 0) {
            grant(permits, from);
        } else {
            clock.schedule(() -> grant(permits, from), pauseNanos, TimeUnit.NANOSECONDS);
        }
    }

    private void grant(long permits, PermitSource from) {
        arrived = new Lease(permits, from);
        work();
    }

    private void takeArrived() {
        Lease lease = arrived;
        if (lease == null) {
            return;
        }
        arrived = null;
        if (leasedFrom != lease.from) {
            giveBackTheRest();
            leasedFrom = lease.from;
        }
        leased += lease.permits;
        leasing.set(false);
    }

    private void fail(Throwable failed) {
        if (fallback == null) {
            failure = failed;
        } else {
            fallbackUntil = System.nanoTime() + FALLBACK_TIMEOUTS * timeout.toNanos();
            fallingBack = true;
        }
        leasing.set(false);
        work();
    }

    private record Lease(long permits, PermitSource from) {}

    /** One waiter. The first to make it leave, by permit, failure or cancellation, is the only one. */
    private static final class Waiter implements Subscription {

        private final PermitQueue queue;
        private final CoreSubscriber<? super Void> actual;
        private final int permits;
        private final AtomicBoolean left = new AtomicBoolean();

        Waiter(PermitQueue queue, CoreSubscriber<? super Void> actual, int permits) {
            this.queue = queue;
            this.actual = actual;
            this.permits = permits;
        }

        boolean leave() {
            if (left.compareAndSet(false, true)) {
                queue.wanted.addAndGet(-permits);
                return true;
            }
            return false;
        }

        /** Nothing but completion comes, which needs no demand. */
        @Override
        public void request(long n) {
            if (n <= 0 && leave()) {
                actual.onError(Exceptions.nullOrNegativeRequestException(n));
                leaveQueue();
            }
        }

        @Override
        public void cancel() {
            if (leave()) {
                leaveQueue();
            }
        }

        private void leaveQueue() {
            queue.queue.remove(this);
            queue.work();
        }
    }
}

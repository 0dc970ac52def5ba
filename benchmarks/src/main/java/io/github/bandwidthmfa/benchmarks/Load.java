package io.github.bandwidthmfa.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Load on one contender, and what it takes. Fails with the first call that does. */
final class Load {

    private static final long MAX_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final int DIGITS = 2;
    private static final long PATIENCE_SECONDS = 600;

    private final Contender contender;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    Load(Contender contender) {
        this.contender = contender;
    }

    /** So many calls in flight, each followed by the next, until the time is up or there have been as many as wanted. */
    Sample closed(int concurrency, long calls, long nanos) throws InterruptedException {
        AtomicLong left = new AtomicLong(calls);
        CountDownLatch running = new CountDownLatch(concurrency);
        Slot[] slots = new Slot[concurrency];
        for (int i = 0; i < concurrency; i++) {
            slots[i] = new Slot(left, running);
        }
        Meter meter = new Meter();
        for (Slot slot : slots) {
            slot.until = meter.start + nanos;
        }
        for (Slot slot : slots) {
            slot.next();
        }
        await(running);
        meter.stop();
        Histogram latencies = new Histogram(MAX_NANOS, DIGITS);
        for (Slot slot : slots) {
            latencies.add(slot.latencies);
        }
        return meter.sample(latencies, 0);
    }

    /** Calls at fixed moments, whether or not those before have ended. Latency counts from the moment that was meant. */
    Sample fixedRate(long perSecond, long nanos) throws InterruptedException {
        ConcurrentHistogram latencies = new ConcurrentHistogram(MAX_NANOS, DIGITS);
        int calls = Math.toIntExact(perSecond * nanos / 1_000_000_000L);
        CountDownLatch running = new CountDownLatch(calls);
        Meter meter = new Meter();
        for (int i = 0; i < calls; i++) {
            long meant = meter.start + i * 1_000_000_000L / perSecond;
            for (long wait = meant - System.nanoTime(); wait > 0; wait = meant - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            contender.call(new Once(meant, latencies, running));
        }
        await(running);
        meter.stop();
        return meter.sample(latencies, 0);
    }

    /** So many calls at once; the heap is looked at while nearly all of them wait. */
    Sample waiters(int calls) throws InterruptedException {
        ConcurrentHistogram latencies = new ConcurrentHistogram(MAX_NANOS, DIGITS);
        CountDownLatch running = new CountDownLatch(calls);
        long before = usedHeap();
        Meter meter = new Meter();
        for (int i = 0; i < calls; i++) {
            contender.call(new Once(System.nanoTime(), latencies, running));
        }
        long heap = usedHeap() - before;
        long waiting = Math.max(1, running.getCount());
        await(running);
        meter.stop();
        return meter.sample(latencies, heap / waiting);
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private void await(CountDownLatch running) throws InterruptedException {
        boolean done = running.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (failure.get() != null) {
            throw new IllegalStateException("a call failed", failure.get());
        }
        if (!done) {
            throw new IllegalStateException(running.getCount() + " calls were never answered");
        }
    }

    private void check(boolean valid) {
        if (!valid) {
            fail(new IllegalStateException("not the response that the server gives"));
        }
    }

    private void fail(Throwable reason) {
        failure.compareAndSet(null, reason);
    }

    private final class Slot implements Contender.Outcome {

        private final Histogram latencies = new Histogram(MAX_NANOS, DIGITS);
        private final AtomicLong left;
        private final CountDownLatch running;
        private long until;
        private long begun;

        Slot(AtomicLong left, CountDownLatch running) {
            this.left = left;
            this.running = running;
        }

        void next() {
            begun = System.nanoTime();
            if (begun - until < 0 && failure.get() == null && left.getAndDecrement() > 0) {
                contender.call(this);
            } else {
                running.countDown();
            }
        }

        @Override
        public void succeeded(boolean valid) {
            latencies.recordValue(Math.min(MAX_NANOS, System.nanoTime() - begun));
            check(valid);
            next();
        }

        @Override
        public void failed(Throwable reason) {
            fail(reason);
            running.countDown();
        }
    }

    private final class Once implements Contender.Outcome {

        private final long meant;
        private final ConcurrentHistogram latencies;
        private final CountDownLatch running;

        Once(long meant, ConcurrentHistogram latencies, CountDownLatch running) {
            this.meant = meant;
            this.latencies = latencies;
            this.running = running;
        }

        @Override
        public void succeeded(boolean valid) {
            latencies.recordValue(Math.min(MAX_NANOS, System.nanoTime() - meant));
            check(valid);
            running.countDown();
        }

        @Override
        public void failed(Throwable reason) {
            fail(reason);
            running.countDown();
        }
    }
}

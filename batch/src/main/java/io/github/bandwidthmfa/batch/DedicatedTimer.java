package io.github.bandwidthmfa.batch;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.Disposable;

/**
 * The timer of all batches that are given none. Not one of {@code Schedulers}: those stop for virtual time and for {@code
 * shutdownNow}, and stand still behind a task that blocks.
 *
 * <p>One thread tells all runs that their time has come, and does nothing else; a run goes on on a thread that it has for
 * itself. So a thousand batches that pause cost one thread, and a subscriber that blocks delays its own batch only. Threads
 * are daemons, and end when they have been idle for a while, so nothing needs to be disposed of.
 */
final class DedicatedTimer implements RunTimer {

    static final DedicatedTimer INSTANCE = new DedicatedTimer();

    private static final long IDLE_SECONDS = 5;

    private final ScheduledThreadPoolExecutor alarm = new ScheduledThreadPoolExecutor(1, threads("mfa-batch-timer"));
    private final ThreadPoolExecutor workers = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), threads("mfa-batch"));

    private DedicatedTimer() {
        alarm.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        alarm.allowCoreThreadTimeOut(true);
        alarm.setRemoveOnCancelPolicy(true);
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public void execute(Runnable task) {
        workers.execute(task);
    }

    @Override
    public Disposable schedule(Runnable task, long millis) {
        Future<?> due = alarm.schedule(() -> workers.execute(task), millis, TimeUnit.MILLISECONDS);
        return () -> due.cancel(false);
    }

    private static ThreadFactory threads(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            // That of the thread that happens to be the first would be kept from being collected.
            thread.setContextClassLoader(DedicatedTimer.class.getClassLoader());
            return thread;
        };
    }
}

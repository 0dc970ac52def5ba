package io.github.bandwidthmfa.batch;

import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/** What a run waits by, and the threads on which it goes on. */
interface RunTimer {

    /** The time that pauses are measured by, in nanoseconds from an arbitrary moment. */
    long nanos();

    void execute(Runnable task);

    Disposable schedule(Runnable task, long millis);

    /** By the clock and on the threads of a scheduler that the application has given. */
    static RunTimer of(Scheduler scheduler) {
        return new RunTimer() {
            @Override
            public long nanos() {
                return scheduler.now(TimeUnit.NANOSECONDS);
            }

            @Override
            public void execute(Runnable task) {
                Disposable unused = scheduler.schedule(task);
            }

            @Override
            public Disposable schedule(Runnable task, long millis) {
                return scheduler.schedule(task, millis, TimeUnit.MILLISECONDS);
            }
        };
    }
}

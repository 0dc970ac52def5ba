package io.github.bandwidthmfa.benchmarks;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Calls of a JVM that has made none before, one after the other. Prints one {@link FirstCall.Seen}. */
final class FirstCallMain {

    private static final int EARLY_CALLS = 100;
    private static final long PATIENCE_SECONDS = 60;

    private FirstCallMain() {}

    /**
     * Makes the calls.
     *
     * @param arguments how to begin, the directory of the certificates, the transport, its port, and how many calls to make
     * @throws Exception if a call fails
     */
    public static void main(String[] arguments) throws Exception {
        ParentProcess.endWithIt();
        FirstCall.Start start = FirstCall.Start.valueOf(arguments[0]);
        Target target = new Target(
                        Transport.valueOf(arguments[2]), Integer.parseInt(arguments[3]), Path.of(arguments[1]))
                .byName();
        long begun = System.nanoTime();
        Contender contender = start.contender().create(target);
        start.prepare(contender);
        long ready = System.nanoTime() - begun;
        long[] nanos = new long[Integer.parseInt(arguments[4])];
        for (int i = 0; i < nanos.length; i++) {
            nanos[i] = timed(contender);
        }
        long early = Arrays.stream(nanos).limit(EARLY_CALLS).sum();
        long[] warm = Arrays.copyOfRange(nanos, nanos.length / 2, nanos.length);
        Arrays.sort(warm);
        System.out.println(new FirstCall.Seen(ready, nanos[0], early, warm[warm.length / 2]).line());
        System.exit(0);
    }

    private static long timed(Contender contender) throws InterruptedException {
        Waiting waiting = new Waiting();
        long begun = System.nanoTime();
        contender.call(waiting);
        waiting.await();
        return System.nanoTime() - begun;
    }

    private static final class Waiting implements Contender.Outcome {

        private final CountDownLatch end = new CountDownLatch(1);
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

        @Override
        public void succeeded(boolean valid) {
            end.countDown();
        }

        @Override
        public void failed(Throwable reason) {
            failure.set(reason);
            end.countDown();
        }

        void await() throws InterruptedException {
            if (!end.await(PATIENCE_SECONDS, TimeUnit.SECONDS) || failure.get() != null) {
                throw new IllegalStateException("the call failed, or was never answered", failure.get());
            }
        }
    }
}

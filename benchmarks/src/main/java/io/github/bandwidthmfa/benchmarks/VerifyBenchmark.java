package io.github.bandwidthmfa.benchmarks;

import io.github.bandwidthmfa.benchmarks.Contender.Outcome;
import java.nio.file.Files;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How many verify calls a second, over clear text, to a server in a process of its own: this client, and Reactor Netty by hand
 * with its best options. JMH runs one after the other, so their ratio suffers from whatever disturbs the machine meanwhile;
 * the profiles take turns.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 4, time = 1)
public class VerifyBenchmark {

    private static final int CALLS = 1_000;

    /** How many calls are in flight at a time. */
    @Param({"1", "16", "64", "256"})
    public int concurrency;

    private Server server;
    private Contender client;
    private Contender byHand;

    /** Starts the server and both clients. */
    @Setup
    public void start() throws Exception {
        server = new Server(Files.createTempDirectory("certificates"));
        client = ContenderType.CLIENT.create(server.target(Transport.CLEAR));
        byHand = ContenderType.BY_HAND_TUNED.create(server.target(Transport.CLEAR));
    }

    /** Stops the server. The clients end with the process. */
    @TearDown
    public void stop() {
        server.close();
    }

    /** Calls through the client. */
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public void client() throws InterruptedException {
        complete(client);
    }

    /** Calls on Reactor Netty. */
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public void byHand() throws InterruptedException {
        complete(byHand);
    }

    private void complete(Contender contender) throws InterruptedException {
        Semaphore free = new Semaphore(concurrency);
        AtomicLong wrong = new AtomicLong();
        Outcome outcome = new Outcome() {
            @Override
            public void succeeded(boolean valid) {
                if (!valid) {
                    wrong.incrementAndGet();
                }
                free.release();
            }

            @Override
            public void failed(Throwable failure) {
                wrong.incrementAndGet();
                free.release();
            }
        };
        for (int i = 0; i < CALLS; i++) {
            free.acquire();
            contender.call(outcome);
        }
        free.acquire(concurrency);
        if (wrong.get() > 0) {
            throw new IllegalStateException(wrong + " calls were not answered as the server answers");
        }
    }
}

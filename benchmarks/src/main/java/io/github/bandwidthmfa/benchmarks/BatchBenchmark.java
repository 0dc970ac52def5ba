package io.github.bandwidthmfa.benchmarks;

import io.github.bandwidthmfa.batch.Batch;
import io.github.bandwidthmfa.batch.BatchOptions;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
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
import org.openjdk.jmh.annotations.Warmup;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * What a batch costs for each item, over {@code flatMap} of the same calls. The calls do no I/O: they end at once, or on
 * another thread, so that what is left is the operators. Run it with {@code -prof gc} for the bytes.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class BatchBenchmark {

    private static final int ITEMS = 100_000;
    private static final int CONCURRENCY = 32;

    /** Where calls end: {@code here}, at once, or {@code elsewhere}, on one other thread. */
    @Param({"here", "elsewhere"})
    public String calls;

    private Function<Integer, Mono<Integer>> call;
    private Batch<Integer, Integer> batch;

    /** Makes the calls. */
    @Setup
    public void prepare() {
        Scheduler other = Schedulers.newSingle("elsewhere", true);
        // Hidden, so that flatMap cannot see that there is nothing to wait for: a call is never as simple as that.
        call = calls.equals("here")
                ? item -> Mono.just(item).hide()
                : item -> Mono.just(item).subscribeOn(other);
        batch = Batch.of(call, BatchOptions.builder().concurrency(CONCURRENCY).build());
    }

    /**
     * By the operator.
     *
     * @return how many outcomes there were
     */
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public Long batch() {
        return Flux.range(0, ITEMS).transform(batch).count().block();
    }

    /**
     * By hand.
     *
     * @return how many results there were
     */
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public Long flatMap() {
        return Flux.range(0, ITEMS).flatMap(call, CONCURRENCY).count().block();
    }
}

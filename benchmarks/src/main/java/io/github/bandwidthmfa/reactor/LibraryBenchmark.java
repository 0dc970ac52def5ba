package io.github.bandwidthmfa.reactor;

import io.github.bandwidthmfa.MfaOperation;
import io.github.bandwidthmfa.reactor.observation.MfaObservationConvention;
import io.github.bandwidthmfa.reactor.observation.Observations;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import reactor.core.observability.micrometer.Micrometer;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.pool.InstrumentedPool;
import reactor.pool.PoolBuilder;
import reactor.util.retry.Retry;

/** What this client writes by hand, beside what a library would do in its place. The reasons are in docs/decisions.md. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LibraryBenchmark {

    private final Mono<Integer> work = Mono.just(1);

    private final ConcurrencyLimiter limiter =
            new ConcurrencyLimiter(64, 128, TimeUnit.SECONDS.toNanos(2), System::nanoTime, Schedulers.parallel());

    private final InstrumentedPool<Object> pool = PoolBuilder.from(Mono.fromSupplier(Object::new))
            .sizeBetween(0, 64)
            .maxPendingAcquire(128)
            .buildPool();

    private final ObservationRegistry registry = registry();
    private final Observations observations = new Observations(registry, new MfaObservationConvention() {});

    private final RetryPolicy policy = new RetryPolicy(1, Schedulers.parallel());
    private final Retry backoff = Retry.backoff(1, Duration.ofMillis(100)).jitter(0.5);

    private static ObservationRegistry registry() {
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig().observationHandler(context -> true);
        return registry;
    }

    /** The client's own permits. */
    @Benchmark
    public Integer limiter() {
        return limiter.admit(() -> work).block();
    }

    /** reactor-pool with objects that stand for permits. */
    @Benchmark
    public Integer limiterByReactorPool() {
        return pool.withPoolable(permit -> work).blockLast();
    }

    /** The client's own observation of a call. */
    @Benchmark
    public Integer observation() {
        return observations.call(MfaOperation.VERIFY, work).block();
    }

    /** Reactor's operator, with a plain context and two keys. */
    @Benchmark
    public Integer observationByTap() {
        return work.name("bandwidth.mfa")
                .tag("operation", "verify")
                .tag("outcome", "none")
                .tap(Micrometer.observation(registry, of -> Observation.createNotStarted("bandwidth.mfa", of)))
                .block();
    }

    /** The client's own retry, where nothing fails. */
    @Benchmark
    public Integer retry() {
        return work.onErrorResume(failure -> policy.backoff(0).then(work)).block();
    }

    /** Reactor's operator, where nothing fails. */
    @Benchmark
    public Integer retryByReactor() {
        return work.retryWhen(backoff).block();
    }
}

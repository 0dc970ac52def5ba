package io.github.bandwidthmfa.reactor;

import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.wire.WireResponse;
import io.github.bandwidthmfa.wire.WireResponse.Headers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The stations that every call passes on its way to the network; each next to the least that could do the job. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PathBenchmark {

    private static final byte[] BODY = {};
    private static final WireResponse HEAD = WireResponse.head(200, new Headers("3f1a", null, null, null));

    private final Mono<Integer> work = Mono.just(1);
    private final ConcurrencyLimiter gate =
            new ConcurrencyLimiter(64, 128, TimeUnit.SECONDS.toNanos(2), System::nanoTime, Schedulers.parallel());
    private final InFlightCalls calls = new InFlightCalls(
            Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(2), gate, Schedulers.parallel());
    private final Authorization fixed = Authorization.fixed(Credentials.bearerToken("as-long-as-Basic-is"));
    private final TokenCache tokens = new TokenCache(
            Mono.just(Credentials.bearerToken("as-long-as-Basic-is")),
            null,
            new RetryPolicy(0, Schedulers.parallel()),
            Duration.ofSeconds(10),
            100,
            Schedulers.parallel(),
            System::nanoTime,
            () -> 0.5);

    /** The least: the work itself. */
    @Benchmark
    public Integer atLeast() {
        return work.block();
    }

    /** Through the gate, where there is a permit. */
    @Benchmark
    public Integer gate() {
        return gate.admit(() -> work).block();
    }

    /** As a call with a deadline. */
    @Benchmark
    public Integer call() {
        return calls.call(attempts -> work, (attempts, failure) -> failure).block();
    }

    /** Credentials that never change. */
    @Benchmark
    public AuthorizationHeader fixedCredentials() {
        return fixed.current().block();
    }

    /** A token that is still good. */
    @Benchmark
    public AuthorizationHeader token() {
        return tokens.current().block();
    }

    /** The tracker of one request, along its whole way. */
    @Benchmark
    public Object tracker() {
        Attempt attempt = new Attempt(BODY, new AuthorizationHeader(""), System.nanoTime() + 1_000_000_000L);
        attempt.handOver();
        attempt.written();
        attempt.answered(HEAD);
        return attempt.afterFailure();
    }
}

package io.github.bandwidthmfa.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.MfaOperation;
import io.github.bandwidthmfa.reactor.observation.MfaObservationConvention;
import io.github.bandwidthmfa.reactor.observation.Observations;
import io.github.bandwidthmfa.wire.WireResponse;
import io.github.bandwidthmfa.wire.WireResponse.Headers;
import io.micrometer.observation.ObservationRegistry;
import io.netty.buffer.Unpooled;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.SkipException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The rules of Reactive Streams for the subscriptions that this module writes itself, by the project's compatibility kit. */
final class ReactiveStreamsTckTests {

    private static final long TIMEOUT_MILLIS = 10_000;
    private static final long SILENCE_MILLIS = 50;

    // Threads that may wait: the kit's subscribers lock a queue.
    private final Scheduler timers = Schedulers.newBoundedElastic(1, Integer.MAX_VALUE, "tck");

    @AfterEach
    void stop() {
        timers.dispose();
    }

    /** The kit's tests, one object for each; the kit is written for another test framework. */
    private static final class Verification extends PublisherVerification<Object> {

        private final UnaryOperator<Mono<Object>> publisher;

        Verification(UnaryOperator<Mono<Object>> publisher) {
            super(new TestEnvironment(TIMEOUT_MILLIS, SILENCE_MILLIS));
            this.publisher = publisher;
        }

        @Override
        public Publisher<Object> createPublisher(long elements) {
            return publisher.apply(elements == 0 ? Mono.empty() : Mono.just("response"));
        }

        @Override
        public Publisher<Object> createFailedPublisher() {
            return publisher.apply(Mono.error(new IllegalStateException("broken")));
        }

        @Override
        public long maxElementsFromPublisher() {
            return 1;
        }
    }

    @TestFactory
    Stream<DynamicTest> callsThatRunAtOnce() {
        return rules(limiter(1)::admitting);
    }

    @TestFactory
    Stream<DynamicTest> callsThatRunOnOtherThreads() {
        return rules(work -> limiter(1).admitting(work.publishOn(timers)));
    }

    @TestFactory
    Stream<DynamicTest> callsInFlight() {
        return rules(work -> inFlight().call(attempts -> work, (attempts, failure) -> failure));
    }

    @TestFactory
    Stream<DynamicTest> callsInFlightThroughTheLimiter() {
        InFlightCalls inFlight = inFlight();
        Limiter limiter = limiter(1);
        return rules(work -> inFlight.call(attempts -> limiter.admitting(work), (attempts, failure) -> failure));
    }

    @TestFactory
    Stream<DynamicTest> responses() {
        return rules(ReactiveStreamsTckTests::response);
    }

    @TestFactory
    Stream<DynamicTest> observedCalls() {
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig().observationHandler(context -> true);
        Observations observations = new Observations(registry, new MfaObservationConvention() {});
        return rules(work -> observations.call(MfaOperation.VERIFY, work));
    }

    @Test
    void theKitHasRules() {
        assertThat(rules(work -> work)).hasSizeGreaterThan(30);
    }

    private interface Limiter {
        Mono<Object> admitting(Mono<Object> work);
    }

    private Limiter limiter(int permits) {
        ConcurrencyLimiter limiter =
                new ConcurrencyLimiter(permits, 100, Duration.ofMinutes(1).toNanos(), System::nanoTime, timers);
        return work -> limiter.admit(() -> work);
    }

    private InFlightCalls inFlight() {
        Duration limit = Duration.ofMinutes(1);
        ConcurrencyLimiter limiter = new ConcurrencyLimiter(1, 1, limit.toNanos(), System::nanoTime, timers);
        return new InFlightCalls(limit, limit, limit, limiter, timers);
    }

    /** A response whose body is there is an element, one whose body is not is none. */
    private static Mono<Object> response(Mono<Object> body) {
        WireResponse head = WireResponse.head(200, new Headers(null, null, null, null));
        Attempt attempt = new Attempt(new byte[0], new AuthorizationHeader(""), System.nanoTime() + Long.MAX_VALUE / 2);
        return Mono.fromDirect(actual -> Flux.from(body)
                        .map(text -> Unpooled.wrappedBuffer(text.toString().getBytes(StandardCharsets.UTF_8)))
                        .subscribe(new ResponseReader(
                                attempt, head, 1024, reactor.core.publisher.Operators.toCoreSubscriber(actual))))
                .cast(Object.class);
    }

    private static Stream<DynamicTest> rules(UnaryOperator<Mono<Object>> publisher) {
        return Arrays.stream(PublisherVerification.class.getMethods())
                .filter(ReactiveStreamsTckTests::isRule)
                .map(rule -> DynamicTest.dynamicTest(rule.getName(), () -> check(rule, new Verification(publisher))));
    }

    private static boolean isRule(Method method) {
        return method.getParameterCount() == 0
                && Stream.of("required_", "optional_", "stochastic_")
                        .anyMatch(prefix -> method.getName().startsWith(prefix));
    }

    private static void check(Method rule, Verification verification) throws Throwable {
        verification.setUp();
        try {
            rule.invoke(verification);
        } catch (InvocationTargetException failed) {
            Throwable cause = failed.getCause();
            Assumptions.assumeFalse(cause instanceof SkipException, () -> String.valueOf(cause.getMessage()));
            throw cause;
        }
    }
}

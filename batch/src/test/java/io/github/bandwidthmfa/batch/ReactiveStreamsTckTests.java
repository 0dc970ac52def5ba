package io.github.bandwidthmfa.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Stream;
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
import reactor.core.scheduler.Schedulers;

/** The rules of Reactive Streams for publishers, as its own compatibility kit checks them, for calls here and elsewhere. */
final class ReactiveStreamsTckTests {

    private static final long TIMEOUT_MILLIS = 2_500;
    private static final long SILENCE_MILLIS = 50;

    /** The kit's tests, one object for each; the kit is written for another test framework. */
    private static final class Outcomes extends PublisherVerification<Outcome<Integer, Integer>> {

        private final boolean elsewhere;

        Outcomes(boolean elsewhere) {
            super(new TestEnvironment(TIMEOUT_MILLIS, SILENCE_MILLIS));
            this.elsewhere = elsewhere;
        }

        private Mono<Integer> call(Integer item) {
            return elsewhere ? Mono.just(item).publishOn(Schedulers.parallel()) : Mono.just(item);
        }

        @Override
        public Publisher<Outcome<Integer, Integer>> createPublisher(long elements) {
            return Flux.range(0, (int) Math.min(elements, Integer.MAX_VALUE))
                    .transform(Batch.of(
                            this::call, BatchOptions.builder().concurrency(4).build()));
        }

        @Override
        public Publisher<Outcome<Integer, Integer>> createFailedPublisher() {
            return Flux.<Integer>error(new IllegalStateException("broken"))
                    .transform(Batch.of(this::call, BatchOptions.defaults()));
        }
    }

    @TestFactory
    Stream<DynamicTest> callsThatEndAtOnce() {
        return rules(false);
    }

    @TestFactory
    Stream<DynamicTest> callsThatEndOnOtherThreads() {
        return rules(true);
    }

    @Test
    void theKitHasRules() {
        assertThat(rules(false)).hasSizeGreaterThan(30);
    }

    private static Stream<DynamicTest> rules(boolean elsewhere) {
        return Arrays.stream(PublisherVerification.class.getMethods())
                .filter(ReactiveStreamsTckTests::isRule)
                .map(rule -> DynamicTest.dynamicTest(rule.getName(), () -> check(rule, new Outcomes(elsewhere))));
    }

    private static boolean isRule(Method method) {
        return method.getParameterCount() == 0
                && Stream.of("required_", "optional_", "stochastic_")
                        .anyMatch(prefix -> method.getName().startsWith(prefix));
    }

    private static void check(Method rule, Outcomes outcomes) throws Throwable {
        outcomes.setUp();
        try {
            rule.invoke(outcomes);
        } catch (InvocationTargetException failed) {
            Throwable cause = failed.getCause();
            Assumptions.assumeFalse(cause instanceof SkipException, () -> String.valueOf(cause.getMessage()));
            throw cause;
        }
    }
}

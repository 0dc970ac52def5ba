package io.github.bandwidthmfa.ratelimiter;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.SkipException;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** The rules of Reactive Streams for publishers, as its own compatibility kit checks them, and those it cannot check without elements. */
final class ReactiveStreamsTckTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long TIMEOUT_MILLIS = 2_500;
    private static final long SILENCE_MILLIS = 50;

    /** The kit's tests, one object for each; the kit is written for another test framework. */
    private static final class Permits extends PublisherVerification<Integer> {

        private final Bucket4jRateLimiter limiter;

        Permits(boolean waiting) {
            super(new TestEnvironment(TIMEOUT_MILLIS, SILENCE_MILLIS));
            this.limiter = Bucket4jRateLimiter.of(waiting ? 2_000 : 1_000_000, Duration.ofSeconds(1))
                    .block(waiting ? 1 : 1_000_000)
                    .local();
        }

        @Override
        public Publisher<Integer> createPublisher(long elements) {
            return Flux.range(0, (int) Math.min(elements, Integer.MAX_VALUE))
                    .concatMap(i -> limiter.acquire(1).thenReturn(i));
        }

        @Override
        public Publisher<Integer> createFailedPublisher() {
            // The kit's way to say that there is none.
            return null;
        }
    }

    private final List<Throwable> failures = new CopyOnWriteArrayList<>();

    @TestFactory
    Stream<DynamicTest> permitsThatComeAtOnce() {
        return rules(false);
    }

    @TestFactory
    Stream<DynamicTest> permitsThatAreWaitedFor() {
        return rules(true);
    }

    @Test
    void theKitHasRules() {
        assertThat(rules(false)).hasSizeGreaterThan(30);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void aRequestForNothingFailsAWaiterAndLetsOthersGoOn(long demand) {
        Bucket4jRateLimiter limiter =
                Bucket4jRateLimiter.of(2, Duration.ofSeconds(1)).block(1).local();
        StepVerifier.create(limiter.acquire(1)).expectComplete().verify(PATIENCE);

        StepVerifier.create(limiter.acquire(1), 0)
                .thenRequest(1)
                .then(() -> limiter.acquire(1).subscribe(new BaseSubscriber<>() {
                    @Override
                    protected void hookOnSubscribe(Subscription subscription) {
                        subscription.request(demand);
                    }

                    @Override
                    protected void hookOnError(Throwable failure) {
                        failures.add(failure);
                    }
                }))
                .expectComplete()
                .verify(PATIENCE);

        assertThat(failures).singleElement().isInstanceOf(IllegalArgumentException.class);
        StepVerifier.create(limiter.acquire(1)).expectComplete().verify(PATIENCE);
    }

    private static Stream<DynamicTest> rules(boolean waiting) {
        return Arrays.stream(PublisherVerification.class.getMethods())
                .filter(ReactiveStreamsTckTests::isRule)
                .map(rule -> DynamicTest.dynamicTest(rule.getName(), () -> check(rule, new Permits(waiting))));
    }

    private static boolean isRule(Method method) {
        return method.getParameterCount() == 0
                && Stream.of("required_", "optional_", "stochastic_")
                        .anyMatch(prefix -> method.getName().startsWith(prefix));
    }

    private static void check(Method rule, Permits permits) throws Throwable {
        permits.setUp();
        try {
            rule.invoke(permits);
        } catch (InvocationTargetException failed) {
            Throwable cause = failed.getCause();
            Assumptions.assumeFalse(cause instanceof SkipException, () -> String.valueOf(cause.getMessage()));
            throw cause;
        }
    }
}

package io.github.bandwidthmfa.ratelimiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Permits from a source that the test answers for, and from a bucket of this machine. */
final class Bucket4jRateLimiterTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Answers when, and what, the test says. */
    private static final class ScriptedSource implements PermitSource {

        private final List<Long> leases = Collections.synchronizedList(new ArrayList<>());
        private final List<CompletableFuture<Long>> answers = Collections.synchronizedList(new ArrayList<>());
        private final AtomicLong givenBack = new AtomicLong();

        @Override
        public CompletableFuture<Long> lease(long permits) {
            leases.add(permits);
            CompletableFuture<Long> response = new CompletableFuture<>();
            answers.add(response);
            return response;
        }

        @Override
        public void giveBack(long permits) {
            givenBack.addAndGet(permits);
        }
    }

    private final ScriptedSource source = new ScriptedSource();
    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();
    private final PermitQueue queue = new PermitQueue(source, null, 10, Duration.ofMinutes(1), clock);
    private final AtomicInteger permits = new AtomicInteger();

    private static Mono<Void> acquire(PermitQueue queue) {
        return acquire(queue, 1);
    }

    private static Mono<Void> acquire(PermitQueue queue, int weight) {
        return new Mono<>() {
            @Override
            public void subscribe(CoreSubscriber<? super Void> actual) {
                queue.enter(actual, weight);
            }
        };
    }

    private Disposable waiter() {
        return waiter(1);
    }

    private Disposable waiter(int weight) {
        return acquire(queue, weight)
                .doOnSuccess(done -> permits.incrementAndGet())
                .subscribe();
    }

    @Test
    void permitsAreLeasedInBlocksOfAsManyAsAreWaitedFor() {
        for (int i = 0; i < 25; i++) {
            waiter();
        }
        assertThat(source.leases).containsExactly(1L);

        source.answers.get(0).complete(0L);
        assertThat(permits).hasValue(1);
        assertThat(source.leases).containsExactly(1L, 10L);

        source.answers.get(1).complete(0L);
        source.answers.get(2).complete(0L);
        source.answers.get(3).complete(0L);
        assertThat(source.leases).containsExactly(1L, 10L, 10L, 4L);
        assertThat(permits).hasValue(25);
        assertThat(source.givenBack).hasValue(0);
    }

    @Test
    void permitsForOneCallerAreGivenTogetherAndInOrder() {
        waiter(25);
        waiter(1);
        waiter(4);
        source.answers.get(0).complete(0L);
        assertThat(permits).hasValue(1);
        assertThat(source.leases).containsExactly(25L, 5L);

        waiter(12);
        source.answers.get(1).complete(0L);
        assertThat(permits).hasValue(3);
        assertThat(source.leases).containsExactly(25L, 5L, 12L);

        source.answers.get(2).complete(0L);
        assertThat(permits).hasValue(4);
        assertThat(source.givenBack).hasValue(0);
    }

    @Test
    void aCallerThatWantsManyLeasesOnlyWhatIsMissing() {
        waiter(1);
        Disposable light = waiter(3);
        waiter(20);
        source.answers.get(0).complete(0L);
        assertThat(source.leases).containsExactly(1L, 10L);

        light.dispose();
        source.answers.get(1).complete(0L);
        assertThat(source.leases).containsExactly(1L, 10L, 10L);
        source.answers.get(2).complete(0L);
        assertThat(permits).hasValue(2);
        assertThat(source.givenBack).hasValue(0);
    }

    @Test
    void aBlockIsHandedOutWhenItsTimeHasComeAndNotBefore() {
        waiter();
        source.answers.get(0).complete(Duration.ofSeconds(3).toNanos());

        clock.advanceTimeBy(Duration.ofMillis(2_999));
        assertThat(permits).hasValue(0);
        clock.advanceTimeBy(Duration.ofMillis(1));
        assertThat(permits).hasValue(1);
    }

    @Test
    void whoCancelsLeavesThePlaceAndUnusedPermitsAreGivenBack() {
        Disposable first = waiter();
        Disposable second = waiter();
        waiter();
        second.dispose();
        source.answers.get(0).complete(0L);
        assertThat(permits).hasValue(1);
        assertThat(source.leases).containsExactly(1L, 1L);

        Disposable fourth = waiter();
        source.answers.get(1).complete(Duration.ofSeconds(1).toNanos());
        fourth.dispose();
        first.dispose();
        clock.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(permits).hasValue(2);
        assertThat(source.leases).hasSize(2);

        waiter().dispose();
        source.answers.get(2).complete(0L);
        assertThat(permits).hasValue(2);
        assertThat(source.givenBack).hasValue(1);
    }

    @Test
    void aSourceThatFailsIsAnErrorForThoseWhoWait() {
        List<Throwable> failures = new ArrayList<>();
        acquire(queue).subscribe(done -> {}, failures::add);
        acquire(queue).subscribe(done -> {}, failures::add);

        source.answers.get(0).completeExceptionally(new IllegalStateException("gone"));

        assertThat(failures)
                .hasSize(2)
                .allSatisfy(failure -> assertThat(failure)
                        .isInstanceOf(RateLimiterUnavailableException.class)
                        .hasMessage("the rate limiter's back end failed, or took longer than 60000 ms")
                        .hasRootCauseMessage("gone"));
        waiter();
        source.answers.get(1).complete(0L);
        assertThat(permits).hasValue(1);
    }

    @Test
    void aSourceThatDoesNotResponseIsAnErrorInTimeAndWhatComesLateIsGivenBack() {
        PermitQueue impatient = new PermitQueue(source, null, 10, Duration.ofMillis(20), clock);

        StepVerifier.create(acquire(impatient))
                .then(() -> clock.advanceTimeBy(Duration.ofMillis(20)))
                .expectError(RateLimiterUnavailableException.class)
                .verify(PATIENCE);
        source.answers.get(0).complete(0L);

        assertThat(source.givenBack).hasValue(1);
    }

    @Test
    void openMeansThatThisMachineGoesOnByItsOwnLimit() {
        ScriptedSource own = new ScriptedSource();
        PermitQueue open = new PermitQueue(source, own, 10, Duration.ofMinutes(1), clock);
        acquire(open).doOnSuccess(done -> permits.incrementAndGet()).subscribe();

        source.answers.get(0).completeExceptionally(new IllegalStateException("gone"));
        own.answers.get(0).complete(0L);
        assertThat(permits).hasValue(1);

        acquire(open).doOnSuccess(done -> permits.incrementAndGet()).subscribe();
        own.answers.get(1).complete(0L);
        assertThat(permits).hasValue(2);
        assertThat(source.leases).hasSize(1);
    }

    @Test
    void whatIsNotUsedGoesBackToWhereItWasLeased() {
        AtomicLong givenBackToOwn = new AtomicLong();
        PermitSource own = new PermitSource() {
            @Override
            public CompletableFuture<Long> lease(long permits) {
                return CompletableFuture.completedFuture(Duration.ofSeconds(1).toNanos());
            }

            @Override
            public void giveBack(long permits) {
                givenBackToOwn.addAndGet(permits);
            }
        };
        PermitQueue open = new PermitQueue(source, own, 10, Duration.ofMillis(1), clock);
        Disposable waiter = acquire(open).subscribe();
        source.answers.get(0).completeExceptionally(new IllegalStateException("gone"));
        waiter.dispose();
        // Ten timeouts after the failure the first source counts as the current one again.
        long rested = System.nanoTime() + Duration.ofMillis(11).toNanos();
        while (System.nanoTime() - rested < 0) {
            Thread.onSpinWait();
        }
        clock.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(givenBackToOwn).hasValue(1);
        assertThat(source.givenBack).hasValue(0);
    }

    /** What becomes of the shared schedulers. */
    enum Disturbance {
        VIRTUAL_TIME {
            @Override
            void happen(CountDownLatch free) {
                VirtualTimeScheduler.getOrSet();
            }
        },
        SHUT_DOWN {
            @Override
            void happen(CountDownLatch free) {
                Schedulers.shutdownNow();
            }
        },
        BLOCKED {
            @Override
            void happen(CountDownLatch free) {
                for (int i = 0; i < Schedulers.DEFAULT_POOL_SIZE; i++) {
                    Disposable unused = Schedulers.parallel().schedule(() -> {
                        try {
                            boolean unusedInTime = free.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    });
                }
            }
        };

        abstract void happen(CountDownLatch free);
    }

    @ParameterizedTest
    @EnumSource
    void permitsComeWhateverBecomesOfSharedSchedulers(Disturbance disturbance) throws Exception {
        CountDownLatch free = new CountDownLatch(1);
        CountDownLatch given = new CountDownLatch(20);
        Bucket4jRateLimiter limiter =
                Bucket4jRateLimiter.of(100, Duration.ofSeconds(1)).local();
        Flux.range(0, 10)
                .flatMap(i -> limiter.acquire(1).doOnTerminate(given::countDown), 10)
                .subscribe();
        disturbance.happen(free);
        try {
            Flux.range(0, 10)
                    .flatMap(i -> limiter.acquire(1).doOnTerminate(given::countDown), 10)
                    .subscribe();

            assertThat(given.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
            free.countDown();
            VirtualTimeScheduler.reset();
            Schedulers.resetFactory();
        }
    }

    @Test
    void aLimitOfThisMachineIsKept() {
        Bucket4jRateLimiter limiter =
                Bucket4jRateLimiter.of(200, Duration.ofSeconds(1)).local();
        long begun = System.nanoTime();

        StepVerifier.create(
                        Flux.range(0, 110).flatMap(i -> limiter.acquire(1), 64).then())
                .expectComplete()
                .verify(PATIENCE);

        // 10 are at hand, the other 100 take half a second: fewer would be beyond the limit, however fast the machine
        // is.
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(490));
    }

    @Test
    void valuesOutOfRangeAreNamed() {
        Bucket4jRateLimiter.Builder limit = Bucket4jRateLimiter.of(1, Duration.ofSeconds(1));

        assertThatThrownBy(() -> Bucket4jRateLimiter.of(0, Duration.ofSeconds(1)))
                .hasMessageStartingWith("permits must be between 1 and");
        assertThatThrownBy(() -> Bucket4jRateLimiter.of(1, Duration.ZERO))
                .hasMessageStartingWith("period must be between 1 ms and");
        assertThatThrownBy(() -> limit.block(0)).hasMessageStartingWith("block must be between 1 and");
        assertThatThrownBy(() -> limit.timeout(Duration.ZERO)).hasMessageStartingWith("timeout must be between 1 ms");
        assertThatThrownBy(() -> limit.failOpen(0)).hasMessageStartingWith("permits must be between 1 and");
    }
}

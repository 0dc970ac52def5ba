package io.github.bandwidthmfa.reactor;

import static io.github.bandwidthmfa.reactor.testing.Samples.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** The gate by itself: nobody is let in twice, kept in, forgotten, or overtaken. */
final class ConcurrencyLimiterTests {

    private static final Duration PENDING_TIMEOUT = Duration.ofSeconds(2);

    private final AtomicLong now = new AtomicLong();
    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();

    @Test
    void letsInAsManyAsThereArePermitsAndThenInOrderOfArrival() {
        ConcurrencyLimiter gate = gate(2, 10);
        List<Sinks.One<Integer>> works = new ArrayList<>();
        List<Integer> begun = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int number = i;
            Sinks.One<Integer> work = Sinks.one();
            works.add(work);
            gate.admit(() -> work.asMono().doOnSubscribe(s -> begun.add(number)))
                    .subscribe(v -> {}, failure -> {});
        }

        assertThat(begun).containsExactly(0, 1);
        assertThat(gate.waiting()).isEqualTo(3);

        works.get(1).tryEmitValue(1).orThrow();
        assertThat(begun).containsExactly(0, 1, 2);
        works.get(0).tryEmitEmpty().orThrow();
        assertThat(begun).containsExactly(0, 1, 2, 3);
        works.get(2).tryEmitError(new IllegalStateException("expected")).orThrow();
        assertThat(begun).containsExactly(0, 1, 2, 3, 4);
        works.get(3).tryEmitValue(1).orThrow();
        works.get(4).tryEmitValue(1).orThrow();
        assertIdle(gate, 2);
    }

    @Test
    void refusesAtOnceWhoeverFindsTheQueueFull() {
        ConcurrencyLimiter gate = gate(1, 1);
        Disposable inside = gate.admit(() -> Mono.never()).subscribe();
        Disposable waiter = gate.admit(() -> Mono.never()).subscribe();

        StepVerifier.create(gate.admit(() -> Mono.just("never begun")))
                .expectErrorMatches(failure -> CallFailure.isBecause(CallFailure.Reason.QUEUE_FULL, failure))
                .verify(PATIENCE);

        waiter.dispose();
        inside.dispose();
        assertIdle(gate, 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aCallMadeInReactionToAResultFindsThePermitOfThatResult(int maxPending) {
        ConcurrencyLimiter gate = gate(1, maxPending);
        Mono<Integer> chained = Mono.just(0);
        for (int i = 0; i < 100; i++) {
            chained = chained.flatMap(n -> gate.admit(() -> Mono.just(n + 1)));
        }

        StepVerifier.create(chained).expectNext(100).expectComplete().verify(PATIENCE);
        StepVerifier.create(gate.admit(() -> Mono.error(new IllegalStateException("expected")))
                        .onErrorResume(failure -> gate.admit(() -> Mono.just(1))))
                .expectNext(1)
                .expectComplete()
                .verify(PATIENCE);
        assertIdle(gate, 1);
    }

    @Test
    void aWaiterWhoGivesUpIsGoneAtOnceAndIsNeverBegun() {
        ConcurrencyLimiter gate = gate(1, 2);
        AtomicInteger begun = new AtomicInteger();
        Sinks.One<Integer> inside = Sinks.one();
        gate.admit(() -> inside.asMono()).subscribe();
        Disposable waiter = gate.admit(() -> Mono.never().doOnSubscribe(s -> begun.incrementAndGet()))
                .subscribe();
        assertThat(gate.waiting()).isEqualTo(1);

        waiter.dispose();

        assertThat(gate.waiting()).isZero();
        inside.tryEmitValue(1).orThrow();
        assertThat(begun).hasValue(0);
        assertIdle(gate, 1);
    }

    @Test
    void cancellingTheWorkGivesItsPermitToTheNextWhoIsStillThereAfterARest() {
        ConcurrencyLimiter gate = gate(1, 2);
        AtomicInteger cancelled = new AtomicInteger();
        Disposable inside = gate.admit(() -> Mono.never().doOnCancel(cancelled::incrementAndGet))
                .subscribe();
        AtomicInteger begun = new AtomicInteger();
        Mono<Object> next = Mono.never().doOnSubscribe(s -> begun.incrementAndGet());
        Disposable ofTheSameCrowd = gate.admit(() -> next).subscribe();
        Disposable patient = gate.admit(() -> next).subscribe();

        inside.dispose();
        inside.dispose();
        ofTheSameCrowd.dispose();

        assertThat(cancelled).hasValue(1);
        assertThat(begun).hasValue(0);
        clock.advanceTimeBy(ConcurrencyLimiter.CANCEL_COOLDOWN);
        assertThat(begun).hasValue(1);
        assertThat(gate.waiting()).isZero();
        patient.dispose();
        assertIdle(gate, 1);
    }

    @Test
    void workThatThrowsInsteadOfFailingGivesItsPermitBack() {
        ConcurrencyLimiter gate = gate(1, 0);
        Mono<Object> throwing = new Mono<>() {
            @Override
            public void subscribe(reactor.core.CoreSubscriber<? super Object> actual) {
                throw new IllegalStateException("expected");
            }
        };

        StepVerifier.create(gate.admit(() -> throwing))
                .expectErrorMessage("expected")
                .verify(PATIENCE);
        assertIdle(gate, 1);
    }

    @Test
    void aQueueOfWorkThatFailsAtOnceIsNotBegunFromAnEverDeeperStack() {
        ConcurrencyLimiter gate = gate(1, 100_000);
        Sinks.One<Integer> inside = Sinks.one();
        gate.admit(() -> inside.asMono()).subscribe();
        AtomicInteger failed = new AtomicInteger();
        for (int i = 0; i < 100_000; i++) {
            gate.admit(() -> Mono.error(new IllegalStateException("expected")))
                    .subscribe(v -> {}, failure -> failed.incrementAndGet());
        }

        inside.tryEmitValue(1).orThrow();

        assertThat(failed).hasValue(100_000);
        assertIdle(gate, 1);
    }

    @Test
    void whoeverHasWaitedTooLongIsTurnedAwayAndTheOthersStay() {
        ConcurrencyLimiter gate = gate(1, 10);
        Disposable inside = gate.admit(() -> Mono.never()).subscribe();
        List<Throwable> early = new ArrayList<>();
        gate.admit(() -> Mono.never()).subscribe(v -> {}, early::add);
        now.addAndGet(PENDING_TIMEOUT.toNanos() / 2);
        List<Throwable> late = new ArrayList<>();
        Disposable lateWaiter = gate.admit(() -> Mono.never()).subscribe(v -> {}, late::add);

        gate.expire();
        assertThat(early).isEmpty();
        now.addAndGet(PENDING_TIMEOUT.toNanos() / 2);
        gate.expire();

        assertThat(early)
                .hasSize(1)
                .first()
                .matches(failure -> CallFailure.isBecause(CallFailure.Reason.QUEUE_TIMEOUT, failure));
        assertThat(late).isEmpty();
        assertThat(gate.waiting()).isEqualTo(1);
        lateWaiter.dispose();
        inside.dispose();
        assertIdle(gate, 1);
    }

    @Test
    void thoseWhoGaveUpDoNotPileUpBehindAPermitThatIsNeverGivenBack() {
        ConcurrencyLimiter gate = gate(1, 10);
        Disposable inside = gate.admit(() -> Mono.never()).subscribe();

        for (int i = 0; i < 10_000; i++) {
            gate.admit(() -> Mono.never()).subscribe().dispose();
        }

        assertThat(gate.queued()).isLessThanOrEqualTo(11);
        inside.dispose();
        assertIdle(gate, 1);
    }

    /** Every way in and every way out at once, on several threads: at the end each permit must be there, once. */
    @Test
    void noPermitIsLostOrDoubledHoweverCallsEnd() throws Exception {
        int permits = 3;
        int calls = 200_000;
        ConcurrencyLimiter gate = new ConcurrencyLimiter(
                permits, 20, PENDING_TIMEOUT.toNanos(), now::get, new NoRest(Schedulers.parallel()));
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch ended = new CountDownLatch(calls);
        Flux.range(0, calls)
                .parallel(4)
                .runOn(Schedulers.boundedElastic())
                .doOnNext(i -> {
                    Mono<Integer> work = Mono.defer(() -> {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        return switch (ThreadLocalRandom.current().nextInt(4)) {
                            case 0 -> Mono.just(i).publishOn(Schedulers.parallel());
                            case 1 -> Mono.<Integer>error(new IllegalStateException("expected"));
                            case 2 -> Mono.<Integer>never();
                            default -> Mono.just(i);
                        };
                    });
                    // Counted before the gate hears of the end: a permit given back too early would show as one too
                    // many.
                    Disposable call = gate.admit(() -> work.doFinally(s -> {})
                                    .doOnTerminate(inside::decrementAndGet)
                                    .doOnCancel(inside::decrementAndGet))
                            .doFinally(s -> ended.countDown())
                            .subscribe(v -> {}, failure -> {});
                    if (ThreadLocalRandom.current().nextBoolean()) {
                        call.dispose();
                    } else {
                        Schedulers.parallel().schedule(call::dispose);
                    }
                })
                .sequential()
                .blockLast();
        assertThat(ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        // The last dispose may still be settling its permit on another thread.
        awaitIdle(gate, permits);
        assertThat(most.get()).isBetween(1, permits);
        assertIdle(gate, permits);
    }

    private ConcurrencyLimiter gate(int permits, int maxPending) {
        return new ConcurrencyLimiter(permits, maxPending, PENDING_TIMEOUT.toNanos(), now::get, clock);
    }

    private static void awaitIdle(ConcurrencyLimiter gate, int permits) {
        StepVerifier.create(Flux.interval(Duration.ofMillis(1))
                        .filter(tick -> gate.freePermits() == permits && gate.waiting() == 0)
                        .next()
                        .then())
                .expectComplete()
                .verify(PATIENCE);
    }

    private void assertIdle(ConcurrencyLimiter gate, int permits) {
        clock.advanceTimeBy(ConcurrencyLimiter.CANCEL_COOLDOWN);
        assertThat(gate.freePermits()).isEqualTo(permits);
        assertThat(gate.waiting()).isZero();
        // Whoever is left in the queue itself has given up, and must not take a permit with it.
        StepVerifier.create(gate.admit(() -> Mono.just("let in")))
                .expectNext("let in")
                .expectComplete()
                .verify(PATIENCE);
        assertThat(gate.freePermits()).isEqualTo(permits);
    }

    /** Runs at once what is scheduled for later. */
    private record NoRest(Scheduler scheduler) implements Scheduler {

        @Override
        public Disposable schedule(Runnable task) {
            return scheduler.schedule(task);
        }

        @Override
        public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
            return scheduler.schedule(task);
        }

        @Override
        public Worker createWorker() {
            return scheduler.createWorker();
        }
    }
}

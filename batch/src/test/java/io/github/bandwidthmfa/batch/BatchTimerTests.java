package io.github.bandwidthmfa.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.MfaOperation;
import io.github.bandwidthmfa.MfaServiceException;
import io.github.bandwidthmfa.ServiceError;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** What others do to the schedulers that all share does not stop a batch, nor does one batch stop another. */
final class BatchTimerTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int ITEMS = 100;

    private final CountDownLatch free = new CountDownLatch(1);

    /** What becomes of the shared schedulers while a batch pauses. */
    enum Disturbance {
        VIRTUAL_TIME {
            @Override
            void happen(BatchTimerTests test) {
                StepVerifier.withVirtualTime(() -> Mono.delay(Duration.ofHours(1)))
                        .thenAwait(Duration.ofHours(1))
                        .expectNextCount(1)
                        .expectComplete()
                        .verify(PATIENCE);
                VirtualTimeScheduler.getOrSet();
            }
        },
        SHUT_DOWN {
            @Override
            void happen(BatchTimerTests test) {
                Schedulers.shutdownNow();
            }
        },
        BLOCKED {
            @Override
            void happen(BatchTimerTests test) {
                for (Scheduler shared : List.of(Schedulers.parallel(), Schedulers.single())) {
                    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
                        shared.schedule(test::block);
                    }
                }
            }
        },
        OTHER_FACTORY {
            @Override
            void happen(BatchTimerTests test) {
                Schedulers.setFactory(new Schedulers.Factory() {});
                Schedulers.resetFactory();
            }
        };

        abstract void happen(BatchTimerTests test);
    }

    @AfterEach
    void restore() {
        free.countDown();
        VirtualTimeScheduler.reset();
        Schedulers.resetFactory();
    }

    private void block() {
        try {
            boolean unused = free.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Flux<Outcome<Integer, String>> batchThatPausesThenCalls(int concurrency, Runnable meanwhile) {
        AtomicInteger calls = new AtomicInteger();
        Function<Integer, Mono<String>> call = item -> Mono.defer(() -> {
            if (calls.getAndIncrement() == 0) {
                return Mono.error(MfaServiceException.of(
                        MfaOperation.MESSAGING,
                        new ServiceError(429, Optional.empty(), Optional.empty(), Optional.empty())));
            }
            return Mono.just("sent");
        });
        return Flux.range(0, ITEMS)
                .doOnNext(first -> {
                    if (first == 1) {
                        meanwhile.run();
                    }
                })
                .transform(Batch.of(
                        call, BatchOptions.builder().concurrency(concurrency).build()));
    }

    @ParameterizedTest
    @EnumSource
    void aBatchThatPausesGoesOnWhateverBecomesOfSharedSchedulers(Disturbance disturbance) throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        AtomicInteger succeeded = new AtomicInteger();

        batchThatPausesThenCalls(2, () -> disturbance.happen(this))
                .subscribe(outcome -> succeeded.incrementAndGet(), failure -> ended.countDown(), ended::countDown);

        assertThat(ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(succeeded).hasValue(ITEMS);
    }

    @ParameterizedTest
    @EnumSource
    void aBatchThatBeginsAfterwardsGoesOn(Disturbance disturbance) throws Exception {
        disturbance.happen(this);

        aBatchThatPausesGoesOnWhateverBecomesOfSharedSchedulers(disturbance);
    }

    @Test
    void batchesWhoseOutcomesAreTakenSlowlyDelayNoOtherBatch() throws Exception {
        CountDownLatch blocked = new CountDownLatch(20);
        for (int i = 0; i < 20; i++) {
            batchThatPausesThenCalls(1, () -> {}).subscribe(outcome -> {
                blocked.countDown();
                block();
            });
        }
        assertThat(blocked.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        CountDownLatch ended = new CountDownLatch(1);

        batchThatPausesThenCalls(1, () -> {}).subscribe(outcome -> {}, failure -> {}, ended::countDown);

        assertThat(ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void batchesThatPauseHoldOneThreadBetweenThem() {
        Function<Integer, Mono<String>> throttled = item -> Mono.error(MfaServiceException.of(
                MfaOperation.MESSAGING,
                new ServiceError(429, Optional.empty(), Optional.empty(), Optional.of(Duration.ofMinutes(1)))));
        List<reactor.core.Disposable> batches = Flux.range(0, 500)
                .map(i -> Flux.just(1)
                        .transform(Batch.of(throttled, BatchOptions.defaults()))
                        .subscribe())
                .collectList()
                .block(PATIENCE);
        try {
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> thread.getName().startsWith("mfa-batch-timer"))
                    .hasSize(1)
                    .allMatch(Thread::isDaemon);
        } finally {
            batches.forEach(reactor.core.Disposable::dispose);
        }
    }
}

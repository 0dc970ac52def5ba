package io.github.bandwidthmfa.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaOperation;
import io.github.bandwidthmfa.MfaServiceException;
import io.github.bandwidthmfa.MfaTokenException;
import io.github.bandwidthmfa.MfaTransportException;
import io.github.bandwidthmfa.ServiceError;
import io.github.bandwidthmfa.batch.Outcome.NotAttempted.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;

/** The operator by itself, on calls that end when the test says so. */
final class BatchTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Calls that are in flight until the test ends them. */
    private static final class Calls {

        private final Map<Integer, Sinks.One<String>> open = new ConcurrentHashMap<>();
        private final List<Integer> begun = Collections.synchronizedList(new ArrayList<>());
        private final List<Integer> cancelled = Collections.synchronizedList(new ArrayList<>());

        Mono<String> call(Integer item) {
            return Mono.defer(() -> {
                Sinks.One<String> sink = Sinks.one();
                open.put(item, sink);
                begun.add(item);
                return sink.asMono().doOnCancel(() -> cancelled.add(item));
            });
        }

        void respond(int item) {
            open.remove(item).tryEmitValue("response " + item);
        }

        void fail(int item, Throwable failure) {
            open.remove(item).tryEmitError(failure);
        }
    }

    private final Calls calls = new Calls();

    private static BatchOptions.Builder options(int concurrency) {
        return BatchOptions.builder().concurrency(concurrency);
    }

    private static MfaException status(MfaOperation operation, int status, Duration retryAfter) {
        return MfaServiceException.of(
                operation,
                new ServiceError(status, Optional.empty(), Optional.empty(), Optional.ofNullable(retryAfter)));
    }

    private static MfaException throttled() {
        return status(MfaOperation.MESSAGING, 429, Duration.ofMillis(5));
    }

    private static MfaException lost() {
        return new MfaTransportException(MfaOperation.MESSAGING, Disposition.UNKNOWN, "lost", null);
    }

    private static <T, R> List<Outcome<T, R>> all(Flux<Outcome<T, R>> outcomes) {
        return outcomes.collectList().block(PATIENCE);
    }

    @Test
    void everyItemHasAnOutcomeWhateverBecomesOfIt() {
        IllegalArgumentException badNumber = new IllegalArgumentException("not a number");
        IllegalStateException odd = new IllegalStateException("odd");
        MfaException lost = lost();
        Function<Integer, Mono<String>> call = item -> switch (item) {
            case 1 -> Mono.just("one");
            case 2 -> Mono.error(lost);
            case 3 -> throw badNumber;
            case 4 -> null;
            case 5 -> Mono.empty();
            case 6 -> Mono.error(odd);
            default ->
                new Mono<>() {
                    @Override
                    public void subscribe(reactor.core.CoreSubscriber<? super String> actual) {
                        throw odd;
                    }
                };
        };

        List<Outcome<Integer, String>> outcomes =
                all(Flux.range(1, 7).transform(Batch.of(call, BatchOptions.defaults())));

        assertThat(outcomes).extracting(Outcome::item).containsExactly(1, 2, 3, 4, 5, 6, 7);
        assertThat(outcomes.get(0).result()).contains("one");
        assertThat(((Outcome.Failure<Integer, String>) outcomes.get(1)).error()).isSameAs(lost);
        assertThat(outcomes.get(2)).isEqualTo(new Outcome.NotAttempted<>(3, Reason.NO_REQUEST, Optional.of(badNumber)));
        assertThat(((Outcome.NotAttempted<Integer, String>) outcomes.get(3)).reason())
                .isEqualTo(Reason.NO_REQUEST);
        assertThat(((Outcome.UnexpectedError<Integer, String>) outcomes.get(4)).cause())
                .hasMessage("the call completed without a response");
        assertThat(((Outcome.UnexpectedError<Integer, String>) outcomes.get(5)).cause())
                .isSameAs(odd);
        assertThat(((Outcome.UnexpectedError<Integer, String>) outcomes.get(6)).cause())
                .isSameAs(odd);
        assertThat(outcomes)
                .extracting(Outcome::disposition)
                .containsExactly(
                        Optional.empty(),
                        Optional.of(Disposition.UNKNOWN),
                        Optional.of(Disposition.NOT_SENT),
                        Optional.of(Disposition.NOT_SENT),
                        Optional.of(Disposition.UNKNOWN),
                        Optional.of(Disposition.UNKNOWN),
                        Optional.of(Disposition.UNKNOWN));
    }

    @Test
    void outcomesHaveNoStringFormOfTheItemOrTheResponse() {
        String secret = "+19195551234";
        Stream<Outcome<String, String>> outcomes = Stream.of(
                new Outcome.Success<>(secret, secret, 1),
                new Outcome.Failure<>(secret, lost(), 1),
                new Outcome.NotAttempted<>(
                        secret, Reason.NO_REQUEST, Optional.of(new IllegalArgumentException(secret))),
                new Outcome.UnexpectedError<>(secret, new IllegalStateException(secret), 1));

        assertThat(outcomes)
                .allSatisfy(outcome -> assertThat(outcome.toString())
                        .doesNotContain(secret)
                        .startsWith(outcome.getClass().getSimpleName()));
    }

    @Test
    void asManyItemsAreRequestedAsPlacesAreFree() {
        TestPublisher<Integer> source = TestPublisher.createCold();
        AtomicLong requested = new AtomicLong();
        source.next(1, 2, 3, 4, 5);

        StepVerifier.create(source.flux()
                        .doOnRequest(requested::addAndGet)
                        .transform(Batch.of(calls::call, options(3).build())))
                .then(() -> {
                    assertThat(requested).hasValue(3);
                    assertThat(calls.begun).containsExactly(1, 2, 3);
                    calls.respond(2);
                })
                .expectNextMatches(outcome -> outcome.item() == 2)
                .then(() -> {
                    assertThat(requested).hasValue(4);
                    assertThat(calls.begun).containsExactly(1, 2, 3, 4);
                    calls.fail(1, lost());
                    calls.respond(3);
                    calls.respond(4);
                })
                .expectNextCount(3)
                .then(() -> {
                    assertThat(requested).hasValue(7);
                    calls.respond(5);
                    source.complete();
                })
                .expectNextCount(1)
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void noItemIsTakenForWhichNoOutcomeIsDemanded() {
        AtomicLong requested = new AtomicLong();

        StepVerifier.create(
                        Flux.range(1, 100)
                                .doOnRequest(requested::addAndGet)
                                .transform(Batch.of(calls::call, options(10).build())),
                        0)
                .expectSubscription()
                .then(() -> assertThat(requested).hasValue(0))
                .thenRequest(2)
                .then(() -> {
                    assertThat(calls.begun).containsExactly(1, 2);
                    calls.respond(1);
                })
                .expectNextCount(1)
                .then(() -> {
                    assertThat(calls.begun).containsExactly(1, 2);
                    calls.respond(2);
                })
                .expectNextCount(1)
                .thenRequest(1)
                .then(() -> assertThat(requested).hasValue(3))
                .thenCancel()
                .verify(PATIENCE);
    }

    @Test
    void theSourcesErrorComesUnchangedAfterTheOutcomesOfAllItems() {
        TestPublisher<Integer> source = TestPublisher.createCold();
        IllegalStateException broken = new IllegalStateException("the file is broken");
        source.next(1, 2).error(broken);

        StepVerifier.create(source.flux().transform(Batch.of(calls::call, BatchOptions.defaults())))
                .then(() -> calls.respond(2))
                .expectNextMatches(outcome -> outcome.item() == 2)
                .then(() -> calls.fail(1, lost()))
                .expectNextMatches(outcome -> outcome.item() == 1)
                .expectErrorMatches(failure -> failure == broken)
                .verify(PATIENCE);
    }

    @Test
    void cancellingCancelsSourceAndCalls() {
        TestPublisher<Integer> source = TestPublisher.create();

        StepVerifier.create(source.flux().transform(Batch.of(calls::call, BatchOptions.defaults())))
                .then(() -> source.next(1, 2))
                .thenCancel()
                .verify(PATIENCE);

        source.assertCancelled();
        assertThat(calls.cancelled).containsExactlyInAnyOrder(1, 2);
    }

    @Test
    void afterCancelTheOutcomesOfCallsInFlightGoToTheirTaker() {
        TestPublisher<Integer> source = TestPublisher.create();
        List<Outcome<Integer, String>> late = new ArrayList<>();
        Sinks.Empty<Void> never = Sinks.empty();
        AtomicInteger asked = new AtomicInteger();
        RateLimiter onlyTwo = permits -> asked.incrementAndGet() <= 2 ? Mono.empty() : never.asMono();

        StepVerifier.create(source.flux()
                        .transform(Batch.of(
                                        calls::call,
                                        options(5).rateLimiter(onlyTwo).build())
                                .onOutcomeAfterCancel(late::add)))
                .then(() -> source.next(1, 2, 3))
                .thenCancel()
                .verify(PATIENCE);

        source.assertCancelled();
        assertThat(calls.cancelled).isEmpty();
        assertThat(never.currentSubscriberCount()).isZero();
        assertThat(late).containsExactly(new Outcome.NotAttempted<>(3, Reason.CANCELLED, Optional.empty()));
        calls.respond(2);
        calls.fail(1, lost());
        assertThat(late).extracting(Outcome::item).containsExactly(3, 2, 1);
    }

    @Test
    void anItemThatTheSourceGivesAfterTheBatchHasStoppedGoesToTheTakerOrIsDiscarded() {
        MfaException refusal = status(MfaOperation.MESSAGING, 401, null);
        List<Outcome<Integer, String>> late = new ArrayList<>();
        List<Object> discarded = new ArrayList<>();
        Batch<Integer, String> batch = Batch.of(item -> Mono.error(refusal), BatchOptions.defaults());

        for (Batch<Integer, String> each : List.of(batch, batch.onOutcomeAfterCancel(late::add))) {
            AtomicReference<CoreSubscriber<? super Integer>> taker = new AtomicReference<>();
            // As a source on another thread may, it does not notice in time that it was cancelled.
            Flux<Integer> source = new Flux<>() {
                @Override
                public void subscribe(CoreSubscriber<? super Integer> actual) {
                    taker.set(actual);
                    actual.onSubscribe(Operators.emptySubscription());
                }
            };
            StepVerifier.create(source.transform(each).doOnDiscard(Outcome.class, discarded::add))
                    .then(() -> taker.get().onNext(1))
                    .expectNextCount(1)
                    .expectError(BatchStoppedException.class)
                    .verify(PATIENCE);
            taker.get().onNext(2);
        }

        assertThat(late)
                .singleElement()
                .satisfies(outcome -> assertThat(outcome.item()).isEqualTo(2))
                .satisfies(outcome -> assertThat(((Outcome.NotAttempted<Integer, String>) outcome).reason())
                        .isEqualTo(Reason.STOPPED));
        assertThat(discarded).singleElement().hasToString(late.get(0).toString());
    }

    static Stream<MfaException> refusals() {
        return Stream.of(
                status(MfaOperation.MESSAGING, 401, null),
                forbidden("User is not authorized to access this resource with an explicit deny"),
                forbidden("USER IS NOT AUTHORIZED TO ACCESS THIS RESOURCE"),
                new MfaTokenException(MfaOperation.MESSAGING, OptionalInt.of(400), "refused", null),
                new MfaTokenException(MfaOperation.MESSAGING, OptionalInt.of(401), "refused", null),
                new MfaTokenException(MfaOperation.MESSAGING, OptionalInt.of(403), "refused", null));
    }

    private static MfaException forbidden(String message) {
        return MfaServiceException.of(
                MfaOperation.MESSAGING,
                new ServiceError(403, Optional.empty(), Optional.of(message), Optional.empty()));
    }

    static Stream<MfaException> refusalsOfSomethingElse() {
        return Stream.of(
                status(MfaOperation.MESSAGING, 403, null),
                forbidden("Forbidden"),
                forbidden("Missing Authentication Token"),
                forbidden("Request blocked."),
                status(MfaOperation.MESSAGING, 404, null));
    }

    @ParameterizedTest
    @MethodSource("refusalsOfSomethingElse")
    void aRefusalThatSaysNothingOfCredentialsStopsNoBatch(MfaException refusal) {
        StepVerifier.create(Flux.range(1, 3)
                        .transform(Batch.of(
                                item -> item == 1 ? Mono.error(refusal) : Mono.just("done"),
                                options(1).build()))
                        .map(outcome -> outcome instanceof Outcome.Success))
                .expectNext(false, true, true)
                .expectComplete()
                .verify(PATIENCE);
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusedCredentialsStopTheBatch(MfaException refusal) {
        TestPublisher<Integer> source = TestPublisher.create();
        Sinks.Empty<Void> never = Sinks.empty();
        AtomicInteger asked = new AtomicInteger();
        RateLimiter onlyTwo = permits -> asked.incrementAndGet() <= 2 ? Mono.empty() : never.asMono();

        StepVerifier.create(source.flux()
                        .transform(Batch.of(
                                calls::call, options(5).rateLimiter(onlyTwo).build())))
                .then(() -> {
                    source.next(1, 2, 3);
                    calls.fail(1, refusal);
                })
                .expectNextMatches(outcome -> outcome.item() == 1 && outcome instanceof Outcome.Failure)
                .expectNextMatches(outcome -> outcome instanceof Outcome.NotAttempted<Integer, String> not
                        && not.item() == 3
                        && not.reason() == Reason.STOPPED)
                .then(() -> {
                    source.assertCancelled();
                    calls.respond(2);
                })
                .expectNextMatches(outcome -> outcome.item() == 2 && outcome instanceof Outcome.Success)
                .expectErrorSatisfies(stop -> assertThat(stop)
                        .isInstanceOf(BatchStoppedException.class)
                        .hasMessage("the batch was stopped: the credentials were refused")
                        .hasCause(refusal))
                .verify(PATIENCE);
    }

    @Test
    void anItemThatWaitsToBeRepeatedIsNotAttemptedWhenTheBatchStops() {
        StepVerifier.create(Flux.range(1, 2)
                        .transform(Batch.of(calls::call, options(2).build())))
                .then(() -> {
                    calls.fail(1, status(MfaOperation.MESSAGING, 429, Duration.ofMinutes(1)));
                    calls.fail(2, status(MfaOperation.MESSAGING, 401, null));
                })
                .expectNextMatches(outcome -> outcome.item() == 2 && outcome instanceof Outcome.Failure)
                .expectNextMatches(outcome -> outcome instanceof Outcome.NotAttempted<Integer, String> not
                        && not.item() == 1
                        && not.reason() == Reason.STOPPED)
                .expectError(BatchStoppedException.class)
                .verify(PATIENCE);
        assertThat(calls.begun).containsExactly(1, 2);
    }

    @Test
    void tooManyFailuresAmongTheLatestStopTheBatch() {
        AtomicInteger taken = new AtomicInteger();
        Function<Integer, Mono<String>> call = i -> i > 100 && i % 2 == 0 ? Mono.error(lost()) : Mono.just("");

        StepVerifier.create(Flux.range(1, 1_000)
                        .doOnNext(taken::set)
                        .transform(Batch.of(
                                call, options(1).stopAtFailureRate(0.5, 20).build())))
                .expectNextCount(120)
                .expectErrorMessage("the batch was stopped: too many of the latest outcomes are failures")
                .verify(PATIENCE);
        assertThat(taken).hasValue(120);
    }

    @Test
    void aShareThatHasNoExactBinaryFormIsReachedAllTheSame() {
        Function<Integer, Mono<String>> call = i -> i <= 55 ? Mono.error(lost()) : Mono.just("");

        StepVerifier.create(Flux.range(1, 1_000)
                        .transform(Batch.of(
                                call, options(1).stopAtFailureRate(0.55, 100).build())))
                .expectNextCount(100)
                .expectError(BatchStoppedException.class)
                .verify(PATIENCE);
    }

    @Test
    void aThrottledSendIsRepeatedUntilItIsAccepted() {
        Map<Integer, AtomicInteger> requests = new ConcurrentHashMap<>();
        Function<Integer, Mono<String>> call = item -> Mono.defer(
                () -> requests.computeIfAbsent(item, i -> new AtomicInteger()).incrementAndGet() <= item % 4
                        ? Mono.error(throttled())
                        : Mono.just("sent"));

        VirtualTimeScheduler clock = VirtualTimeScheduler.create();
        List<Outcome<Integer, String>> outcomes = new ArrayList<>();
        Flux.range(0, 40)
                .transform(Batch.of(call, options(8).scheduler(clock).build()))
                .subscribe(outcomes::add);
        clock.advanceTimeBy(Duration.ofMinutes(5));

        assertThat(outcomes).hasSize(40).allMatch(outcome -> outcome instanceof Outcome.Success);
        assertThat(requests).allSatisfy((item, times) -> assertThat(times).hasValue(item % 4 + 1));
    }

    static Stream<MfaException> notToBeRepeated() {
        return Stream.of(
                status(MfaOperation.VERIFY, 429, Duration.ofMillis(5)),
                status(MfaOperation.MESSAGING, 500, null),
                status(MfaOperation.MESSAGING, 400, null),
                lost(),
                new MfaTransportException(MfaOperation.MESSAGING, Disposition.NOT_SENT, "refused", null));
    }

    @ParameterizedTest
    @MethodSource("notToBeRepeated")
    void nothingElseIsRepeated(MfaException failure) {
        AtomicInteger requests = new AtomicInteger();
        Function<Integer, Mono<String>> call = item -> Mono.defer(() -> {
            requests.incrementAndGet();
            return Mono.error(failure);
        });

        assertThat(all(Flux.range(0, 10).transform(Batch.of(call, BatchOptions.defaults()))))
                .hasSize(10)
                .allMatch(outcome -> outcome instanceof Outcome.Failure);
        assertThat(requests).hasValue(10);
    }

    @Test
    void aSendIsRepeatedNoMoreOftenThanAllowed() {
        AtomicInteger requests = new AtomicInteger();
        Function<Integer, Mono<String>> call = item -> Mono.defer(() -> {
            requests.incrementAndGet();
            return Mono.error(throttled());
        });

        assertThat(all(Flux.just(1)
                        .transform(Batch.of(call, options(1).maxRetries(3).build()))))
                .singleElement()
                .matches(outcome -> outcome.disposition().orElseThrow() == Disposition.REJECTED);
        assertThat(requests).hasValue(4);
    }

    @Test
    void aSendWhosePauseWouldBeTooLongIsNotRepeated() {
        AtomicInteger requests = new AtomicInteger();
        Function<Integer, Mono<String>> call = item -> Mono.defer(() -> {
            requests.incrementAndGet();
            return Mono.error(status(MfaOperation.VOICE, 429, Duration.ofDays(1)));
        });

        assertThat(all(Flux.just(1)
                        .transform(Batch.of(
                                call, options(1).maxPause(Duration.ofMillis(10)).build()))))
                .hasSize(1);
        assertThat(requests).hasValue(1);
    }

    @Test
    void afterA429NothingIsBegunForAsLongAsTheServiceAsks() {
        Duration asked = Duration.ofMillis(600);
        AtomicLong throttledAt = new AtomicLong();
        List<Long> begunLater = Collections.synchronizedList(new ArrayList<>());
        Function<Integer, Mono<String>> call = item -> Mono.defer(() -> {
            if (throttledAt.compareAndSet(0, System.nanoTime())) {
                return Mono.error(status(MfaOperation.MESSAGING, 429, asked));
            }
            begunLater.add(System.nanoTime());
            return Mono.just("sent");
        });

        assertThat(all(Flux.range(0, 20).transform(Batch.of(call, options(1).build()))))
                .hasSize(20)
                .allMatch(outcome -> outcome instanceof Outcome.Success);
        // At least: how much later is for the machine to say.
        assertThat(begunLater).hasSize(20).allMatch(begun -> begun - throttledAt.get() >= asked.toNanos());
    }

    @Test
    void anItemThatComesJustAsTheBatchIsBackAtFullSpeedIsNotForgotten() {
        TestPublisher<String> source = TestPublisher.create();
        Sinks.One<String> inFlight = Sinks.one();
        AtomicInteger tries = new AtomicInteger();
        Function<String, Mono<String>> call = item -> switch (item) {
            case "other" -> inFlight.asMono();
            case "late" -> Mono.just("sent");
            default ->
                Mono.defer(() -> {
                    if (tries.incrementAndGet() == 1) {
                        return Mono.error(status(MfaOperation.MESSAGING, 429, Duration.ofMillis(200)));
                    }
                    // The window is full again, and this is the last one that waits: the batch is about to notice.
                    source.next("late");
                    return Mono.just("sent");
                });
        };

        StepVerifier.create(source.flux()
                        .transform(Batch.of(call, options(2).build()))
                        .map(Outcome::item))
                .then(() -> source.next("other", "throttled"))
                .then(() -> inFlight.tryEmitValue("sent").orThrow())
                .expectNext("other", "throttled", "late")
                .then(source::complete)
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void afterA429HalfAsManyCallsAreInFlightAndOneMoreAfterEachRound() {
        StepVerifier.create(Flux.range(1, 100)
                        .transform(Batch.of(calls::call, options(8).build())))
                .then(() -> {
                    assertThat(calls.open).hasSize(8);
                    for (int i = 1; i <= 8; i++) {
                        calls.fail(i, throttled());
                    }
                    eventually(() -> calls.open.size() == 4);
                    assertThat(calls.open).containsOnlyKeys(1, 2, 3, 4);
                    for (int i = 1; i <= 4; i++) {
                        calls.respond(i);
                    }
                })
                .expectNextCount(4)
                .then(() -> {
                    assertThat(calls.open).containsOnlyKeys(5, 6, 7, 8, 9);
                    assertThat(calls.begun).hasSize(8 + 9);
                })
                .thenCancel()
                .verify(PATIENCE);
    }

    @Test
    void theLimiterIsAskedForEveryRequest() {
        AtomicInteger given = new AtomicInteger();
        AtomicInteger requests = new AtomicInteger();
        RateLimiter counting = permits -> Mono.delay(Duration.ofMillis(1))
                .doOnNext(tick -> given.addAndGet(permits))
                .then();
        Function<Integer, Mono<String>> call = item -> Mono.defer(() -> {
            int number = requests.incrementAndGet();
            assertThat(given.get()).isGreaterThanOrEqualTo(number);
            return number == 3 ? Mono.error(throttled()) : Mono.just("sent");
        });

        assertThat(all(Flux.range(0, 20)
                        .transform(
                                Batch.of(call, options(4).rateLimiter(counting).build()))))
                .hasSize(20)
                .allMatch(outcome -> outcome instanceof Outcome.Success);
        assertThat(given).hasValue(21);
        assertThat(requests).hasValue(21);
    }

    @Test
    void anItemTakesAsManyPermitsAsItsSegments() {
        List<Integer> asked = Collections.synchronizedList(new ArrayList<>());
        RateLimiter noting = permits -> {
            asked.add(permits);
            return Mono.empty();
        };
        AtomicInteger requests = new AtomicInteger();
        Function<Integer, Mono<String>> call =
                item -> Mono.defer(() -> requests.incrementAndGet() == 1 ? Mono.error(throttled()) : Mono.just("sent"));

        assertThat(all(Flux.just(2, 3)
                        .transform(Batch.<Integer, String>of(
                                        call, options(1).rateLimiter(noting).build())
                                .permits(item -> item))))
                .hasSize(2);
        assertThat(asked).containsExactlyInAnyOrder(2, 2, 3);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void anItemThatTakesNoPermitsIsNotAttempted(int permits) {
        assertThat(all(Flux.just(1)
                        .transform(Batch.of(
                                        calls::call,
                                        options(1)
                                                .rateLimiter(wanted -> Mono.empty())
                                                .build())
                                .permits(item -> permits))))
                .singleElement()
                .isInstanceOfSatisfying(
                        Outcome.NotAttempted.class,
                        outcome -> assertThat(outcome.reason()).isEqualTo(Reason.NO_REQUEST));
        assertThat(calls.begun).isEmpty();
    }

    @Test
    void withoutAPermitAnItemIsNotAttempted() {
        IllegalStateException down = new IllegalStateException("down");
        RateLimiter broken = permits -> Mono.error(down);
        RateLimiter worse = permits -> {
            throw down;
        };

        for (RateLimiter limiter : List.of(broken, worse)) {
            assertThat(all(Flux.just(1)
                            .transform(Batch.of(
                                    calls::call, options(4).rateLimiter(limiter).build()))))
                    .containsExactly(new Outcome.NotAttempted<>(1, Reason.NO_PERMIT, Optional.of(down)));
        }
        assertThat(calls.begun).isEmpty();
    }

    @Test
    void cancellingLeavesTheLimiter() {
        Sinks.Empty<Void> never = Sinks.empty();

        StepVerifier.create(Flux.range(0, 10)
                        .transform(Batch.of(
                                calls::call,
                                options(4)
                                        .rateLimiter(permits -> never.asMono())
                                        .build())))
                .then(() -> assertThat(never.currentSubscriberCount()).isEqualTo(4))
                .thenCancel()
                .verify(PATIENCE);

        assertThat(never.currentSubscriberCount()).isZero();
        assertThat(calls.begun).isEmpty();
    }

    @Test
    void callsThatEndAtOnceDoNotDeepenTheStack() {
        StepVerifier.create(Flux.range(0, 300_000)
                        .transform(
                                Batch.of((Integer i) -> Mono.just(i), options(7).build()))
                        .map(Outcome::item))
                .expectNextSequence(IntStream.range(0, 300_000).boxed().collect(Collectors.toList()))
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void aThreadThatMustNotBlockIsNotKeptByABatchThatNeverEnds() {
        Scheduler eventLoop = Schedulers.newSingle("event-loop");
        CountDownLatch others = new CountDownLatch(1);
        Disposable endless = Flux.range(0, Integer.MAX_VALUE)
                .transform(Batch.of((Integer i) -> Mono.just(i), options(7).build()))
                .subscribeOn(eventLoop)
                .filter(outcome -> outcome.item() == 0)
                .doOnNext(first -> eventLoop.schedule(others::countDown))
                .subscribe();
        try {
            eventually(() -> others.getCount() == 0);
        } finally {
            endless.dispose();
            eventLoop.dispose();
        }
        assertThat(others.getCount()).isZero();
    }

    @Test
    void outcomesComeOneAtATimeAndEachOnceFromManyThreads() {
        int items = 200_000;
        AtomicInteger inFlight = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicBoolean busy = new AtomicBoolean();
        AtomicBoolean overlapped = new AtomicBoolean();
        java.util.BitSet seen = new java.util.BitSet(items);
        Function<Integer, Mono<Integer>> call = i -> Mono.fromCallable(() -> i)
                .doOnSubscribe(s -> most.accumulateAndGet(inFlight.incrementAndGet(), Math::max))
                .subscribeOn(Schedulers.parallel())
                .doOnTerminate(inFlight::decrementAndGet);

        StepVerifier.create(Flux.range(0, items)
                        .publishOn(Schedulers.boundedElastic())
                        .transform(Batch.of(call, options(16).build()))
                        .doOnNext(outcome -> {
                            if (!busy.compareAndSet(false, true)) {
                                overlapped.set(true);
                            }
                            assertThat(seen.get(outcome.item())).isFalse();
                            seen.set(outcome.item());
                            busy.set(false);
                        })
                        .then())
                .expectComplete()
                .verify(PATIENCE);

        assertThat(overlapped).isFalse();
        assertThat(seen.cardinality()).isEqualTo(items);
        assertThat(most.get()).isBetween(1, 16);
    }

    @Test
    void cancelledAtAnyMomentEveryItemTakenHasExactlyOneOutcome() {
        for (int round = 0; round < 300; round++) {
            AtomicInteger taken = new AtomicInteger();
            AtomicInteger outcomes = new AtomicInteger();
            Function<Integer, Mono<Integer>> call = i -> Mono.just(i).publishOn(Schedulers.parallel());
            Disposable subscription = Flux.range(0, 1_000_000)
                    .doOnNext(i -> taken.incrementAndGet())
                    .transform(Batch.of(call, options(16).build())
                            .onOutcomeAfterCancel(late -> outcomes.incrementAndGet()))
                    .subscribe(outcome -> outcomes.incrementAndGet());
            int after = round;
            eventually(() -> taken.get() > after);
            subscription.dispose();

            eventually(() -> outcomes.get() == taken.get());
            assertThat(outcomes.get()).isEqualTo(taken.get());
        }
    }

    @Test
    void theSubscribersContextReachesCallsAndLimiter() {
        RateLimiter limiter =
                permits -> Mono.deferContextual(context -> context.get("key").equals("value")
                        ? Mono.<Void>empty().hide()
                        : Mono.error(new IllegalStateException()));
        Function<Integer, Mono<String>> call =
                i -> Mono.deferContextual(context -> Mono.just(context.<String>get("key")));

        assertThat(all(Flux.just(1)
                                .transform(Batch.of(
                                        call, options(1).rateLimiter(limiter).build()))
                                .contextWrite(context -> context.put("key", "value")))
                        .get(0)
                        .result())
                .contains("value");
    }

    @Test
    void demandThatIsNotPositiveIsAnError() {
        AtomicInteger errors = new AtomicInteger();
        BaseSubscriber<Outcome<Integer, String>> wrong = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                upstream().request(-1);
            }

            @Override
            protected void hookOnError(Throwable failure) {
                assertThat(failure).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("3.9");
                errors.incrementAndGet();
            }
        };

        Flux.range(1, 10)
                .transform(Batch.of(calls::call, BatchOptions.defaults()))
                .subscribe((org.reactivestreams.Subscriber<Outcome<Integer, String>>) wrong);

        assertThat(errors).hasValue(1);
        assertThat(calls.begun).isEmpty();
    }

    @Test
    void optionsOutOfRangeAreNamed() {
        BatchOptions.Builder options = BatchOptions.builder();

        assertThatThrownBy(() -> options.concurrency(0)).hasMessageStartingWith("concurrency must be between 1 and");
        assertThatThrownBy(() -> options.maxRetries(-1)).hasMessageStartingWith("maxRetries must be between 0 and");
        assertThatThrownBy(() -> options.maxPause(Duration.ZERO)).hasMessageStartingWith("maxPause must be between");
        assertThatThrownBy(() -> options.stopAtFailureRate(0, 10)).hasMessageStartingWith("rate must be more than 0");
        assertThatThrownBy(() -> options.stopAtFailureRate(0.5, 0)).hasMessageStartingWith("window must be between 1");
        assertThat(BatchOptions.defaults())
                .hasToString("BatchOptions[concurrency=32, rateLimiter=false, maxRetries=10, maxPause=PT5M]");
    }

    private static void eventually(java.util.function.BooleanSupplier condition) {
        StepVerifier.create(Flux.interval(Duration.ofMillis(1))
                        .onBackpressureDrop()
                        .filter(tick -> condition.getAsBoolean())
                        .next()
                        .then())
                .expectComplete()
                .verify(PATIENCE);
    }
}

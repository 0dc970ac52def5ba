package io.github.bandwidthmfa.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaOperation;
import io.github.bandwidthmfa.MfaServiceException;
import io.github.bandwidthmfa.MfaTokenException;
import io.github.bandwidthmfa.ServiceError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A batch and a service, or a token endpoint, that is in trouble for a time: on a clock that the test moves. */
final class BatchPatienceTests {

    private static final int ITEMS = 1_000;

    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();
    private final AtomicInteger calls = new AtomicInteger();
    private final List<Outcome<Integer, String>> outcomes = new ArrayList<>();
    private final AtomicReference<Throwable> stopped = new AtomicReference<>();

    private BatchOptions.Builder options(int concurrency) {
        return BatchOptions.builder().concurrency(concurrency).scheduler(clock);
    }

    private void send(BatchOptions options, Function<Integer, Mono<String>> call) {
        Flux.range(0, ITEMS)
                .transform(Batch.of(
                        (Integer item) -> Mono.defer(() -> {
                            calls.incrementAndGet();
                            return call.apply(item);
                        }),
                        options))
                .subscribe(outcomes::add, stopped::set);
    }

    private boolean isBefore(Duration moment) {
        return clock.now(TimeUnit.MILLISECONDS) < moment.toMillis();
    }

    private static MfaException throttled(Optional<Duration> retryAfter) {
        return MfaServiceException.of(
                MfaOperation.MESSAGING, new ServiceError(429, Optional.empty(), Optional.empty(), retryAfter));
    }

    private static MfaException noToken(int status, Optional<Duration> retryAfter) {
        return new MfaTokenException(
                MfaOperation.MESSAGING,
                status == 0 ? OptionalInt.empty() : OptionalInt.of(status),
                retryAfter,
                "failed",
                null);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(1, 2, 32, 500)
                .flatMap(concurrency -> Stream.of(2, 20, 90)
                        .flatMap(seconds -> Stream.of(
                                        Optional.<Duration>empty(),
                                        Optional.of(Duration.ZERO),
                                        Optional.of(Duration.ofSeconds(-60)),
                                        Optional.of(Duration.ofMillis(1)),
                                        Optional.of(Duration.ofSeconds(1)))
                                .map(retryAfter -> Arguments.of(concurrency, seconds, retryAfter))));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void allIsAcceptedOnceTheServiceAcceptsWhateverItAskedFor(
            int concurrency, int seconds, Optional<Duration> retryAfter) {
        Duration refusing = Duration.ofSeconds(seconds);
        send(
                options(concurrency).build(),
                item -> isBefore(refusing) ? Mono.error(throttled(retryAfter)) : Mono.just("sent"));

        clock.advanceTimeBy(Duration.ofMinutes(5));

        assertThat(outcomes).hasSize(ITEMS).allMatch(outcome -> outcome instanceof Outcome.Success);
        assertThat(calls).hasValueLessThan(ITEMS + 2 * concurrency + 10);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 40})
    void aServiceThatAcceptsSomeASecondAcceptsAll(int permitsASecond) {
        AtomicInteger accepted = new AtomicInteger();
        send(options(32).build(), item -> {
            long permits = 1 + clock.now(TimeUnit.MILLISECONDS) * permitsASecond / 1_000;
            if (accepted.get() >= permits) {
                return Mono.error(throttled(Optional.of(Duration.ZERO)));
            }
            accepted.incrementAndGet();
            return Mono.just("sent");
        });

        clock.advanceTimeBy(Duration.ofHours(3));

        assertThat(outcomes).hasSize(ITEMS).allMatch(outcome -> outcome instanceof Outcome.Success);
    }

    @Test
    void anItemThatIsAlwaysRefusedKeepsBackTheOthersForSeconds() {
        send(options(2).build(), item -> item == 0 ? Mono.error(throttled(Optional.empty())) : Mono.just("sent"));

        clock.advanceTimeBy(Duration.ofSeconds(10));
        assertThat(outcomes).hasSizeGreaterThan(0);

        clock.advanceTimeBy(Duration.ofMinutes(5));
        assertThat(outcomes).hasSize(ITEMS);
        assertThat(outcomes.stream().filter(outcome -> outcome instanceof Outcome.Failure))
                .singleElement()
                .matches(outcome -> outcome.item() == 0);
    }

    static Stream<MfaException> noTokens() {
        return Stream.of(
                noToken(0, Optional.empty()),
                noToken(429, Optional.of(Duration.ofSeconds(3))),
                noToken(503, Optional.of(Duration.ZERO)),
                noToken(500, Optional.empty()));
    }

    @ParameterizedTest
    @MethodSource("noTokens")
    void forWantOfATokenTheBatchPausesAndThenSendsAll(MfaException noToken) {
        Duration outage = Duration.ofSeconds(40);
        send(options(32).build(), item -> isBefore(outage) ? Mono.error(noToken) : Mono.just("sent"));
        clock.advanceTimeBy(outage.minusMillis(1));
        assertThat(outcomes).isEmpty();
        assertThat(calls).hasValueLessThan(2 * 32 + 10);

        clock.advanceTimeBy(Duration.ofMinutes(5));

        assertThat(outcomes).hasSize(ITEMS).allMatch(outcome -> outcome instanceof Outcome.Success);
    }

    @ParameterizedTest
    @MethodSource("noTokens")
    void withoutATokenForLongTheBatchStopsAndKeepsItsItems(MfaException noToken) {
        send(options(32).build(), item -> Mono.error(noToken));

        clock.advanceTimeBy(Duration.ofMinutes(4));

        assertThat(stopped.get())
                .isInstanceOf(BatchStoppedException.class)
                .hasMessage("the batch was stopped: there is no access token")
                .hasCause(noToken);
        assertThat(outcomes)
                .hasSize(32)
                .allMatch(outcome -> outcome.disposition()
                        .filter(Disposition.NOT_SENT::equals)
                        .isPresent());
    }

    @Test
    void aTokenEndpointThatIsLeftAloneForLongerThanTheLongestPauseStopsTheBatch() {
        send(options(32).build(), item -> Mono.error(noToken(503, Optional.of(Duration.ofHours(1)))));

        assertThat(stopped.get()).isInstanceOf(BatchStoppedException.class);
        assertThat(calls).hasValueLessThanOrEqualTo(32);
    }

    @Test
    void withoutRetriesTheFirstMissingTokenStopsTheBatch() {
        send(options(1).maxRetries(0).build(), item -> Mono.error(noToken(503, Optional.empty())));

        assertThat(stopped.get()).isInstanceOf(BatchStoppedException.class);
        assertThat(calls).hasValue(1);
    }
}

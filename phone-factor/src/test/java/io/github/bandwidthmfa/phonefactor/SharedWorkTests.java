package io.github.bandwidthmfa.phonefactor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.phonefactor.SharedWork.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

class SharedWorkTests {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final SharedWork<String, String> shared = new SharedWork<>();
    private final AtomicInteger begun = new AtomicInteger();

    private Mono<Outcome<String>> join(Mono<String> work) {
        return shared.join("key", () -> work.doOnSubscribe(subscription -> begun.incrementAndGet()));
    }

    @Test
    void requestsAtTheSameTimeShareItAndTheLastIsToldSo() {
        Sinks.One<String> work = Sinks.one();
        List<Outcome<String>> outcomes = new ArrayList<>();
        join(work.asMono()).subscribe(outcomes::add);
        join(work.asMono()).subscribe(outcomes::add);
        var givenUp = join(work.asMono()).subscribe(outcomes::add);
        givenUp.dispose();

        work.tryEmitValue("done").orThrow();

        assertThat(outcomes).containsExactly(new Outcome<>("done", false), new Outcome<>("done", true));
        assertThat(begun).hasValue(1);
    }

    @Test
    void itGoesOnWhenTheFirstGivesUp() {
        Sinks.One<String> work = Sinks.one();
        List<Outcome<String>> outcomes = new ArrayList<>();
        var givenUp = join(work.asMono()).subscribe();
        join(work.asMono()).subscribe(outcomes::add);

        givenUp.dispose();
        work.tryEmitValue("done").orThrow();

        assertThat(outcomes).containsExactly(new Outcome<>("done", true));
        assertThat(begun).hasValue(1);
    }

    @Test
    void afterAnErrorItIsDoneAnewHoweverSoon() {
        StepVerifier.create(join(Mono.error(new IllegalStateException("away")))
                        .onErrorResume(failed -> join(Mono.just("done"))))
                .expectNext(new Outcome<>("done", true))
                .expectComplete()
                .verify(LIMIT);
        assertThat(begun).hasValue(2);
    }

    @Test
    void afterASuccessItIsDoneAnew() {
        join(Mono.just("first")).block(LIMIT);

        StepVerifier.create(join(Mono.just("second")))
                .expectNext(new Outcome<>("second", true))
                .expectComplete()
                .verify(LIMIT);
    }
}

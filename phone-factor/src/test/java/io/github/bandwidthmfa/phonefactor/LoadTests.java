package io.github.bandwidthmfa.phonefactor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.phonefactor.Visitor.Reply;
import io.github.bandwidthmfa.simulator.Fault;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** 200 people at once on two event loops, which BlockHound watches. */
@SecondFactorApplicationTest
@Timeout(300)
class LoadTests {

    private static final int PEOPLE = 200;

    private record Person(String name, Visitor visitor) {}

    @LocalServerPort
    private int port;

    @Autowired
    private MfaSimulator simulator;

    @Autowired
    private People people;

    private List<Person> crowd = List.of();

    private void signInWithThePassword() {
        crowd = IntStream.range(0, PEOPLE)
                .mapToObj(i -> new Person(people.add(), new Visitor(port)))
                .toList();
        assertThat(outcomes(person -> person.visitor().loggingIn(person.name())))
                .containsOnlyKeys("302");
        NonBlockingWatch.forget();
    }

    private Map<String, Long> outcomes(Function<Person, Mono<Reply>> work) {
        return Visitor.now(Flux.fromIterable(crowd)
                .flatMap(person -> work.apply(person).map(LoadTests::outcome), PEOPLE)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting())));
    }

    private static String outcome(Reply reply) {
        return reply.status() >= 400 ? reply.status() + " " + reply.type() : String.valueOf(reply.status());
    }

    private Mono<Reply> verify(Person person) {
        return person.visitor()
                .verify(simulator.latestMessage(people.numberOf(person.name())).code());
    }

    private Map<String, Long> openThePage() {
        return outcomes(person ->
                Mono.fromCallable(() -> person.visitor().get("/page")).subscribeOn(Schedulers.boundedElastic()));
    }

    @BeforeEach
    void watch() {
        NonBlockingWatch.forget();
    }

    @Test
    void blockingWouldBeNoticed() {
        Visitor.now(Mono.fromRunnable(LoadTests::block)
                .subscribeOn(Schedulers.parallel())
                .thenReturn(true));

        assertThat(NonBlockingWatch.seen()).hasSize(1);
    }

    @Test
    void outageLetsNobodyInAndEverybodySignsInAfterIt() {
        signInWithThePassword();
        simulator.faults().forAccount(MfaSimulator.DEFAULT_ACCOUNT_ID, Fault.status(429));
        assertThat(outcomes(person -> person.visitor().send())).isEqualTo(Map.of("429 too-many-codes", (long) PEOPLE));

        simulator.faults().forAccount(MfaSimulator.DEFAULT_ACCOUNT_ID, Fault.delay(Duration.ofMillis(100)));
        assertThat(outcomes(person -> person.visitor().send())).isEqualTo(Map.of("200", (long) PEOPLE));

        simulator.faults().forAccount(MfaSimulator.DEFAULT_ACCOUNT_ID, Fault.status(500));
        assertThat(outcomes(this::verify)).isEqualTo(Map.of("503 not-checked", (long) PEOPLE));
        assertThat(openThePage()).isEqualTo(Map.of("401 code-required", (long) PEOPLE));

        simulator.faults().forAccount(MfaSimulator.DEFAULT_ACCOUNT_ID, Fault.delay(Duration.ofMillis(100)));
        assertThat(outcomes(this::verify)).isEqualTo(Map.of("200", (long) PEOPLE));
        assertThat(openThePage()).isEqualTo(Map.of("200", (long) PEOPLE));

        assertThat(simulator.messages()).hasSize(PEOPLE);
        assertThat(NonBlockingWatch.seen()).isEmpty();
    }

    @SuppressWarnings("ThreadSleepMillis") // Blocking is the point.
    private static void block() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

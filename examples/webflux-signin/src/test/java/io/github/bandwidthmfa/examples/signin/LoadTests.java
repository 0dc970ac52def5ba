package io.github.bandwidthmfa.examples.signin;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.simulator.Fault;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import io.github.bandwidthmfa.simulator.Operation;
import io.github.bandwidthmfa.spring.test.AutoConfigureMfaSimulator;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.blockhound.BlockingOperationError;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import reactor.test.StepVerifier;

/** Many people at once, on two event loops, which the page shares with its client. Nothing may block them. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"sign-in.sends-per-minute=100000", "bandwidth.mfa.max-pending=136", "logging.level.root=error"})
@AutoConfigureMfaSimulator
@Import(SimulatedService.class)
@Timeout(180)
class LoadTests {

    private static final int PEOPLE = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final ParameterizedTypeReference<Map<String, Object>> OBJECT = new ParameterizedTypeReference<>() {};

    /** Other threads than the page's. */
    private static final LoopResources BROWSERS = LoopResources.create("browsers", 2, true);

    private static final ConnectionProvider CONNECTIONS = ConnectionProvider.create("browsers", 1_000);
    private static int numbers = 100_000;

    private record Reply(int status, Map<String, Object> body, String session, String retryAfter) {

        String outcome() {
            return status + " " + body.getOrDefault("step", body.get("type")) + (retryAfter.isEmpty() ? "" : " later");
        }
    }

    /** What a browser has after loading the page. */
    private record Loaded(String session, String header, String token) {}

    @LocalServerPort
    private int port;

    @Autowired
    private MfaSimulator simulator;

    @BeforeEach
    void begin() {
        // What is loaded and prepared once, on first use, is not what is watched here.
        simulator.faults().next(Fault.status(429));
        assertThat(outcomes(1, this::signIn)).containsOnlyKeys("429 urn:sign-in:throttled later");
        assertThat(outcomes(1, this::signIn)).containsOnlyKeys("200 SIGNED_IN");
        simulator.reset();
        NonBlockingWatch.forget();
    }

    @AfterAll
    static void end() {
        CONNECTIONS.dispose();
        BROWSERS.dispose();
    }

    @Test
    void blockingWouldBeNoticed() {
        StepVerifier.create(Mono.fromRunnable(LoadTests::block).subscribeOn(Schedulers.parallel()))
                .expectError(BlockingOperationError.class)
                .verify(PATIENCE);

        assertThat(NonBlockingWatch.stopped()).hasSize(1);
    }

    @Test
    void twoHundredPeopleSignInAtOnce() {
        simulator.faults().forAccount(MfaSimulator.DEFAULT_ACCOUNT_ID, Fault.delay(Duration.ofMillis(100)));

        assertThat(outcomes(PEOPLE, this::signIn)).isEqualTo(Map.of("200 SIGNED_IN", (long) PEOPLE));

        assertThat(simulator.requestCount(Operation.MESSAGING)).isEqualTo(PEOPLE);
        assertThat(simulator.requestCount(Operation.VERIFY)).isEqualTo(PEOPLE);
        assertThat(NonBlockingWatch.stopped()).isEmpty();
    }

    @Test
    void everyoneIsToldWhenTheServiceRefuses() {
        simulator.faults().forAccount(MfaSimulator.DEFAULT_ACCOUNT_ID, Fault.status(429));

        assertThat(outcomes(PEOPLE, this::signIn)).isEqualTo(Map.of("429 urn:sign-in:throttled later", (long) PEOPLE));
        assertThat(NonBlockingWatch.stopped()).isEmpty();
    }

    @Test
    void everyoneIsToldWhenTheServiceIsDown() {
        simulator.faults().forAccount(MfaSimulator.DEFAULT_ACCOUNT_ID, Fault.closeBeforeReading());

        Map<String, Long> outcomes = outcomes(PEOPLE, this::signIn);

        assertThat(outcomes.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(PEOPLE);
        assertThat(outcomes.keySet()).isSubsetOf("502 urn:sign-in:may-be-sent", "503 urn:sign-in:not-sent later");
        assertThat(NonBlockingWatch.stopped()).isEmpty();
    }

    @Test
    void whoIsTooManyIsToldAtOnceAndTheOthersSignIn() {
        simulator.faults().forAccount(MfaSimulator.DEFAULT_ACCOUNT_ID, Fault.delay(Duration.ofSeconds(1)));

        Map<String, Long> outcomes = outcomes(2 * PEOPLE, this::send);

        assertThat(outcomes).containsOnlyKeys("200 CODE", "503 urn:sign-in:overloaded later");
        assertThat(simulator.requestCount(Operation.MESSAGING)).isEqualTo(outcomes.get("200 CODE"));
        assertThat(NonBlockingWatch.stopped()).isEmpty();
    }

    private Map<String, Long> outcomes(int people, Function<String, Mono<Reply>> work) {
        List<Reply> replies = Objects.requireNonNull(Flux.range(0, people)
                .map(i -> "+447911" + numbers++)
                .flatMap(work, people)
                .collectList()
                .block(PATIENCE));
        return replies.stream().collect(Collectors.groupingBy(Reply::outcome, Collectors.counting()));
    }

    private Mono<Reply> signIn(String number) {
        return load().flatMap(page -> send(page, number)
                .flatMap(sent -> sent.status() == 200
                        ? post(
                                page,
                                "verification",
                                Map.of("code", simulator.latestMessage(number).code()))
                        : Mono.just(sent)));
    }

    private Mono<Reply> send(String number) {
        return load().flatMap(page -> send(page, number));
    }

    private Mono<Reply> send(Loaded page, String number) {
        return post(page, "code", Map.of("number", number, "channel", "SMS"));
    }

    private Mono<Loaded> load() {
        return exchange(web().method(HttpMethod.GET).uri("/api/sign-in"))
                .map(reply -> new Loaded(
                        reply.session(),
                        String.valueOf(reply.body().get("csrfHeader")),
                        String.valueOf(reply.body().get("csrfToken"))));
    }

    private Mono<Reply> post(Loaded page, String what, Object body) {
        WebClient.RequestBodySpec request = web().method(HttpMethod.POST).uri("/api/sign-in/" + what);
        request.cookie("sign-in", page.session())
                .header(page.header(), page.token())
                .bodyValue(body);
        return exchange(request);
    }

    private static Mono<Reply> exchange(WebClient.RequestHeadersSpec<?> request) {
        return request.exchangeToMono(response -> response.bodyToMono(OBJECT)
                .map(body -> new Reply(
                        response.statusCode().value(),
                        body,
                        response.cookies().containsKey("sign-in")
                                ? response.cookies().getFirst("sign-in").getValue()
                                : "",
                        String.join("", response.headers().header("Retry-After")))));
    }

    private WebClient web() {
        return WebClient.builder()
                .baseUrl("http://127.0.0.1:" + port)
                .clientConnector(new ReactorClientHttpConnector(
                        HttpClient.create(CONNECTIONS).runOn(BROWSERS)))
                .build();
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

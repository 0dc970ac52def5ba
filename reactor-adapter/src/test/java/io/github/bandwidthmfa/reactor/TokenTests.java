package io.github.bandwidthmfa.reactor;

import static io.github.bandwidthmfa.reactor.testing.Samples.PATIENCE;
import static io.github.bandwidthmfa.reactor.testing.Samples.codeRequest;
import static io.github.bandwidthmfa.reactor.testing.Samples.failureOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.json;
import static io.github.bandwidthmfa.reactor.testing.Samples.options;
import static io.github.bandwidthmfa.reactor.testing.Samples.responseOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.valid;
import static io.github.bandwidthmfa.reactor.testing.Samples.verifyRequest;
import static io.github.bandwidthmfa.reactor.testing.TokenServer.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.MfaForbiddenException;
import io.github.bandwidthmfa.MfaServiceException;
import io.github.bandwidthmfa.MfaTimeoutException;
import io.github.bandwidthmfa.MfaTimeoutException.Phase;
import io.github.bandwidthmfa.MfaTokenException;
import io.github.bandwidthmfa.MfaTransportException;
import io.github.bandwidthmfa.MfaUnauthorizedException;
import io.github.bandwidthmfa.VerifyCodeResponse;
import io.github.bandwidthmfa.reactor.testing.Clients;
import io.github.bandwidthmfa.reactor.testing.Samples;
import io.github.bandwidthmfa.reactor.testing.TokenServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import mockwebserver3.junit5.StartStop;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Where the Authorization header comes from, and what happens when it is refused. */
final class TokenTests {

    private static final String SECRET = "cl!ent-s3cret-ü";
    private static final String UNAUTHORIZED = "{\"message\":\"Unauthorized\"}";
    private static final String DENIED =
            "{\"Message\":\"User is not authorized to access this resource with an explicit deny\"}";

    @StartStop
    private final MockWebServer service = new MockWebServer();

    @StartStop
    private final MockWebServer tokenServer = new MockWebServer();

    @RegisterExtension
    private final Clients clients = new Clients();

    private final List<String> presented = new ArrayList<>();
    private TokenServer tokens;

    @BeforeEach
    void respond() {
        tokens = new TokenServer(tokenServer);
        serve(authorization -> valid());
    }

    @Test
    void aTokenAddressWithoutAPathIsAskedAtItsRoot() throws Exception {
        MfaClient client = clients.open(withClientCredentials().tokenUri(Samples.uri(tokenServer, "/")));

        responseOf(client.verifyCode(verifyRequest()));

        assertThat(tokens.takeRequest().getTarget()).isEqualTo("/");
    }

    @Test
    void aTokenIsAskedForInTheDocumentedWay() throws Exception {
        MfaClient client = clients.open(withClientCredentials());

        assertThat(tokens.requests()).isZero();
        responseOf(client.verifyCode(verifyRequest()));

        RecordedRequest request = tokens.takeRequest();
        assertThat(request.getRequestLine()).isEqualTo("POST /api/v1/oauth2/token HTTP/1.1");
        assertThat(request.getBody().utf8()).isEqualTo("grant_type=client_credentials");
        assertThat(request.getHeaders().toMultimap())
                .containsOnlyKeys("accept", "authorization", "content-length", "content-type", "host", "user-agent")
                .containsEntry("accept", List.of("application/json"))
                // The id and the secret in UTF-8.
                .containsEntry("authorization", List.of("Basic Y2xpZW50LWlkOmNsIWVudC1zM2NyZXQtw7w="))
                .containsEntry("content-length", List.of("29"))
                .containsEntry("content-type", List.of("application/x-www-form-urlencoded"))
                .containsEntry("host", List.of("127.0.0.1:" + tokenServer.getPort()))
                .containsEntry("user-agent", List.of("bandwidth-mfa-java"));
        assertThat(presented).containsExactly("Bearer token-1");
    }

    @Test
    void aTokenServesAllOperationsUntilItHasToBeRenewed() {
        MfaClient client = clients.open(withClientCredentials());
        serve(authorization -> json("{\"messageId\":\"m\",\"callId\":\"c\",\"valid\":true}"));

        responseOf(client.sendMessagingCode(codeRequest().build()));
        responseOf(client.sendVoiceCode(codeRequest().build()));
        responseOf(client.verifyCode(verifyRequest()));

        assertThat(presented).containsExactly("Bearer token-1", "Bearer token-1", "Bearer token-1");
        assertThat(tokens.requests()).isEqualTo(1);
    }

    @Test
    void aThousandConcurrentCallersShareOneTokenRequest() {
        MfaClient client = clients.open(withClientCredentials().maxPending(1000).pendingTimeout(PATIENCE));
        CountDownLatch gate = tokens.closeGate();

        Flux<VerifyCodeResponse> calls = Flux.range(0, 1000)
                .flatMap(i -> client.verifyCode(verifyRequest()), 1000)
                .doOnSubscribe(all -> gate.countDown());

        StepVerifier.create(calls).expectNextCount(1000).expectComplete().verify(PATIENCE);
        assertThat(tokens.requests()).isEqualTo(1);
        assertThat(service.getRequestCount()).isEqualTo(1000);
        assertThat(presented).containsOnly("Bearer token-1");
    }

    static Stream<MockResponse> refusals() {
        return Stream.of(json(401, UNAUTHORIZED), json(401, ""), json(403, DENIED));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void aRefusedTokenIsReplacedAndTheCallRepeatedOnce(MockResponse refusal) {
        serve(authorization -> authorization.endsWith("token-1") ? refusal : valid());
        MfaClient client = clients.open(withClientCredentials());

        assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();
        responseOf(client.verifyCode(verifyRequest()));

        assertThat(presented).containsExactly("Bearer token-1", "Bearer token-2", "Bearer token-2");
        assertThat(tokens.requests()).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void aSecondRefusalIsFinal(MockResponse refusal) {
        serve(authorization -> refusal);
        MfaClient client = clients.open(withClientCredentials());

        MfaServiceException failure = (MfaServiceException) failureOf(client.verifyCode(verifyRequest()));

        assertThat(failure.status()).isEqualTo(refusal.getCode());
        assertThat(failure.disposition()).isEqualTo(Disposition.REJECTED);
        assertThat(presented).containsExactly("Bearer token-1", "Bearer token-2");
    }

    @Test
    void aRefusalIsFinalIfTheSameTokenIsGivenAgain() {
        tokens.respond(token("same", "3600"), token("same", "3600"));
        serve(authorization -> json(401, UNAUTHORIZED));
        MfaClient client = clients.open(withClientCredentials());

        MfaUnauthorizedException failure =
                failureOf(client.verifyCode(verifyRequest()), MfaUnauthorizedException.class);

        assertThat(failure.serviceMessage()).contains("Unauthorized");
        assertThat(presented).containsExactly("Bearer same");
        assertThat(tokens.requests()).isEqualTo(2);
    }

    @Test
    void whatFollowsTheRepeatCountsForTheCall() {
        serve(authorization -> authorization.endsWith("token-1")
                ? json(401, UNAUTHORIZED)
                : new MockResponse.Builder()
                        .onResponseStart(new SocketEffect.CloseSocket())
                        .build());
        MfaClient client = clients.open(withClientCredentials());

        MfaTransportException failure = failureOf(client.verifyCode(verifyRequest()), MfaTransportException.class);

        assertThat(failure.disposition()).isEqualTo(Disposition.UNKNOWN);
        assertThat(presented).containsExactly("Bearer token-1", "Bearer token-2");
    }

    @Test
    void callersRefusedWithTheSameTokenShareOneNewToken() {
        int callers = 50;
        CountDownLatch allRefused = new CountDownLatch(callers);
        serve(authorization -> {
            if (authorization.endsWith("token-1")) {
                allRefused.countDown();
                await(allRefused);
                return json(401, UNAUTHORIZED);
            }
            return valid();
        });
        MfaClient client = clients.open(withClientCredentials());

        StepVerifier.create(Flux.range(0, callers).flatMap(i -> client.verifyCode(verifyRequest()), callers))
                .expectNextCount(callers)
                .expectComplete()
                .verify(PATIENCE);

        assertThat(tokens.requests()).isEqualTo(2);
        assertThat(presented).hasSize(2 * callers).containsOnly("Bearer token-1", "Bearer token-2");
    }

    @Test
    void aLateRefusalOfAnOldTokenDoesNotCostTheNewOne() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        CountDownLatch slowArrived = new CountDownLatch(1);
        AtomicInteger first = new AtomicInteger();
        serve(authorization -> {
            if (authorization.endsWith("token-1")) {
                if (first.getAndIncrement() == 0) {
                    slowArrived.countDown();
                    await(slow);
                }
                return json(401, UNAUTHORIZED);
            }
            return valid();
        });
        MfaClient client = clients.open(withClientCredentials());
        CountDownLatch slowAnswered = new CountDownLatch(1);
        Disposable late = client.verifyCode(verifyRequest()).subscribe(response -> slowAnswered.countDown());
        assertThat(slowArrived.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                .isTrue();

        responseOf(client.verifyCode(verifyRequest()));
        slow.countDown();

        assertThat(slowAnswered.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                .isTrue();
        assertThat(late.isDisposed()).isTrue();
        assertThat(tokens.requests()).isEqualTo(2);
        assertThat(presented).containsExactly("Bearer token-1", "Bearer token-1", "Bearer token-2", "Bearer token-2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"message\":\"Missing Authentication Token\"}",
                "{\"message\":\"Forbidden\"}",
                "{\"Message\":null}",
                "<html>Request blocked: not authorized to access this resource</html>",
                ""
            })
    void aForbiddanceThatIsNotTheAuthorizersIsFinal(String body) {
        serve(authorization -> json(403, body));
        MfaClient client = clients.open(withClientCredentials());

        MfaForbiddenException failure = failureOf(client.verifyCode(verifyRequest()), MfaForbiddenException.class);

        assertThat(failure.disposition()).isEqualTo(Disposition.REJECTED);
        assertThat(presented).containsExactly("Bearer token-1");
        assertThat(tokens.requests()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void aRefusalOfCredentialsThatNeverChangeIsFinal(MockResponse refusal) {
        serve(authorization -> refusal);
        List<Credentials> fixed = List.of(Credentials.basic("user", "password"), Credentials.bearerToken("static"));

        for (Credentials credentials : fixed) {
            MfaClient client = clients.open(options(service).credentials(credentials));
            assertThat(failureOf(client.verifyCode(verifyRequest())))
                    .isInstanceOf(MfaServiceException.class)
                    .extracting("status")
                    .isEqualTo(refusal.getCode());
        }

        assertThat(presented).containsExactly("Basic dXNlcjpwYXNzd29yZA==", "Bearer static");
    }

    static Stream<Arguments> tokenEndpointsThatGiveNone() {
        return Stream.of(
                Arguments.of(json(400, "{\"error\":\"invalid_client\",\"secret\":\"" + SECRET + "\"}"), 400),
                Arguments.of(json(401, "{\"error\":\"" + SECRET + " is wrong\"}"), 401),
                Arguments.of(json(403, SECRET), 403),
                Arguments.of(json(429, ""), 429),
                Arguments.of(json(500, "{\"message\":null}"), 500),
                Arguments.of(new MockResponse.Builder().code(503).build(), 503),
                Arguments.of(
                        new MockResponse.Builder()
                                .code(302)
                                .addHeader("Location", "/login?secret=" + SECRET.replace("ü", "u"))
                                .build(),
                        302),
                Arguments.of(json(200, ""), 200),
                Arguments.of(new MockResponse.Builder().code(204).build(), 204),
                Arguments.of(
                        new MockResponse.Builder()
                                .body("<html>" + SECRET + "</html>")
                                .build(),
                        200),
                Arguments.of(json(200, "{\"access_token\":\"\"}"), 200),
                Arguments.of(json(200, "{\"access_token\":42}"), 200),
                Arguments.of(json(200, "{\"access_token\":\"a\\nb: c\"}"), 200),
                Arguments.of(json(200, "{\"token_type\":\"Bearer\"}"), 200),
                Arguments.of(json(200, "{\"access_token\":\"cut"), 200),
                Arguments.of(json(200, "{\"access_token\":\"" + "x".repeat(70_000) + "\"}"), 200));
    }

    @ParameterizedTest
    @MethodSource("tokenEndpointsThatGiveNone")
    void withoutATokenNothingIsSent(MockResponse response, int status) {
        tokens.answerAlways(response);
        MfaClient client = clients.open(withClientCredentials());

        MfaTokenException failure = failureOf(client.verifyCode(verifyRequest()), MfaTokenException.class);

        assertThat(failure.disposition()).isEqualTo(Disposition.NOT_SENT);
        assertThat(failure.status()).hasValue(status);
        assertThat(stackTrace(failure)).doesNotContain(SECRET, "Y2xpZW50LWlk", "s3cret");
        assertThat(service.getRequestCount()).isZero();
    }

    @Test
    void aTokenEndpointThatRecoversIsAskedAgainAfterTheTimeThatWasTold() {
        tokens.answerAlways(json(500, ""));
        MfaClient client = clients.open(withClientCredentials());

        failureOf(client.verifyCode(verifyRequest()), MfaTokenException.class);
        MfaTokenException meanwhile = failureOf(client.verifyCode(verifyRequest()), MfaTokenException.class);
        assertThat(tokens.requests()).isEqualTo(1);
        tokens.recover();

        assertThat(responseOf(Mono.delay(meanwhile.retryAfter().orElseThrow())
                                .then(Mono.defer(() -> client.verifyCode(verifyRequest()))))
                        .valid())
                .isTrue();
        assertThat(presented).containsExactly("Bearer token-1");
    }

    @Test
    void aTokenEndpointThatNeverAnswersRunsIntoTheTokenTimeout() {
        tokens.answerAlways(new MockResponse.Builder()
                .onResponseStart(SocketEffect.Stall.INSTANCE)
                .build());
        MfaClient client = clients.open(withClientCredentials().tokenTimeout(Duration.ofMillis(300)));

        MfaTokenException failure = failureOf(client.verifyCode(verifyRequest()), MfaTokenException.class);

        assertThat(failure).hasMessage("verify: no access token: tokenTimeout of 300 ms ran out [NOT_SENT]");
        assertThat(failure.status()).isEmpty();
        assertThat(failure.disposition()).isEqualTo(Disposition.NOT_SENT);
        assertThat(service.getRequestCount()).isZero();
    }

    @Test
    void theCallTimeoutCoversTheTokenToo() {
        tokens.closeGate();
        MfaClient client = clients.open(withClientCredentials().callTimeout(Duration.ofMillis(300)));

        MfaTimeoutException failure = failureOf(client.verifyCode(verifyRequest()), MfaTimeoutException.class);

        assertThat(failure.phase()).isEqualTo(Phase.CALL);
        assertThat(failure.disposition()).isEqualTo(Disposition.NOT_SENT);
        assertThat(service.getRequestCount()).isZero();
    }

    @Test
    void aTokenEndpointThatCannotBeReachedIsATokenFailure() throws Exception {
        int port;
        try (ServerSocket reserved = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = reserved.getLocalPort();
        }
        MfaClient client =
                clients.open(withClientCredentials().tokenUri(URI.create("http://127.0.0.1:" + port + "/token")));

        MfaTokenException failure = failureOf(client.verifyCode(verifyRequest()), MfaTokenException.class);

        assertThat(failure.status()).isEmpty();
        assertThat(failure.disposition()).isEqualTo(Disposition.NOT_SENT);
        assertThat(failure).hasCauseInstanceOf(IOException.class);
        assertThat(service.getRequestCount()).isZero();
    }

    @Test
    void aCallerWhoGivesUpWaitingForATokenLeavesItToTheOthers() throws Exception {
        CountDownLatch gate = tokens.closeGate();
        MfaClient client = clients.open(withClientCredentials());
        Disposable first = client.verifyCode(verifyRequest()).subscribe();
        tokens.takeRequest();
        List<Disposable> others = new ArrayList<>();
        CountDownLatch answered = new CountDownLatch(10);
        for (int i = 0; i < 10; i++) {
            others.add(client.verifyCode(verifyRequest()).subscribe(response -> answered.countDown()));
        }

        first.dispose();
        gate.countDown();

        assertThat(answered.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
        assertThat(others).hasSize(10);
        assertThat(tokens.requests()).isEqualTo(1);
        assertThat(service.getRequestCount()).isEqualTo(10);
    }

    @Test
    void closingDoesNotLeaveThoseWhoWaitForATokenWithoutAResponse() {
        tokens.closeGate();
        MfaClient client = clients.open(withClientCredentials().closeTimeout(Duration.ofMillis(100)));
        Mono<VerifyCodeResponse> call = client.verifyCode(verifyRequest()).cache();
        Disposable waiting = call.onErrorComplete().subscribe();

        StepVerifier.create(client.close()).expectComplete().verify(PATIENCE);

        assertThat(failureOf(call).disposition()).isEqualTo(Disposition.NOT_SENT);
        assertThat(waiting.isDisposed()).isTrue();
        assertThat(service.getRequestCount()).isZero();
    }

    @Test
    void credentialsFromASourceAreKeptUntilTheyAreRefusedThenAskedForAgain() {
        AtomicInteger asked = new AtomicInteger();
        MfaClient client = clients.open(options(service)
                .credentials(Mono.fromSupplier(() -> Credentials.basic("user", "v" + asked.incrementAndGet()))));

        responseOf(client.verifyCode(verifyRequest()));
        responseOf(client.verifyCode(verifyRequest()));
        assertThat(asked).hasValue(1);
        serve(authorization -> authorization.equals(basic("v1")) ? json(403, DENIED) : valid());
        responseOf(client.verifyCode(verifyRequest()));
        responseOf(client.verifyCode(verifyRequest()));

        assertThat(asked).hasValue(2);
        assertThat(presented).containsExactly(basic("v1"), basic("v1"), basic("v1"), basic("v2"), basic("v2"));
    }

    @Test
    void clientCredentialsFromASourceAreAskedForWithEachToken() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        serve(authorization -> authorization.endsWith("token-1") ? json(401, UNAUTHORIZED) : valid());
        MfaClient client = clients.open(withClientCredentials()
                .credentials(Mono.fromSupplier(
                        () -> Credentials.clientCredentials("client", "v" + asked.incrementAndGet()))));

        responseOf(client.verifyCode(verifyRequest()));

        assertThat(List.of(tokens.takeRequest(), tokens.takeRequest()))
                .extracting(request -> request.getHeaders().get("Authorization"))
                .containsExactly(
                        Credentials.basic("client", "v1").authorization(),
                        Credentials.basic("client", "v2").authorization());
    }

    @Test
    void aSourceThatGivesTheRefusedCredentialsAgainIsNotBelieved() {
        AtomicInteger asked = new AtomicInteger();
        serve(authorization -> json(401, UNAUTHORIZED));
        MfaClient client = clients.open(options(service).credentials(Mono.fromSupplier(() -> {
            asked.incrementAndGet();
            return Credentials.basic("user", "password");
        })));

        failureOf(client.verifyCode(verifyRequest()), MfaUnauthorizedException.class);

        assertThat(asked).hasValue(2);
        assertThat(service.getRequestCount()).isEqualTo(1);
    }

    static Stream<Arguments> sourcesThatGiveNone() {
        return Stream.of(
                Arguments.of(Mono.<Credentials>empty(), "the source of the credentials gave none"),
                Arguments.of(
                        Mono.<Credentials>error(new IllegalStateException("vault says " + SECRET)),
                        "the source of the credentials failed with java.lang.IllegalStateException"),
                Arguments.of(
                        Mono.<Credentials>fromSupplier(() -> {
                            throw new IllegalArgumentException(SECRET);
                        }),
                        "the source of the credentials failed with java.lang.IllegalArgumentException"),
                Arguments.of(Mono.<Credentials>never(), "tokenTimeout of 300 ms ran out"));
    }

    @ParameterizedTest
    @MethodSource("sourcesThatGiveNone")
    void withoutCredentialsNothingIsSent(Mono<Credentials> source, String what) {
        MfaClient client = clients.open(options(service).credentials(source).tokenTimeout(Duration.ofMillis(300)));

        MfaTokenException failure = failureOf(client.verifyCode(verifyRequest()), MfaTokenException.class);

        assertThat(failure).hasMessage("verify: no access token: " + what + " [NOT_SENT]");
        assertThat(failure.status()).isEmpty();
        assertThat(stackTrace(failure)).doesNotContain(SECRET);
        assertThat(service.getRequestCount()).isZero();
    }

    private MfaClientOptions.Builder withClientCredentials() {
        return options(service)
                .credentials(Credentials.clientCredentials("client-id", SECRET))
                .tokenUri(tokens.uri());
    }

    /** Answers by the Authorization header, and notes which were presented. */
    private void serve(Function<String, MockResponse> answers) {
        service.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                String authorization = request.getHeaders().get("Authorization");
                synchronized (presented) {
                    presented.add(authorization);
                }
                return answers.apply(authorization);
            }
        });
    }

    private static String basic(String password) {
        return Credentials.basic("user", password).authorization();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String stackTrace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}

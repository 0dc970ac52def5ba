package io.github.bandwidthmfa.reactor;

import static io.github.bandwidthmfa.reactor.testing.Samples.PATIENCE;
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
import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaForbiddenException;
import io.github.bandwidthmfa.MfaTokenException;
import io.github.bandwidthmfa.MfaUnauthorizedException;
import io.github.bandwidthmfa.VerifyCodeResponse;
import io.github.bandwidthmfa.reactor.testing.Clients;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer;
import io.github.bandwidthmfa.reactor.testing.ScriptedServer.Script;
import io.github.bandwidthmfa.reactor.testing.TokenServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.junit5.StartStop;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A token endpoint in trouble is left alone, and so is a service that refuses every token. */
final class TokenTroubleTests {

    private static final MockResponse UNAUTHORIZED = json(401, "{\"message\":\"Unauthorized\"}");

    @StartStop
    private final MockWebServer service = new MockWebServer();

    @StartStop
    private final MockWebServer tokenServer = new MockWebServer();

    @RegisterExtension
    private final Clients clients = new Clients();

    private TokenServer tokens;

    @BeforeEach
    void respond() {
        tokens = new TokenServer(tokenServer);
        serve(authorization -> valid());
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 408, 429, 500, 502, 503})
    void twentyCallsInARowAskATroubledEndpointOnce(int status) {
        tokens.answerAlways(json(status, ""));
        MfaClient client = open();

        List<MfaException> failures =
                responseOf(Flux.range(0, 20).concatMap(i -> failure(client)).collectList());

        assertThat(tokens.requests()).isEqualTo(1);
        assertThat(failures).hasSize(20).allSatisfy(failure -> {
            assertThat(failure).isInstanceOf(MfaTokenException.class);
            assertThat(((MfaTokenException) failure).status()).hasValue(status);
            assertThat(((MfaTokenException) failure).retryAfter())
                    .hasValueSatisfying(
                            wait -> assertThat(wait).isBetween(Duration.ofNanos(1), Duration.ofMillis(750)));
            assertThat(failure.disposition()).isEqualTo(Disposition.NOT_SENT);
        });
        assertThat(service.getRequestCount()).isZero();
    }

    @Test
    void theEndpointsRetryAfterIsHonoured() {
        tokens.answerAlways(new MockResponse.Builder()
                .code(429)
                .addHeader("Retry-After", "120")
                .build());
        MfaClient client = open();

        MfaTokenException first = failureOf(client.verifyCode(verifyRequest()), MfaTokenException.class);
        MfaTokenException second = failureOf(client.verifyCode(verifyRequest()), MfaTokenException.class);

        assertThat(first.retryAfter().orElseThrow()).isBetween(Duration.ofSeconds(100), Duration.ofSeconds(121));
        assertThat(second.retryAfter().orElseThrow())
                .isBetween(Duration.ofSeconds(100), first.retryAfter().orElseThrow());
        assertThat(tokens.requests()).isEqualTo(1);
    }

    @Test
    void aSourceOfCredentialsThatFailsIsLeftAloneToo() {
        AtomicInteger asked = new AtomicInteger();
        MfaClient client = clients.open(options(service).credentials(Mono.defer(() -> {
            asked.incrementAndGet();
            return Mono.error(new IllegalStateException("sealed"));
        })));

        responseOf(Flux.range(0, 20).concatMap(i -> failure(client)).collectList());

        assertThat(asked).hasValue(1);
    }

    @Test
    void aServiceThatRefusesEveryFreshTokenIsLeftAlone() {
        serve(authorization -> UNAUTHORIZED);
        MfaClient client = open();

        List<MfaException> failures =
                responseOf(Flux.range(0, 200).flatMap(i -> failure(client), 50).collectList());

        assertThat(tokens.requests()).isEqualTo(2);
        // All who had one of the two tokens, and nobody else.
        assertThat(service.getRequestCount()).isLessThanOrEqualTo(2 * 64);
        assertThat(failures)
                .hasSize(200)
                .allSatisfy(failure ->
                        assertThat(failure).isInstanceOfAny(MfaUnauthorizedException.class, MfaTokenException.class));
        assertThat(failureOf(client.verifyCode(verifyRequest()), MfaTokenException.class))
                .hasMessageContaining("the service answered 401 to fresh tokens")
                .returns(401, failure -> failure.status().orElseThrow())
                .returns(true, failure -> failure.retryAfter().isPresent());
    }

    @Test
    void whenItAcceptsTokensAgainCallsSucceed() {
        serve(authorization -> UNAUTHORIZED);
        MfaClient client = open();
        failureOf(client.verifyCode(verifyRequest()), MfaUnauthorizedException.class);
        MfaTokenException left = failureOf(client.verifyCode(verifyRequest()), MfaTokenException.class);

        serve(authorization -> valid());

        assertThat(responseOf(Mono.delay(left.retryAfter().orElseThrow())
                        .thenMany(Flux.range(0, 20)
                                .flatMap(i -> Mono.defer(() -> client.verifyCode(verifyRequest()))
                                        .map(VerifyCodeResponse::valid)
                                        .onErrorReturn(MfaTokenException.class, false)))
                        .collectList()))
                .contains(true);
        assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();
    }

    @Test
    void aTokenThatServedBeforeIsReplacedAtOnceHoweverOftenThatHappens() {
        Map<String, Integer> used = new ConcurrentHashMap<>();
        serve(authorization -> used.merge(authorization, 1, Integer::sum) <= 2 ? valid() : UNAUTHORIZED);
        MfaClient client = open();

        for (int i = 0; i < 20; i++) {
            assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();
        }
        assertThat(tokens.requests()).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"message\":\"Forbidden\"}", "", "<html>Forbidden</html>", "{\"message\":null}"})
    void aDeadTokenThatIsRefusedInOtherWordsIsReplacedForTheNextCall(String body) {
        Map<String, Boolean> dead = new ConcurrentHashMap<>();
        serve(authorization -> dead.containsKey(authorization) ? json(403, body) : valid());
        MfaClient client = open();
        responseOf(client.verifyCode(verifyRequest()));
        dead.put("Bearer token-1", true);

        failureOf(client.verifyCode(verifyRequest()), MfaForbiddenException.class);
        assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();
    }

    @Test
    void aFirewallThatRefusesEverythingCostsOneTokenInHalfAMinute() {
        serve(authorization -> json(403, "<html>Request blocked</html>"));
        MfaClient client = open();

        for (int i = 0; i < 10; i++) {
            failureOf(client.verifyCode(verifyRequest()), MfaForbiddenException.class);
        }
        assertThat(tokens.requests()).isEqualTo(2);
        assertThat(service.getRequestCount()).isEqualTo(10);
    }

    @Test
    void aWrongPathCostsNoToken() {
        serve(authorization -> json(403, "{\"message\":\"Missing Authentication Token\"}"));
        MfaClient client = open();

        for (int i = 0; i < 10; i++) {
            failureOf(client.verifyCode(verifyRequest()), MfaForbiddenException.class);
        }
        assertThat(tokens.requests()).isEqualTo(1);
    }

    @Test
    void aConnectionToTheTokenEndpointIsTriedAgain() {
        AtomicInteger connections = new AtomicInteger();
        Script resetsOnce = connection -> {
            if (connections.incrementAndGet() == 1) {
                connection.reset();
                return;
            }
            connection.readRequest();
            connection.write(TOKEN);
            connection.hang();
        };
        try (ScriptedServer endpoint = ScriptedServer.plain(resetsOnce)) {
            MfaClient client = clients.open(withTokensOf(endpoint));

            assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();
            assertThat(connections).hasValue(2);
        }
    }

    @Test
    void aTokenRequestIsTriedAgainEvenAfterItWasWritten() {
        AtomicInteger requests = new AtomicInteger();
        Script closesOnce = connection -> {
            connection.readRequest();
            if (requests.incrementAndGet() == 1) {
                connection.reset();
                return;
            }
            connection.write(TOKEN);
            connection.hang();
        };
        try (ScriptedServer endpoint = ScriptedServer.plain(closesOnce)) {
            MfaClient client = clients.open(withTokensOf(endpoint));

            assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();
            assertThat(requests).hasValue(2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void tokenRequestsAreRetriedAsOftenAsTheOptionSays(int maxRetries) {
        try (ScriptedServer endpoint = ScriptedServer.plain(Script.afterRequest(c -> c.reset()))) {
            MfaClient client = clients.open(withTokensOf(endpoint).maxRetries(maxRetries));

            failureOf(client.verifyCode(verifyRequest()), MfaTokenException.class);
            assertThat(endpoint.completeRequests()).isEqualTo(1 + maxRetries);
        }
    }

    @Test
    void tokensOfAFewSecondsCauseNoRefusedCalls() {
        Map<String, Long> since = new ConcurrentHashMap<>();
        AtomicInteger refused = new AtomicInteger();
        tokens.dispatchWith(number -> {
            since.put("Bearer short-" + number, System.nanoTime());
            return token("short-" + number, "1");
        });
        serve(authorization -> {
            boolean old = System.nanoTime() - since.get(authorization)
                    > Duration.ofSeconds(1).toNanos();
            if (old) {
                refused.incrementAndGet();
            }
            return old ? UNAUTHORIZED : valid();
        });
        MfaClient client = open();

        List<Boolean> answers = responseOf(Flux.interval(Duration.ofMillis(5))
                .onBackpressureDrop()
                .take(Duration.ofSeconds(4))
                .flatMap(tick -> client.verifyCode(verifyRequest()).map(VerifyCodeResponse::valid))
                .collectList());

        assertThat(answers).doesNotContain(false).hasSizeGreaterThan(100);
        assertThat(refused).hasValue(0);
        assertThat(tokens.requests()).isLessThanOrEqualTo(12);
    }

    /** The permit comes after the token has expired. */
    @Test
    void aTokenThatExpiresInTheQueueIsNotSent() {
        Map<String, Long> since = new ConcurrentHashMap<>();
        tokens.dispatchWith(number -> {
            since.put("Bearer short-" + number, System.nanoTime());
            return token("short-" + number, "1");
        });
        AtomicInteger refused = new AtomicInteger();
        serve(authorization -> {
            if (System.nanoTime() - since.get(authorization)
                    > Duration.ofSeconds(1).toNanos()) {
                refused.incrementAndGet();
                return UNAUTHORIZED;
            }
            return valid().newBuilder().headersDelay(700, TimeUnit.MILLISECONDS).build();
        });
        MfaClient client = clients.open(
                withClientCredentials().maxConnections(1).maxPending(10).pendingTimeout(PATIENCE));

        List<Boolean> answers = responseOf(Flux.range(0, 6)
                .flatMap(i -> client.verifyCode(verifyRequest()).map(VerifyCodeResponse::valid))
                .collectList());

        assertThat(answers).hasSize(6).doesNotContain(false);
        assertThat(refused).hasValue(0);
        assertThat(service.getRequestCount()).isEqualTo(6);
    }

    private static final String TOKEN_BODY = "{\"access_token\":\"t\",\"expires_in\":3600}";
    private static final String TOKEN = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
            + TOKEN_BODY.length() + "\r\n\r\n" + TOKEN_BODY;

    private MfaClient open() {
        return clients.open(withClientCredentials());
    }

    private MfaClientOptions.Builder withClientCredentials() {
        return options(service)
                .credentials(Credentials.clientCredentials("client", "secret"))
                .tokenUri(tokens.uri());
    }

    private MfaClientOptions.Builder withTokensOf(ScriptedServer endpoint) {
        return options(service)
                .credentials(Credentials.clientCredentials("client", "secret"))
                .tokenUri(endpoint.baseUri());
    }

    private static Mono<MfaException> failure(MfaClient client) {
        return client.verifyCode(verifyRequest())
                .<MfaException>map(response -> {
                    throw new AssertionError("it succeeded");
                })
                .onErrorResume(MfaException.class, Mono::just);
    }

    private void serve(Function<String, MockResponse> response) {
        service.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return response.apply(String.valueOf(request.getHeaders().get("Authorization")));
            }
        });
    }
}

package io.github.bandwidthmfa.reactor;

import static io.github.bandwidthmfa.reactor.testing.Samples.PATIENCE;
import static io.github.bandwidthmfa.reactor.testing.Samples.json;
import static io.github.bandwidthmfa.reactor.testing.Samples.responseOf;
import static io.github.bandwidthmfa.reactor.testing.TokenServer.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.reactor.netty.DecoderSettings;
import io.github.bandwidthmfa.reactor.netty.SingleResponseCodec;
import io.github.bandwidthmfa.reactor.testing.TokenServer;
import io.netty.handler.codec.http.HttpDecoderConfig;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import mockwebserver3.MockWebServer;
import mockwebserver3.junit5.StartStop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.test.StepVerifier;

/** When a token is renewed, by a clock that the test sets. */
final class TokenCacheTests {

    private static final int MAX_WAITING = 100;

    @StartStop
    private final MockWebServer server = new MockWebServer();

    private final ConnectionProvider connections = ConnectionProvider.create("token-cache-tests", 2);
    // Nanosecond clocks begin anywhere, and may overflow.
    private final AtomicLong nanoTime =
            new AtomicLong(Long.MAX_VALUE - Duration.ofMinutes(30).toNanos());
    private final AtomicReference<Runnable> atNextReadingOfTheClock = new AtomicReference<>();
    private TokenServer tokens;
    private TokenCache cache;

    @BeforeEach
    void create() {
        tokens = new TokenServer(server);
        cache = cache(Mono.just(Credentials.clientCredentials("client", "secret")));
    }

    /** With the codec that an exchange insists on. */
    private HttpClient http() {
        HttpClient plain = HttpClient.create(connections);
        HttpDecoderConfig decoder = DecoderSettings.of(plain);
        return plain.doOnChannelInit((observer, channel, remote) -> SingleResponseCodec.install(channel, decoder));
    }

    private TokenCache cache(Mono<Credentials> credentials) {
        return new TokenCache(
                credentials,
                HttpExchange.post(http(), tokens.uri(), HttpExchange.FORM, 1024),
                new RetryPolicy(0, Schedulers.parallel()),
                PATIENCE,
                MAX_WAITING,
                Schedulers.parallel(),
                () -> {
                    Runnable meanwhile = atNextReadingOfTheClock.getAndSet(null);
                    if (meanwhile != null) {
                        meanwhile.run();
                    }
                    return nanoTime.get();
                },
                () -> 0.5);
    }

    @AfterEach
    void dispose() {
        cache.dispose();
        StepVerifier.create(connections.disposeLater()).expectComplete().verify(PATIENCE);
    }

    @Test
    void noMoreCallersWaitForATokenThanMayWaitAtAll() throws Exception {
        CountDownLatch gate = tokens.closeGate();
        Mono<AuthorizationHeader> first = cache.current();
        List<Disposable> waiting = IntStream.range(0, MAX_WAITING)
                .mapToObj(i -> Mono.defer(cache::current).subscribe())
                .toList();

        StepVerifier.create(Mono.defer(cache::current))
                .expectErrorMatches(failure -> CallFailure.isBecause(CallFailure.Reason.QUEUE_FULL, failure))
                .verify(PATIENCE);

        gate.countDown();
        assertThat(first.block(PATIENCE).header()).isEqualTo("Bearer token-1");
        assertThat(waiting).hasSize(MAX_WAITING);
        assertThat(tokens.requests()).isEqualTo(1);
    }

    @Test
    void aTokenIsRenewedInTheBackgroundAMinuteAheadOfItsExpiry() throws Exception {
        assertThat(current()).isEqualTo("Bearer token-1");
        tokens.takeRequest();

        pass(Duration.ofSeconds(3600 - 61));
        assertThat(current()).isEqualTo("Bearer token-1");
        assertThat(tokens.requests()).isEqualTo(1);

        CountDownLatch gate = tokens.closeGate();
        pass(Duration.ofSeconds(1));
        assertThat(current()).isEqualTo("Bearer token-1");
        assertThat(tokens.takeRequest()).isNotNull();
        assertThat(current()).isEqualTo("Bearer token-1");
        pass(Duration.ofSeconds(59));
        assertThat(current()).isEqualTo("Bearer token-1");

        // From here on it has expired: callers wait for the renewal that is on its way.
        pass(Duration.ofSeconds(1));
        StepVerifier.create(cache.current().map(AuthorizationHeader::header))
                .then(gate::countDown)
                .expectNext("Bearer token-2")
                .expectComplete()
                .verify(PATIENCE);
        assertThat(tokens.requests()).isEqualTo(2);
    }

    @Test
    void aCallerThatSawTheOldTokenDoesNotRenewTheNewOne() throws Exception {
        AtomicInteger requested = new AtomicInteger();
        cache = cache(Mono.fromSupplier(() -> {
            requested.incrementAndGet();
            return Credentials.clientCredentials("client", "secret");
        }));
        assertThat(current()).isEqualTo("Bearer token-1");

        // This caller has read the token that it ought to renew, and before it goes on, another has renewed it.
        pass(Duration.ofMinutes(59));
        atNextReadingOfTheClock.set(() -> {
            pass(Duration.ofMinutes(1));
            assertThat(current()).isEqualTo("Bearer token-2");
            pass(Duration.ofMinutes(-1));
        });
        assertThat(current()).isEqualTo("Bearer token-1");

        assertThat(requested).hasValue(2);
        assertThat(current()).isEqualTo("Bearer token-2");
    }

    @Test
    void aShortLivedTokenIsRenewedAtHalfItsLife() throws Exception {
        tokens.respond(token("short", "10"));
        assertThat(current()).isEqualTo("Bearer short");
        tokens.takeRequest();

        pass(Duration.ofMillis(4999));
        assertThat(current()).isEqualTo("Bearer short");
        assertThat(tokens.requests()).isEqualTo(1);
        pass(Duration.ofMillis(1));
        assertThat(current()).isEqualTo("Bearer short");

        assertThat(tokens.takeRequest()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "0.5", "\"soon\"", "null", "{}", "[10]", "1e30", "true"})
    void aTokenThatDoesNotSayHowLongItLivesIsKeptForAnHour(String expiresIn) throws Exception {
        tokens.respond(token("first", expiresIn));
        assertThat(current()).isEqualTo("Bearer first");
        tokens.takeRequest();

        pass(Duration.ofSeconds(3600 - 61));
        assertThat(current()).isEqualTo("Bearer first");
        assertThat(tokens.requests()).isEqualTo(1);
        pass(Duration.ofSeconds(1));
        assertThat(current()).isEqualTo("Bearer first");

        assertThat(tokens.takeRequest()).isNotNull();
    }

    @Test
    void aTokenWithoutAnyWordOnItsLifeIsKeptForAnHour() throws Exception {
        tokens.respond(json("{\"access_token\":\"first\"}"));
        assertThat(current()).isEqualTo("Bearer first");
        tokens.takeRequest();

        pass(Duration.ofSeconds(3600 - 61));
        assertThat(current()).isEqualTo("Bearer first");
        assertThat(tokens.requests()).isEqualTo(1);
        pass(Duration.ofSeconds(61));

        assertThat(current()).isEqualTo("Bearer token-1");
    }

    @Test
    void aRenewalThatFailsIsTriedAgainLaterWhileTheOldCredentialsServe() {
        AtomicInteger asked = new AtomicInteger();
        cache = cache(Mono.fromSupplier(() -> {
            if (asked.incrementAndGet() == 2) {
                throw new IllegalStateException("the vault is sealed");
            }
            return Credentials.bearerToken("from-vault-" + asked.get());
        }));
        assertThat(current()).isEqualTo("Bearer from-vault-1");

        pass(Duration.ofMinutes(59));
        assertThat(current()).isEqualTo("Bearer from-vault-1");
        assertThat(asked).hasValue(2);
        pass(Duration.ofMillis(499));
        assertThat(current()).isEqualTo("Bearer from-vault-1");
        assertThat(asked).hasValue(2);
        pass(Duration.ofMillis(1));
        assertThat(current()).isEqualTo("Bearer from-vault-1");

        assertThat(asked).hasValue(3);
        assertThat(current()).isEqualTo("Bearer from-vault-3");
    }

    @Test
    void anExpiredTokenIsNeverGiven() {
        assertThat(current()).isEqualTo("Bearer token-1");
        pass(Duration.ofHours(1));
        tokens.answerAlways(json(500, ""));

        StepVerifier.create(cache.current())
                .expectError(CallFailure.NoToken.class)
                .verify(PATIENCE);
    }

    private String current() {
        return responseOf(cache.current()).header();
    }

    private void pass(Duration time) {
        nanoTime.addAndGet(time.toNanos());
    }
}

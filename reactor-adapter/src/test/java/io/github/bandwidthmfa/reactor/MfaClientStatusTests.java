package io.github.bandwidthmfa.reactor;

import static io.github.bandwidthmfa.reactor.Eventually.eventually;
import static io.github.bandwidthmfa.reactor.testing.Samples.PATIENCE;
import static io.github.bandwidthmfa.reactor.testing.Samples.failureOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.json;
import static io.github.bandwidthmfa.reactor.testing.Samples.options;
import static io.github.bandwidthmfa.reactor.testing.Samples.responseOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.uri;
import static io.github.bandwidthmfa.reactor.testing.Samples.valid;
import static io.github.bandwidthmfa.reactor.testing.Samples.verifyRequest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaTokenException;
import io.github.bandwidthmfa.MfaTooManyRequestsException;
import io.github.bandwidthmfa.reactor.MfaClientStatus.Service;
import io.github.bandwidthmfa.reactor.testing.Clients;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.junit5.StartStop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What a client says of itself is what happened, and asking it makes no call. */
final class MfaClientStatusTests {

    @StartStop
    final MockWebServer server = new MockWebServer();

    @RegisterExtension
    final Clients clients = new Clients();

    @Test
    void aNewClientKnowsNothingOfTheService() {
        MfaClientStatus status = clients.open(options(server)).status();

        assertThat(status)
                .isEqualTo(new MfaClientStatus(
                        Service.UNKNOWN,
                        MfaClientStatus.Streak.NONE,
                        MfaClientStatus.Streak.NONE,
                        Optional.empty(),
                        new MfaClientStatus.Calls(0, 64, 0, 128, 0, 0, Duration.ZERO, 0),
                        new MfaClientStatus.Tokens(0, 0),
                        false));
        assertThat(server.getRequestCount()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "400, AVAILABLE",
        "404, AVAILABLE",
        "429, AVAILABLE",
        "401, UNAUTHORIZED",
        "403, UNAVAILABLE",
        "408, UNAVAILABLE",
        "302, UNAVAILABLE",
        "500, UNAVAILABLE",
        "503, UNAVAILABLE"
    })
    void anErrorResponseShowsHowTheServiceIs(int status, Service shown) {
        server.enqueue(json(status, "{}"));
        MfaClient client = clients.open(options(server));

        failureOf(client.verifyCode(verifyRequest()));

        assertThat(client.status().service()).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"message\":\"User is not authorized to access this resource\"}",
                "{\"Message\":\"User is not authorized to access this resource with an explicit deny\"}",
                "{\"MESSAGE\":\"USER IS NOT AUTHORIZED TO ACCESS THIS RESOURCE\"}"
            })
    void theAuthorizersRefusalIsOneOfTheCaller(String body) {
        server.enqueue(json(403, body));
        MfaClient client = clients.open(options(server));

        failureOf(client.verifyCode(verifyRequest()));

        assertThat(client.status().service()).isEqualTo(Service.UNAUTHORIZED);
        assertThat(client.status().refusals().calls()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"message\":\"Missing Authentication Token\"}",
                "{\"message\":\"Forbidden\"}",
                "<html>You are not authorized to access this resource</html>",
                "You are not authorized to access this resource",
                ""
            })
    void aFirewallsRefusalIsNoneOfTheCaller(String body) {
        server.enqueue(json(403, body));
        MfaClient client = clients.open(options(server));

        MfaException failure = failureOf(client.verifyCode(verifyRequest()));

        assertThat(failure.refusesCredentials()).isFalse();
        assertThat(client.status().service()).isEqualTo(Service.UNAVAILABLE);
        assertThat(client.status().refusals().calls()).isZero();
        assertThat(client.status().failures().calls()).isEqualTo(1);
    }

    @Test
    void aSuccessPutsEverythingRightAndTheFailureIsRemembered() {
        Instant before = Instant.now();
        server.enqueue(json(503, "{}"));
        server.enqueue(json(429, "{}"));
        server.enqueue(valid());
        MfaClient client = clients.open(options(server));

        failureOf(client.verifyCode(verifyRequest()));
        failureOf(client.verifyCode(verifyRequest()));
        responseOf(client.verifyCode(verifyRequest()));

        assertThat(client.status().service()).isEqualTo(Service.AVAILABLE);
        assertThat(client.status().latestFailure()).hasValueSatisfying(failure -> {
            assertThat(failure.exception()).isInstanceOf(MfaTooManyRequestsException.class);
            assertThat(failure.at()).isBetween(before, Instant.now());
        });
    }

    @Test
    void aServiceThatCannotBeReachedFails() throws Exception {
        MfaClient client = clients.open(options(server).maxRetries(0));
        server.close();

        failureOf(client.verifyCode(verifyRequest()));

        assertThat(client.status().service()).isEqualTo(Service.UNAVAILABLE);
    }

    @Test
    void loadThatIsShedSaysNothingOfTheService() throws Exception {
        server.enqueue(new MockResponse.Builder()
                .body("{\"valid\":true}")
                .headersDelay(500, TimeUnit.MILLISECONDS)
                .build());
        MfaClient client = clients.open(options(server).maxConnections(1).maxPending(0));
        StepVerifier running = StepVerifier.create(client.verifyCode(verifyRequest()))
                .expectNextCount(1)
                .expectComplete()
                .verifyLater();
        assertThat(server.takeRequest(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isNotNull();

        failureOf(client.verifyCode(verifyRequest()));

        assertThat(client.status().service()).isEqualTo(Service.UNKNOWN);
        assertThat(client.status().calls().running()).isEqualTo(1);
        assertThat(client.status().calls().connections()).isEqualTo(1);
        running.verify(PATIENCE);
        eventually(() -> client.status().calls().running() == 0);
        assertThat(client.status().service()).isEqualTo(Service.AVAILABLE);
    }

    @Test
    void aClosedClientSaysNothingOfTheService() {
        MfaClient client = clients.open(options(server));
        StepVerifier.create(client.close()).expectComplete().verify(PATIENCE);

        failureOf(client.verifyCode(verifyRequest()));

        assertThat(client.status().service()).isEqualTo(Service.UNKNOWN);
    }

    @Test
    void thoseWhoWaitedAreCountedWithTheirTime() {
        for (int i = 0; i < 3; i++) {
            server.enqueue(new MockResponse.Builder()
                    .body("{\"valid\":true}")
                    .headersDelay(50, TimeUnit.MILLISECONDS)
                    .build());
        }
        MfaClient client = clients.open(options(server).maxConnections(1));

        StepVerifier.create(Flux.range(0, 3).flatMap(i -> client.verifyCode(verifyRequest())))
                .expectNextCount(3)
                .expectComplete()
                .verify(PATIENCE);

        assertThat(client.status().calls().queued()).isEqualTo(2);
        // The first of the two waited for one response, the second for two.
        assertThat(client.status().calls().queueTime()).isGreaterThanOrEqualTo(Duration.ofMillis(140));
        assertThat(client.status().calls().waiting()).isZero();
    }

    @Test
    void tokensAreCounted() {
        server.enqueue(json(503, "{}"));
        server.enqueue(json("{\"access_token\":\"t\",\"expires_in\":3600}"));
        server.enqueue(valid());
        MfaClient client = clients.open(options(server)
                .credentials(Credentials.clientCredentials("client", "secret"))
                .tokenUri(uri(server, "/token")));

        MfaTokenException failure = failureOf(client.verifyCode(verifyRequest()), MfaTokenException.class);
        assertThat(client.status().service()).isEqualTo(Service.UNAVAILABLE);
        responseOf(Mono.delay(failure.retryAfter().orElseThrow())
                .then(Mono.defer(() -> client.verifyCode(verifyRequest()))));

        assertThat(client.status().tokens()).isEqualTo(new MfaClientStatus.Tokens(1, 1));
        assertThat(client.status().service()).isEqualTo(Service.AVAILABLE);
    }

    @Test
    void aTokenEndpointThatRefusesRefusesTheCaller() {
        server.enqueue(json(401, "{}"));
        MfaClient client = clients.open(options(server)
                .credentials(Credentials.clientCredentials("client", "secret"))
                .tokenUri(uri(server, "/token")));

        failureOf(client.verifyCode(verifyRequest()));

        assertThat(client.status().service()).isEqualTo(Service.UNAUTHORIZED);
    }

    @Test
    void connectionsAreNoLongerCountedOnceTheyAreClosed() {
        server.enqueue(valid());
        MfaClient client = clients.open(options(server));
        responseOf(client.verifyCode(verifyRequest()));
        assertThat(client.status().calls().connections()).isEqualTo(1);

        StepVerifier.create(client.close()).expectComplete().verify(PATIENCE);

        eventually(() -> client.status().calls().connections() == 0);
    }

    @Test
    void theMetersOfANewClientTakeThePlaceOfAClosedOnes() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        MfaClient first = clients.open(options(server).maxConnections(3));
        new MfaClientMeters(first).bindTo(meters);
        StepVerifier.create(first.close()).expectComplete().verify(PATIENCE);
        server.enqueue(valid());
        MfaClient second = clients.open(options(server).maxConnections(7));

        new MfaClientMeters(second).bindTo(meters);
        responseOf(second.verifyCode(verifyRequest()));

        assertThat(meters.get("bandwidth.mfa.calls.running.max").gauge().value())
                .isEqualTo(7);
        assertThat(meters.get("bandwidth.mfa.connections").gauge().value()).isEqualTo(1);
        assertThat(meters.getMeters()).hasSize(9);
    }

    @Test
    void twoClientsWithTheSameMetersAreRefused() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        MfaClient first = clients.open(options(server).maxConnections(3));
        MfaClient second = clients.open(options(server).maxConnections(7));
        new MfaClientMeters(first).bindTo(meters);
        new MfaClientMeters(first).bindTo(meters);

        assertThatThrownBy(() -> new MfaClientMeters(second).bindTo(meters))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("give each client a tag of its own");

        assertThat(meters.get("bandwidth.mfa.calls.running.max").gauge().value())
                .isEqualTo(3);
        new MfaClientMeters(second, Tags.of("client", "second")).bindTo(meters);
        new MfaClientMeters(second).bindTo(new SimpleMeterRegistry());
    }

    @Test
    void tagsThatAFilterDropsTellNoClientsApart() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        meters.config().meterFilter(MeterFilter.ignoreTags("client"));
        new MfaClientMeters(clients.open(options(server)), Tags.of("client", "first")).bindTo(meters);
        MfaClientMeters second = new MfaClientMeters(clients.open(options(server)), Tags.of("client", "second"));

        assertThatThrownBy(() -> second.bindTo(meters)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void metersThatAreDeniedAreNobodys() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        meters.config().meterFilter(MeterFilter.denyNameStartsWith("bandwidth"));

        new MfaClientMeters(clients.open(options(server))).bindTo(meters);
        new MfaClientMeters(clients.open(options(server))).bindTo(meters);

        assertThat(meters.getMeters()).isEmpty();
    }

    @Test
    void theMetersShowTheStatus() {
        server.enqueue(valid());
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        MfaClient client = clients.open(options(server).maxConnections(3).maxPending(5));
        new MfaClientMeters(client, Tags.of("client", "sign-in")).bindTo(meters);

        responseOf(client.verifyCode(verifyRequest()));

        assertThat(meters.get("bandwidth.mfa.calls.running.max").gauge().value())
                .isEqualTo(3);
        assertThat(meters.get("bandwidth.mfa.calls.waiting.max").gauge().value())
                .isEqualTo(5);
        assertThat(meters.get("bandwidth.mfa.calls.waiting").gauge().value()).isZero();
        assertThat(meters.get("bandwidth.mfa.connections").gauge().value()).isEqualTo(1);
        assertThat(meters.get("bandwidth.mfa.retries").functionCounter().count())
                .isZero();
        assertThat(meters.get("bandwidth.mfa.queue").functionTimer().count()).isZero();
        assertThat(meters.get("bandwidth.mfa.tokens")
                        .tag("outcome", "SUCCESS")
                        .tag("client", "sign-in")
                        .functionCounter()
                        .count())
                .isZero();
        eventually(() -> meters.get("bandwidth.mfa.calls.running").gauge().value() == 0);
    }
}

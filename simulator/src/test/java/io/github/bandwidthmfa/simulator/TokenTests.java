package io.github.bandwidthmfa.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TokenTests {

    private static final String GRANT = "grant_type=client_credentials";

    private final SettableClock clock = new SettableClock();
    private final MfaSimulatorBuilder settings = MfaSimulator.builder().clock(clock);

    @Test
    void aClientGetsATokenThatSendsCodes() {
        try (MfaSimulator simulator = settings.start()) {
            Caller caller = new Caller(simulator);

            HttpResponse<String> response = caller.token(Caller.CLIENT, GRANT);

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body())
                    .matches("\\{\"access_token\":\"[0-9a-z]{48}\",\"token_type\":\"Bearer\",\"expires_in\":3600}");
            assertThat(send(caller, caller.accessToken())).isEqualTo(200);
        }
    }

    @Test
    void theTokenUriIsWhereTokensAre() {
        try (MfaSimulator simulator = settings.start()) {
            Caller caller = new Caller(simulator);

            assertThat(simulator.tokenUri()).hasPath("/api/v1/oauth2/token").hasPort(simulator.port());
            assertThat(simulator.baseUri()).hasToString("http://127.0.0.1:" + simulator.port() + "/api/v1");
            assertThat(caller.exchange(
                                    caller.request("/oauth2/token").header("Authorization", Caller.CLIENT),
                                    GRANT + "&scope=x")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aWrongClientIs401AndAWrongGrantTypeIs400() {
        try (MfaSimulator simulator = settings.start()) {
            Caller caller = new Caller(simulator);

            assertThat(caller.token(Caller.basic(MfaSimulator.DEFAULT_CLIENT_ID, "wrong"), GRANT)
                            .statusCode())
                    .isEqualTo(401);
            assertThat(caller.token(Caller.BASIC, GRANT).statusCode()).isEqualTo(401);
            assertThat(caller.exchange(caller.request("/oauth2/token"), GRANT).statusCode())
                    .isEqualTo(401);
            assertThat(caller.token(Caller.CLIENT, "grant_type=password").statusCode())
                    .isEqualTo(400);
            assertThat(caller.token(Caller.CLIENT, "").statusCode()).isEqualTo(400);
        }
    }

    @Test
    void aTokenIsForItsAccountAlone() {
        settings.account(
                "1", AcceptedCredentials.client(MfaSimulator.DEFAULT_CLIENT_ID, MfaSimulator.DEFAULT_CLIENT_SECRET));
        try (MfaSimulator simulator = settings.start()) {
            Caller caller = new Caller(simulator);

            assertThat(send(caller, caller.accessToken())).isEqualTo(403);
        }
    }

    @Test
    void aTokenExpiresByTheClock() {
        try (MfaSimulator simulator =
                settings.tokenLifetime(Duration.ofSeconds(90)).start()) {
            Caller caller = new Caller(simulator);
            String token = caller.accessToken();
            clock.advance(Duration.ofMillis(89_999));
            assertThat(send(caller, token)).isEqualTo(200);

            clock.advance(Duration.ofMillis(1));
            assertThat(send(caller, token)).isEqualTo(403);
        }
    }

    @Test
    void revokedTokensAreDeniedAndNewOnesAreNot() {
        try (MfaSimulator simulator = settings.start()) {
            Caller caller = new Caller(simulator);
            String old = caller.accessToken();
            simulator.revokeTokens();

            HttpResponse<String> response = bearer(caller, old);
            assertThat(response.statusCode()).isEqualTo(403);
            assertThat(response.body())
                    .isEqualTo(
                            "{\"Message\":\"User is not authorized to access this resource with an explicit deny\"}");
            assertThat(send(caller, caller.accessToken())).isEqualTo(200);
        }
    }

    @Test
    void resetKeepsTokens() {
        try (MfaSimulator simulator = settings.start()) {
            Caller caller = new Caller(simulator);
            String token = caller.accessToken();
            simulator.reset();

            assertThat(send(caller, token)).isEqualTo(200);
        }
    }

    @Test
    void expiresInFollowsItsSettings() {
        assertThat(tokenBody(settings.tokenLifetime(Duration.ofSeconds(90)))).endsWith(",\"expires_in\":90}");
        assertThat(tokenBody(settings.announcedTokenLifetime(Duration.ZERO))).endsWith(",\"expires_in\":0}");
        assertThat(tokenBody(settings.withoutExpiresIn())).endsWith("\"token_type\":\"Bearer\"}");
    }

    private static String tokenBody(MfaSimulatorBuilder settings) {
        try (MfaSimulator simulator = settings.start()) {
            return new Caller(simulator).token(Caller.CLIENT, GRANT).body();
        }
    }

    private static int send(Caller caller, String token) {
        return bearer(caller, token).statusCode();
    }

    private static HttpResponse<String> bearer(Caller caller, String token) {
        return caller.exchange(
                caller.request("/api/v1/accounts/9900000/code/messaging").header("Authorization", "Bearer " + token),
                Caller.sendBody(Caller.TO));
    }
}

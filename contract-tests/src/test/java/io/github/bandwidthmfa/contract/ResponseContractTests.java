package io.github.bandwidthmfa.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.simulator.Fault;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Every response of the simulator is one that Bandwidth documents, but for the departures named here. */
final class ResponseContractTests {

    private static final OpenApiDocument DOCUMENT = OpenApiDocument.read();
    private static final String TO = "+19195551234";
    private static final String SEND = """
            {"to":"%s","from":"+19195554321","applicationId":"a","message":"{CODE}","digits":6}""".formatted(TO);

    private final MfaSimulator simulator =
            MfaSimulator.builder().wrongTriesBeforeLockout(2).start();
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        simulator.close();
    }

    @ParameterizedTest
    @CsvSource({"messaging", "voice"})
    void acceptedCodesAreDocumented(String operation) throws Exception {
        assertDocumented(operation, 200, post(operation, SEND));
    }

    @Test
    void verificationsAreDocumented() throws Exception {
        post("messaging", SEND);
        assertDocumented("verify", 200, post("verify", verify("000000")));
        assertDocumented(
                "verify", 200, post("verify", verify(simulator.latestMessage(TO).code())));
    }

    @Test
    void theLockoutIsDocumented() throws Exception {
        for (int i = 0; i < 2; i++) {
            post("verify", verify("000000"));
        }
        assertDocumented("verify", 429, post("verify", verify("000000")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "messaging | {}",
                "messaging | []",
                "messaging | not JSON",
                "voice     | {\"to\":\"1\"}",
                "verify    | {}",
                "verify    | {\"to\":\"+19195551234\",\"code\":\"1\",\"expirationTimeInMinutes\":3}",
                "verify    | {\"to\":\"+19195551234\",\"code\":\"123456\",\"expirationTimeInMinutes\":16}"
            })
    void refusedRequestsAreDocumented(String operation, String body) throws Exception {
        assertDocumented(operation, 400, post(operation, body));
    }

    @ParameterizedTest
    @ValueSource(strings = {"messaging", "voice", "verify"})
    void missingCredentialsAreDocumented(String operation) throws Exception {
        assertDocumented(operation, 401, http.send(request(operation, SEND).build(), bytes()));
    }

    /** The authorizer of the live gateway writes {@code Message}, as its error pages show; the document has {@code message}. */
    @ParameterizedTest
    @ValueSource(strings = {"messaging", "voice", "verify"})
    void theAuthorizersCapitalLetterIsADeparture(String operation) throws Exception {
        HttpResponse<byte[]> denied = http.send(
                request(operation, SEND).header("Authorization", "Bearer wrong").build(), bytes());

        assertThat(denied.statusCode()).isEqualTo(403);
        assertThat(DOCUMENT.faultsOfResponse(path(operation), 403, denied.body()))
                .containsExactly("unknown property Message");
    }

    @ParameterizedTest
    @CsvSource({"messaging, 400", "messaging, 401", "messaging, 500", "voice, 500", "verify, 429", "verify, 500"})
    void scriptedFaultsAreDocumented(String operation, int status) throws Exception {
        simulator.faults().next(Fault.status(status));
        assertDocumented(operation, status, post(operation, operation.equals("verify") ? verify("000000") : SEND));
    }

    /** The gateway in front of the service gives these; the document lists what the service itself gives. */
    @ParameterizedTest
    @ValueSource(ints = {404, 413, 415, 429, 502, 503, 504})
    void statusesOfTheGatewayAreADeparture(int status) throws Exception {
        simulator.faults().next(Fault.status(status));

        HttpResponse<byte[]> response = post("messaging", SEND);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(DOCUMENT.statuses(path("messaging"))).doesNotContain(String.valueOf(status));
    }

    /** So that a status that is added to the document is looked at here. */
    @Test
    void theDocumentedStatusesAreTheTestedOnes() {
        assertThat(DOCUMENT.statuses(path("messaging")))
                .isEqualTo(DOCUMENT.statuses(path("voice")))
                .isEqualTo(Set.of("200", "400", "401", "403", "500"));
        assertThat(DOCUMENT.statuses(path("verify"))).isEqualTo(Set.of("200", "400", "401", "403", "429", "500"));
    }

    private static void assertDocumented(String operation, int status, HttpResponse<byte[]> response) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
        assertThat(DOCUMENT.faultsOfResponse(path(operation), status, response.body()))
                .isEmpty();
    }

    private static String path(String operation) {
        return "/accounts/{accountId}/code/" + operation;
    }

    private static String verify(String code) {
        return "{\"to\":\"" + TO + "\",\"code\":\"" + code + "\",\"expirationTimeInMinutes\":3}";
    }

    private HttpResponse<byte[]> post(String operation, String body) throws IOException, InterruptedException {
        return http.send(
                request(operation, body)
                        .header("Authorization", "Bearer " + token())
                        .build(),
                bytes());
    }

    private String token() throws IOException, InterruptedException {
        String client = MfaSimulator.DEFAULT_CLIENT_ID + ":" + MfaSimulator.DEFAULT_CLIENT_SECRET;
        HttpRequest request = HttpRequest.newBuilder(simulator.tokenUri())
                .timeout(Duration.ofSeconds(30))
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(client.getBytes(StandardCharsets.UTF_8)))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"))
                .build();
        return new JsonMapper()
                .readTree(http.send(request, bytes()).body())
                .path("access_token")
                .asString();
    }

    private HttpRequest.Builder request(String operation, String body) {
        URI address =
                URI.create(simulator.baseUri() + "/accounts/" + MfaSimulator.DEFAULT_ACCOUNT_ID + "/code/" + operation);
        return HttpRequest.newBuilder(address)
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private static HttpResponse.BodyHandler<byte[]> bytes() {
        return HttpResponse.BodyHandlers.ofByteArray();
    }
}

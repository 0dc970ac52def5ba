package io.github.bandwidthmfa.simulator;

import static io.github.bandwidthmfa.simulator.Caller.TO;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalTests {

    private static final String SEND = "/api/v1/accounts/9900000/code/messaging";
    private static final String VERIFY = "/api/v1/accounts/9900000/code/verify";
    private static final String DENIED =
            "{\"Message\":\"User is not authorized to access this resource with an explicit deny\"}";

    @RegisterExtension
    static final MfaSimulatorExtension EXTENSION = new MfaSimulatorExtension(
            MfaSimulator.builder().account("9900000").account("a b+c", AcceptedCredentials.basic("ünï", "pässwörd:1")));

    private MfaSimulator simulator;
    private Caller caller;

    @BeforeEach
    void start(MfaSimulator running) {
        simulator = running;
        caller = new Caller(running);
    }

    /** As the gateway, which knows no such route. It is what a client warms up with. */
    @ParameterizedTest
    @ValueSource(strings = {"/api/v1", "/api/v1/", VERIFY, "/api/v1/oauth2/token", "/anything"})
    void aHeadIsRefusedAndIsNoCall(String path) throws IOException {
        simulator.faults().next(Fault.status(500));

        try (RawConnection connection = new RawConnection(simulator)) {
            for (int i = 0; i < 2; i++) {
                // The second would find a body that the first must not have.
                assertThat(connection
                                .send("HEAD " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                                .readHead())
                        .startsWith("HTTP/1.1 403 ");
            }
        }

        assertThat(simulator.requestCount()).isZero();
        assertThat(simulator.requests()).isEmpty();
        assertThat(simulator.faults().pending()).isEqualTo(1);
    }

    @Test
    void anEmptyToNumberGivesTheDocumentedBody() {
        HttpResponse<String> response = caller.post(SEND, Caller.sendBody(""));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body())
                .isEqualTo(
                        "{\"error\":\"to number is required\",\"requestId\":\"%s\"}",
                        response.headers().firstValue("x-amzn-RequestId").orElseThrow());
    }

    @Test
    void everyViolatedRuleOfASendIsNamedAtOnce() {
        assertRefused(
                SEND,
                "{\"digits\":9}",
                "to number is required; from number is required; applicationId is required; message is required;"
                        + " digits must be 4 to 8");
    }

    @Test
    void everyViolatedRuleOfAVerificationIsNamedAtOnce() {
        assertRefused(VERIFY, "{}", "to number is required; code is required; expirationTimeInMinutes is required");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"+19195551234\" | \"19195551234\" | to number must match ^\\+[1-9]\\d{1,14}$",
                "\"+19195551234\" | 19195551234 | to must be a string",
                "\"+19195551234\" | null | to number is required",
                "\"+19195554321\" | \"someone\" | from number must match ^\\+[1-9]\\d{1,14}$ or be a short code of 3 to 8 digits",
                "\"app-1\" | \"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\""
                        + " | applicationId must have at most 50 characters",
                "\"app-1\" | \"app-1\",\"scope\":\"SSSSSSSSSSSSSSSSSSSSSSSSSS\" | scope must have at most 25 characters",
                "{CODE} | CODE | message must contain {CODE}",
                ":6} | :3} | digits must be 4 to 8",
                ":6} | :9} | digits must be 4 to 8",
                ":6} | :6.5} | digits must be a whole number",
                ":6} | :\"6\"} | digits must be a number",
                ":6} | :null} | digits is required",
            })
    void eachRuleOfASendIsChecked(String part, String replacement, String violation) {
        assertRefused(SEND, Caller.sendBody(TO).replace(part, replacement), violation);
    }

    @Test
    void aMessageMayHave2048Characters() {
        String most = "{CODE}" + "x".repeat(2042);
        String body = Caller.sendBody(TO).replace("{NAME} {SCOPE}: {CODE}", most);

        assertThat(caller.post(SEND, body).statusCode()).isEqualTo(200);
        assertRefused(SEND, body.replace(most, most + "x"), "message must have at most 2048 characters");
    }

    @Test
    void charactersOutsideTheBasicPlaneCountOnce() {
        String longest = "{CODE}" + "\uD83D\uDE00".repeat(2042);
        String body = Caller.sendBody(TO)
                .replace("{NAME} {SCOPE}: {CODE}", longest)
                .replace(
                        "\"app-1\"",
                        "\"" + "\uD83D\uDE00".repeat(50) + "\",\"scope\":\"" + "\uD835\uDFD8".repeat(25) + "\"");

        assertThat(caller.post(SEND, body).statusCode()).isEqualTo(200);
        assertRefused(SEND, body.replace(longest, longest + "x"), "message must have at most 2048 characters");
        assertRefused(VERIFY, Caller.verifyBody(TO, "\uD83D\uDE00".repeat(3)), "code must have at least 4 characters");
        assertThat(caller.post(VERIFY, Caller.verifyBody(TO, "\uD83D\uDE00".repeat(8)))
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"12", "123456789", "12a45", "+0123", "\u0661\u0662\u0663\u0664"})
    void whatIsNeitherANumberNorAShortCodeMayNotSend(String from) {
        assertRefused(
                SEND,
                Caller.sendBody(TO).replace("+19195554321", from),
                "from number must match ^\\+[1-9]\\d{1,14}$ or be a short code of 3 to 8 digits");
    }

    @ParameterizedTest
    @CsvSource({
        "shop, +19195554321, 200",
        "shop, 12345, 200",
        "any, +19195550000, 200",
        "shop, +19195550000, 400",
        "other, +19195554321, 400",
        "not_an_application_id, +19195554321, 400"
    })
    void anApplicationThatIsUnknownOrDoesNotOwnTheSenderIsRefused(String application, String from, int status) {
        try (MfaSimulator strict = MfaSimulator.builder()
                .application("shop", "+19195554321", "12345")
                .application("any")
                .start()) {
            for (String channel : List.of("messaging", "voice")) {
                HttpResponse<String> response = new Caller(strict)
                        .post(
                                "/accounts/9900000/code/" + channel,
                                Caller.sendBody(TO)
                                        .replace("app-1", application)
                                        .replace("+19195554321", from));

                assertThat(response.statusCode()).isEqualTo(status);
                if (status == 400) {
                    assertThat(response.body())
                            .isEqualTo(
                                    "{\"error\":\"%s\",\"requestId\":\"%s\"}",
                                    application.equals("shop")
                                            ? "from number is not associated with the application"
                                            : "applicationId is unknown",
                                    response.headers()
                                            .firstValue("x-amzn-RequestId")
                                            .orElseThrow());
                }
            }
            assertThat(strict.messages()).hasSize(status == 200 ? 2 : 0);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ":3} | :0} | expirationTimeInMinutes must be 1 to 15",
                ":3} | :0.5} | expirationTimeInMinutes must be 1 to 15",
                ":3} | :16} | expirationTimeInMinutes must be 1 to 15",
                ":3} | :true} | expirationTimeInMinutes must be a number",
                "\"123456\" | \"123\" | code must have at least 4 characters",
                "\"123456\" | \"123456789\" | code must have at most 8 characters",
                "\"123456\" | 123456 | code must be a string",
                "\"+19195551234\" | \"+1\" | to number must match ^\\+[1-9]\\d{1,14}$",
            })
    void eachRuleOfAVerificationIsChecked(String part, String replacement, String violation) {
        assertRefused(VERIFY, Caller.verifyBody(TO, "123456").replace(part, replacement), violation);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "to=1", "[]", "\"x\"", "null", "{\"to\":", "{} {}"})
    void whatIsNotOneJsonObjectIsRefused(String body) {
        assertRefused(SEND, body, "request body must be a JSON object");
    }

    @Test
    void errorsNeverRepeatNumberOrCode() {
        String body = caller.post(VERIFY, Caller.verifyBody("x4155550199", "987654321"))
                .body();

        assertThat(body).doesNotContain("4155550199").doesNotContain("987654321");
    }

    @Test
    void aBodyBeyondAnyUseIsRefusedUnread() {
        HttpResponse<String> response = caller.post(SEND, "x".repeat((1 << 20) + 1));

        assertThat(response.statusCode()).isEqualTo(413);
    }

    @Test
    void withoutAuthorizationItIs401() {
        HttpResponse<String> response = caller.exchange(caller.request(SEND), Caller.sendBody(TO));

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.body()).isEqualTo("{\"message\":\"Unauthorized\"}");
        assertThat(simulator.messages()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic Og==", "Basic !", "Bearer nonsense", "Digest x", "x"})
    void unknownCredentialsGiveTheAuthorizersDenial(String authorization) {
        assertDenied(SEND, authorization);
    }

    @ParameterizedTest
    @CsvSource({"demo-user,demo-password", "demo-user,wrong", "nobody,nothing"})
    void refusedBasicIsAnsweredAsIfAbsentForEveryUser(String user, String password) {
        try (MfaSimulator refusing = MfaSimulator.builder().refuseBasic().start()) {
            Caller of = new Caller(refusing);
            for (String operation : new String[] {"messaging", "voice", "verify"}) {
                HttpResponse<String> response = of.exchange(
                        of.request("/api/v1/accounts/9900000/code/" + operation)
                                .header("Authorization", Caller.basic(user, password)),
                        Caller.sendBody(TO));

                assertThat(response.statusCode()).isEqualTo(401);
                assertThat(response.body()).isEqualTo("{\"message\":\"Unauthorized\"}");
            }
            assertThat(refusing.messages()).isEmpty();
            assertThat(of.token(Caller.CLIENT, "grant_type=client_credentials").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aWrongPasswordGivesTheAuthorizersDenial() {
        assertDenied(SEND, Caller.basic(MfaSimulator.DEFAULT_USERNAME, "wrong"));
    }

    @Test
    void anOauthClientIsNoUser() {
        assertDenied(SEND, Caller.CLIENT);
    }

    @Test
    void credentialsOfAnotherAccountGiveTheAuthorizersDenial() {
        assertDenied("/api/v1/accounts/a%20b+c/code/messaging", Caller.BASIC);
        assertDenied(SEND, Caller.basic("ünï", "pässwörd:1"));
        assertDenied("/api/v1/accounts/1/code/messaging", Caller.BASIC);
    }

    @Test
    void accountIdsArePercentDecodedAndCredentialsAreUtf8() {
        HttpResponse<String> response = caller.exchange(
                caller.request("/api/v1/accounts/a%20b%2Bc/code/messaging")
                        .header("Authorization", Caller.basic("ünï", "pässwörd:1")),
                Caller.sendBody(TO));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(simulator.latestMessage(TO).accountId()).isEqualTo("a b+c");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/api/v1",
                "/api/v1/accounts/9900000",
                "/api/v1/accounts/9900000/code/sms",
                "/api/v1/accounts/9900000/code/verify/",
                "/api/v2/accounts/9900000/code/verify",
                "/api/v1/api/v1/accounts/9900000/code/verify"
            })
    void unknownPathsAre403AsTheGatewaySaysIt(String path) {
        assertNowhere(caller.post(path, "{}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE"})
    void unknownMethodsAre403AsTheGatewaySaysIt(String method) {
        assertNowhere(caller.exchange(caller.request(SEND)
                .header("Authorization", Caller.BASIC)
                .method(method, HttpRequest.BodyPublishers.noBody())));
    }

    private static void assertNowhere(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.body()).isEqualTo("{\"message\":\"Missing Authentication Token\"}");
    }

    private void assertDenied(String path, String authorization) {
        HttpResponse<String> response =
                caller.exchange(caller.request(path).header("Authorization", authorization), Caller.sendBody(TO));

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.body()).isEqualTo(DENIED);
        assertThat(simulator.messages()).isEmpty();
    }

    private void assertRefused(String path, String body, String error) {
        int before = simulator.messages().size();
        HttpResponse<String> response = caller.post(path, body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(Caller.object(response.body().getBytes(StandardCharsets.UTF_8)))
                .containsOnlyKeys("error", "requestId")
                .containsEntry("error", error)
                .containsEntry(
                        "requestId",
                        response.headers().firstValue("x-amzn-RequestId").orElseThrow());
        assertThat(simulator.messages()).hasSize(before);
    }
}

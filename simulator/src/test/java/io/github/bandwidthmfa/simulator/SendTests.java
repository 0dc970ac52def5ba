package io.github.bandwidthmfa.simulator;

import static io.github.bandwidthmfa.simulator.Caller.TO;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SendTests {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    @RegisterExtension
    static final MfaSimulatorExtension EXTENSION = new MfaSimulatorExtension(
            MfaSimulator.builder().clock(new SettableClock(NOW)).applicationName("Shop"));

    private MfaSimulator simulator;
    private Caller caller;

    @BeforeEach
    void start(MfaSimulator running) {
        simulator = running;
        caller = new Caller(running);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1", ""})
    void messagingAnswersWithAMessageIdOf29Characters(String prefix) {
        HttpResponse<String> response = caller.post(prefix + "/accounts/9900000/code/messaging", Caller.sendBody(TO));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).matches("\\{\"messageId\":\"\\d{13}[0-9a-z]{16}\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1", ""})
    void voiceAnswersWithACallIdOf47Characters(String prefix) {
        HttpResponse<String> response = caller.post(prefix + "/accounts/9900000/code/voice", Caller.sendBody(TO));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .matches("\\{\"callId\":\"c-[0-9a-f]{8}(-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})\"}");
        assertThat(simulator.latestMessage(TO).channel()).isEqualTo(ReceivedMessage.Channel.VOICE);
    }

    @Test
    void theInboxHoldsTheWholeMessage() {
        String response = caller.send().body();

        ReceivedMessage message = simulator.latestMessage(TO);
        assertThat(response).contains(message.id());
        assertThat(message.code()).matches("\\d{6}");
        assertThat(message)
                .isEqualTo(new ReceivedMessage(
                        message.id(),
                        ReceivedMessage.Channel.SMS,
                        "9900000",
                        "+19195554321",
                        TO,
                        "2FA",
                        "app-1",
                        "Shop 2FA: " + message.code(),
                        message.code(),
                        NOW));
        assertThat(simulator.inbox(TO)).containsExactly(message);
        assertThat(simulator.messages()).containsExactly(message);
        assertThat(simulator.inbox("+19195550000")).isEmpty();
    }

    @Test
    void aScopeThatReadsLikeAPlaceholderIsNotRenderedAgain() {
        caller.post(
                "/accounts/9900000/code/messaging",
                Caller.sendBody(TO).replace("\"to\"", "\"scope\":\"{NAME}$1\",\"to\""));

        assertThat(simulator.latestMessage(TO).text()).startsWith("Shop {NAME}$1: ");
    }

    @ParameterizedTest
    @CsvSource({"4,4", "8,8", "6.0,6"})
    void codesHaveTheDigitsAskedFor(String digits, int length) {
        caller.post("/accounts/9900000/code/messaging", Caller.sendBody(TO).replace(":6}", ":" + digits + "}"));

        assertThat(simulator.latestMessage(TO).code()).matches("\\d{" + length + "}");
    }

    @Test
    void codesMayBeginWithZero() {
        for (int i = 0;
                i < 1_000 && (i == 0 || simulator.latestMessage(TO).code().charAt(0) != '0');
                i++) {
            caller.post("/accounts/9900000/code/messaging", Caller.sendBody(TO).replace(":6}", ":4}"));
        }

        assertThat(simulator.latestMessage(TO).code()).startsWith("0").hasSize(4);
    }

    @Test
    void unknownFieldsAndCallbackUrlAreAccepted() {
        String body = Caller.sendBody(TO)
                .replace("\"to\"", "\"callbackUrl\":\"https://example.com/x\",\"colour\":{\"a\":[1]},\"to\"");

        assertThat(caller.post("/accounts/9900000/code/messaging", body).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "application/json",
                "application/json; charset=utf-8",
                "text/plain;charset=UTF-8",
                "application/x-www-form-urlencoded"
            })
    void theContentTypeDoesNotMatter(String contentType) {
        var request = caller.request("/api/v1/accounts/9900000/code/messaging").header("Authorization", Caller.BASIC);
        if (!contentType.isEmpty()) {
            request.header("Content-Type", contentType);
        }

        assertThat(caller.exchange(request, Caller.sendBody(TO)).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"123", "1234", "12345", "123456", "1234567", "12345678"})
    void aShortCodeMaySend(String shortCode) {
        String body = Caller.sendBody(TO).replace("+19195554321", shortCode);

        assertThat(caller.post("/accounts/9900000/code/messaging", body).statusCode())
                .isEqualTo(200);
    }

    @Test
    void everyResponseHasItsOwnRequestIdAndIsJsonOfKnownLength() {
        HttpResponse<String> ok = caller.send();
        HttpResponse<String> refused = caller.post("/accounts/9900000/code/verify", "{}");
        HttpResponse<String> lost = caller.post("/nowhere", "");
        HttpResponse<String> token = caller.token(Caller.CLIENT, "grant_type=client_credentials");

        assertThat(List.of(ok, refused, lost, token)).allSatisfy(response -> {
            assertThat(response.headers().firstValue("x-amzn-RequestId"))
                    .get()
                    .asString()
                    .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
            assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json; charset=utf-8");
            assertThat(response.headers().firstValue("Content-Length"))
                    .hasValue(String.valueOf(response.body().length()));
        });
        assertThat(Stream.of(ok, refused, lost, token)
                        .map(response -> response.headers()
                                .firstValue("x-amzn-RequestId")
                                .orElseThrow()))
                .doesNotHaveDuplicates();
    }
}

package io.github.bandwidthmfa.reactor;

import static io.github.bandwidthmfa.reactor.testing.Samples.codeRequest;
import static io.github.bandwidthmfa.reactor.testing.Samples.json;
import static io.github.bandwidthmfa.reactor.testing.Samples.options;
import static io.github.bandwidthmfa.reactor.testing.Samples.responseOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.uri;
import static io.github.bandwidthmfa.reactor.testing.Samples.valid;
import static io.github.bandwidthmfa.reactor.testing.Samples.verifyRequest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.bandwidthmfa.CodeRequest;
import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.MessagingCodeResponse;
import io.github.bandwidthmfa.VerifyCodeRequest;
import io.github.bandwidthmfa.VerifyCodeResponse;
import io.github.bandwidthmfa.VoiceCodeResponse;
import io.github.bandwidthmfa.reactor.testing.Clients;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.junit5.StartStop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

/** What leaves the client, byte for byte. */
final class RequestBytesTests {

    @StartStop
    private final MockWebServer server = new MockWebServer();

    @RegisterExtension
    private final Clients clients = new Clients();

    @Test
    void aMessagingCodeIsOnePostOfExactlyTheFieldsThatAreSet() throws Exception {
        server.enqueue(json("{\"messageId\":\"1589228074636lm4k2je7j7jklbn2\"}"));

        assertThat(responseOf(client().sendMessagingCode(codeRequest().build())))
                .isEqualTo(new MessagingCodeResponse("1589228074636lm4k2je7j7jklbn2"));

        assertThat(wireForm(server.takeRequest())).isEqualTo("""
                        POST /api/v1/accounts/99%20000%2F00/code/messaging HTTP/1.1
                        accept: application/json
                        authorization: Basic dXNlcjpww6Rzc3dvcmQ=
                        content-length: 125
                        content-type: application/json
                        host: 127.0.0.1:PORT
                        user-agent: bandwidth-mfa-java

                        {"to":"+19195551234","from":"+19195554321","applicationId":"66fd98ae-ac8d","message":"Your {NAME} code is {CODE}","digits":6}""");
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void aMessagingCodeCarriesEveryOptionalField() throws Exception {
        server.enqueue(json("{\"messageId\":\"m\"}"));
        CodeRequest request = codeRequest()
                .fromShortCode("12345")
                .digits(8)
                .scope("sign-in")
                .message("Größe {SCOPE} \"{CODE}\"\n")
                .callbackUrl(URI.create("https://example.com/receipts?a=1"))
                .build();

        assertThat(responseOf(client().sendMessagingCode(request))).isEqualTo(new MessagingCodeResponse("m"));

        assertThat(server.takeRequest().getBody().utf8())
                .isEqualTo("{\"to\":\"+19195551234\",\"from\":\"12345\",\"applicationId\":\"66fd98ae-ac8d\","
                        + "\"scope\":\"sign-in\",\"message\":\"Größe {SCOPE} \\\"{CODE}\\\"\\n\",\"digits\":8,"
                        + "\"callbackUrl\":\"https://example.com/receipts?a=1\"}");
    }

    @Test
    void aVoiceCodeIsOnePostOfTheSameFieldsToItsOwnPath() throws Exception {
        server.enqueue(json("{\"callId\":\"c-15ac29a2-1331029c\"}"));

        assertThat(responseOf(client().sendVoiceCode(codeRequest().scope("2FA").build())))
                .isEqualTo(new VoiceCodeResponse("c-15ac29a2-1331029c"));

        assertThat(wireForm(server.takeRequest())).isEqualTo("""
                        POST /api/v1/accounts/99%20000%2F00/code/voice HTTP/1.1
                        accept: application/json
                        authorization: Basic dXNlcjpww6Rzc3dvcmQ=
                        content-length: 139
                        content-type: application/json
                        host: 127.0.0.1:PORT
                        user-agent: bandwidth-mfa-java

                        {"to":"+19195551234","from":"+19195554321","applicationId":"66fd98ae-ac8d","scope":"2FA","message":"Your {NAME} code is {CODE}","digits":6}""");
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void aVerificationIsOnePostWithItsExpirationInMinutesAndItsCodeAsText() throws Exception {
        server.enqueue(json("{\"valid\":false}"));
        VerifyCodeRequest request = VerifyCodeRequest.builder()
                .to("+19195551234")
                .code("0042")
                .expirationTime(Duration.ofMinutes(15))
                .scope("2FA")
                .build();

        assertThat(responseOf(client().verifyCode(request))).isEqualTo(new VerifyCodeResponse(false));

        assertThat(wireForm(server.takeRequest())).isEqualTo("""
                        POST /api/v1/accounts/99%20000%2F00/code/verify HTTP/1.1
                        accept: application/json
                        authorization: Basic dXNlcjpww6Rzc3dvcmQ=
                        content-length: 78
                        content-type: application/json
                        host: 127.0.0.1:PORT
                        user-agent: bandwidth-mfa-java

                        {"to":"+19195551234","scope":"2FA","expirationTimeInMinutes":15,"code":"0042"}""");
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void aTokenFromElsewhereIsSentAsItIs() throws Exception {
        server.enqueue(valid());
        MfaClient client = clients.open(options(server).credentials(Credentials.bearerToken("abc.DEF-123_~+/=")));

        responseOf(client.verifyCode(verifyRequest()));

        assertThat(server.takeRequest().getHeaders().values("Authorization"))
                .containsExactly("Bearer abc.DEF-123_~+/=");
    }

    @Test
    void theUserAgentIsTheOneThatIsSet() throws Exception {
        server.enqueue(valid());
        MfaClient client = clients.open(options(server).userAgent("sign-in/2.1 (staging)"));

        responseOf(client.verifyCode(verifyRequest()));

        assertThat(server.takeRequest().getHeaders().values("User-Agent")).containsExactly("sign-in/2.1 (staging)");
    }

    @ParameterizedTest
    @CsvSource({
        "'', /accounts/9900000/code/verify",
        "/, /accounts/9900000/code/verify",
        "/api/v1, /api/v1/accounts/9900000/code/verify",
        "/api/v1/, /api/v1/accounts/9900000/code/verify",
        "/api/v1//, /api/v1/accounts/9900000/code/verify",
        "/a%20b, /a%20b/accounts/9900000/code/verify"
    })
    void theBaseUriIsGoodWithAndWithoutASlashAtItsEnd(String path, String target) throws Exception {
        server.enqueue(valid());

        responseOf(clients.open(options(uri(server, path))).verifyCode(verifyRequest()));

        assertThat(server.takeRequest().getTarget()).isEqualTo(target);
    }

    @Test
    void nothingIsSentBeforeTheSubscriptionAndEachSubscriptionIsACall() {
        server.enqueue(json("{\"messageId\":\"first\"}"));
        server.enqueue(json("{\"messageId\":\"second\"}"));

        Mono<MessagingCodeResponse> call =
                client().sendMessagingCode(codeRequest().build());

        assertThat(server.getRequestCount()).isZero();
        assertThat(responseOf(call).messageId()).isEqualTo("first");
        assertThat(server.getRequestCount()).isEqualTo(1);
        assertThat(responseOf(call).messageId()).isEqualTo("second");
        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    @Test
    void aMissingRequestIsRefusedOnTheCallersThread() {
        MfaClient client = client();

        assertThatNullPointerException()
                .isThrownBy(() -> client.sendMessagingCode(null))
                .withMessage("request");
        assertThatNullPointerException()
                .isThrownBy(() -> client.sendVoiceCode(null))
                .withMessage("request");
        assertThatNullPointerException()
                .isThrownBy(() -> client.verifyCode(null))
                .withMessage("request");
    }

    @Test
    void aCallbackUrlIsRefusedForVoiceOnTheCallersThread() {
        MfaClient client = client();
        CodeRequest request =
                codeRequest().callbackUrl(URI.create("https://example.com")).build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.sendVoiceCode(request))
                .withMessageContaining("callbackUrl is only for text messages");
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void aCustomizerCannotSendRequestsElsewhere() throws Exception {
        server.enqueue(json("{\"valid\":true}"));
        MfaClient client = clients.open(options(uri(server, "/api/v1"))
                .customize(http -> http.baseUrl("http://127.0.0.1:1/elsewhere")
                        .remoteAddress(() -> InetSocketAddress.createUnresolved("127.0.0.1", 1))));

        assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();

        assertThat(server.takeRequest().getTarget()).startsWith("/api/v1/accounts/");
    }

    private MfaClient client() {
        return clients.open(options(uri(server, "/api/v1/"))
                .accountId("99 000/00")
                .credentials(Credentials.basic("user", "pässword")));
    }

    private String wireForm(RecordedRequest request) {
        String headers = request.getHeaders().names().stream()
                .map(name -> name.toLowerCase(Locale.ROOT) + ": "
                        + String.join(" AND ", request.getHeaders().values(name)))
                .sorted()
                .collect(Collectors.joining("\n"))
                .replace(":" + server.getPort(), ":PORT");
        return request.getRequestLine() + "\n" + headers + "\n\n"
                + request.getBody().utf8();
    }
}

package io.github.bandwidthmfa.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.CodeRequest;
import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.MessagingCodeResponse;
import io.github.bandwidthmfa.VerifyCodeRequest;
import io.github.bandwidthmfa.VerifyCodeResponse;
import io.github.bandwidthmfa.VoiceCodeResponse;
import java.net.URI;
import java.time.Duration;
import java.util.stream.Collectors;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.junit5.StartStop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

/** What leaves the client, byte for byte. */
final class RequestBytesTests {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @StartStop
    private final MockWebServer server = new MockWebServer();

    private MfaClient client;

    @BeforeEach
    void connect() {
        client = MfaClient.create(MfaClientOptions.builder()
                .accountId("99 000/00")
                .credentials(Credentials.basic("user", "pässword"))
                .baseUri(URI.create("http://127.0.0.1:" + server.getPort() + "/api/v1/"))
                .build());
    }

    @AfterEach
    void close() {
        StepVerifier.create(client.close()).expectComplete().verify(PATIENCE);
    }

    @Test
    void aMessagingCodeIsOnePostOfExactlyTheFieldsThatAreSet() throws Exception {
        server.enqueue(json("{\"messageId\":\"1589228074636lm4k2je7j7jklbn2\"}"));

        StepVerifier.create(client.sendMessagingCode(codeRequest().build()))
                .expectNext(new MessagingCodeResponse("1589228074636lm4k2je7j7jklbn2"))
                .expectComplete()
                .verify(PATIENCE);

        assertThat(wireForm(server.takeRequest()))
                .isEqualTo(
                        """
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

    private String wireForm(RecordedRequest request) {
        String headers = request.getHeaders().names().stream()
                .map(name -> name.toLowerCase(java.util.Locale.ROOT) + ": "
                        + String.join(" AND ", request.getHeaders().values(name)))
                .sorted()
                .collect(Collectors.joining("\n"))
                .replace(":" + server.getPort(), ":PORT");
        return request.getRequestLine() + "\n" + headers + "\n\n" + request.getBody().utf8();
    }

    private static CodeRequest.Builder codeRequest() {
        return CodeRequest.builder()
                .to("+19195551234")
                .from("+19195554321")
                .applicationId("66fd98ae-ac8d")
                .message("Your {NAME} code is {CODE}");
    }

    private static MockResponse json(String body) {
        return new MockResponse.Builder()
                .addHeader("Content-Type", "application/json")
                .body(body)
                .build();
    }
}

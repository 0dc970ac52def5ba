package io.github.bandwidthmfa.reactor;

import static io.github.bandwidthmfa.reactor.testing.Samples.REQUEST_ID;
import static io.github.bandwidthmfa.reactor.testing.Samples.failureOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.json;
import static io.github.bandwidthmfa.reactor.testing.Samples.options;
import static io.github.bandwidthmfa.reactor.testing.Samples.responseOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.valid;
import static io.github.bandwidthmfa.reactor.testing.Samples.verifyRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.MfaBadRequestException;
import io.github.bandwidthmfa.MfaDecodingException;
import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaServerException;
import io.github.bandwidthmfa.MfaServiceException;
import io.github.bandwidthmfa.MfaTooManyRequestsException;
import io.github.bandwidthmfa.MfaTransportException;
import io.github.bandwidthmfa.MfaUnauthorizedException;
import io.github.bandwidthmfa.reactor.testing.Clients;
import java.time.Duration;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import mockwebserver3.junit5.StartStop;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a caller is told when the service answers, but not with what was asked for. */
final class ErrorResponseTests {

    private static final String MESSAGE = "to number is required";

    /** A caller may be told before its connection is back in the pool, so strictly one after the other may take a few. */
    private static final int MAX_CONNECTIONS = 4;

    @StartStop
    private final MockWebServer server = new MockWebServer();

    @RegisterExtension
    private final Clients clients = new Clients();

    private MfaClient client;

    @BeforeEach
    void connect() {
        client = clients.open(options(server).maxResponseBytes(1024));
    }

    @Test
    void theRequestIdOfTheHeadersServesWhereTheBodyHasNone() {
        server.enqueue(new MockResponse.Builder()
                .code(401)
                .addHeader("x-amzn-RequestId", REQUEST_ID)
                .body("{\"message\":\"Unauthorized\"}")
                .build());
        server.enqueue(new MockResponse.Builder()
                .code(502)
                .addHeader("X-Amz-Cf-Id", "edge-id==")
                .addHeader("Content-Type", "text/html")
                .body("<html>The request could not be satisfied</html>")
                .build());

        assertThat(failureOf(client.verifyCode(verifyRequest()), MfaUnauthorizedException.class)
                        .requestId())
                .contains(REQUEST_ID);
        assertThat(failureOf(client.verifyCode(verifyRequest()), MfaServerException.class)
                        .requestId())
                .contains("edge-id==");
        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    @Test
    void aLockoutSaysHowLongToWait() {
        server.enqueue(
                json(429, "{\"error\":\"This number has exceeded verification attempts, please wait 2 minutes\"}"));
        server.enqueue(new MockResponse.Builder()
                .code(429)
                .addHeader("Retry-After", "7")
                .build());

        assertThat(failureOf(client.verifyCode(verifyRequest()), MfaTooManyRequestsException.class)
                        .retryAfter())
                .contains(Duration.ofMinutes(2));
        assertThat(failureOf(client.verifyCode(verifyRequest()), MfaTooManyRequestsException.class)
                        .retryAfter())
                .contains(Duration.ofSeconds(7));
    }

    @Test
    void errorResponsesLeaveTheirConnectionsFitForUseWhateverTheirBodies() throws Exception {
        List<Integer> statuses = List.of(300, 304, 400, 401, 403, 404, 408, 413, 415, 418, 429, 500, 502, 503, 504);
        List<String> bodies = List.of("", "{\"error\":\"", "<html>no</html>", "x".repeat(1024), "");
        for (int status : statuses) {
            for (String body : bodies) {
                server.enqueue(json(status, status == 304 ? "" : body));
                assertThat(failureOf(client.verifyCode(verifyRequest()))).isInstanceOf(MfaServiceException.class);
            }
        }

        assertThat(server.getRequestCount()).isEqualTo(statuses.size() * bodies.size());
        for (int exchange = 0; exchange < server.getRequestCount(); exchange++) {
            assertThat(server.takeRequest().getConnectionIndex()).isLessThan(MAX_CONNECTIONS);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204, 206, 299})
    void aSuccessWithoutABodyIsNotTakenForAResponse(int status) {
        server.enqueue(new MockResponse.Builder()
                .code(status)
                .addHeader("x-amzn-RequestId", REQUEST_ID)
                .build());
        server.enqueue(valid());

        MfaDecodingException failure = failureOf(client.verifyCode(verifyRequest()), MfaDecodingException.class);
        responseOf(client.verifyCode(verifyRequest()));

        assertThat(failure.status()).isEqualTo(status);
        assertThat(failure.requestId()).contains(REQUEST_ID);
        assertThat(failure.disposition()).isEqualTo(Disposition.UNKNOWN);
        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"valid\":\"true\"}",
                "{\"valid\":1}",
                "{\"valid\":null}",
                "{\"valid\":true} {\"valid\":false}",
                "{\"valid\":false,\"valid\":true}",
                "{\"Valid\":true}",
                "[true]",
                "true",
                "<html>true</html>",
                "{\"valid\":true"
            })
    void aSuccessIsOnlyBelievedInTheDocumentedForm(String body) {
        server.enqueue(json(body));

        MfaDecodingException failure = failureOf(client.verifyCode(verifyRequest()), MfaDecodingException.class);

        assertThat(failure.disposition()).isEqualTo(Disposition.UNKNOWN);
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void aSuccessMayHaveFieldsNobodyKnowsAndBeExactlyAsLongAsTheLimit() {
        String head = "{\"new\":{\"valid\":false,\"a\":[1]},\"valid\":true,\"padding\":\"";
        server.enqueue(json(head + "x".repeat(1024 - head.length() - 2) + "\"}"));

        assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();
    }

    @Test
    void aSuccessBeyondTheLimitIsNotReadToItsEnd() {
        String head = "{\"valid\":true,\"padding\":\"";
        server.enqueue(json(head + "x".repeat(1024 - head.length() - 1) + "\"}"));
        server.enqueue(json(head + "x".repeat(8 * 1024 * 1024) + "\"}"));
        server.enqueue(valid());

        for (int i = 0; i < 2; i++) {
            MfaDecodingException failure = failureOf(client.verifyCode(verifyRequest()), MfaDecodingException.class);
            assertThat(failure.disposition()).isEqualTo(Disposition.UNKNOWN);
            assertThat(failure).hasMessageContaining("larger than this client reads");
        }
        assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();
        assertThat(server.getRequestCount()).isEqualTo(3);
    }

    @Test
    void anErrorBeyondTheLimitIsStillThatError() {
        server.enqueue(json(500, "{\"error\":\"Internal Error\",\"padding\":\"" + "x".repeat(8 * 1024 * 1024) + "\"}"));
        server.enqueue(valid());

        MfaServerException failure = failureOf(client.verifyCode(verifyRequest()), MfaServerException.class);

        assertThat(failure.serviceMessage()).contains("Internal Error");
        assertThat(failure.disposition()).isEqualTo(Disposition.UNKNOWN);
        assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();
        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    @Test
    void aSuccessThatBreaksOffIsUnknown() {
        server.enqueue(brokenOff(200, "{\"valid\":true}"));
        server.enqueue(valid());

        MfaException failure = failureOf(client.verifyCode(verifyRequest()), MfaTransportException.class);

        assertThat(failure.disposition()).isEqualTo(Disposition.UNKNOWN);
        assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();
        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    @Test
    void anErrorThatBreaksOffIsStillThatError() {
        server.enqueue(brokenOff(400, "{\"error\":\"" + MESSAGE + "\",\"reques"));
        server.enqueue(valid());

        MfaBadRequestException failure = failureOf(client.verifyCode(verifyRequest()), MfaBadRequestException.class);

        assertThat(failure.disposition()).isEqualTo(Disposition.REJECTED);
        assertThat(failure.serviceMessage()).contains(MESSAGE);
        assertThat(responseOf(client.verifyCode(verifyRequest())).valid()).isTrue();
        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    @Test
    void anErrorWhoseBodyNeverComesIsStillThatError() {
        MfaClient impatient = clients.open(options(server).responseTimeout(Duration.ofMillis(200)));
        MfaClient hurried = clients.open(options(server).callTimeout(Duration.ofSeconds(2)));
        for (MfaClient each : List.of(impatient, hurried)) {
            server.enqueue(new MockResponse.Builder()
                    .code(429)
                    .addHeader("Retry-After", "9")
                    .body("never sent")
                    .onResponseBody(SocketEffect.Stall.INSTANCE)
                    .build());

            MfaTooManyRequestsException failure =
                    failureOf(each.verifyCode(verifyRequest()), MfaTooManyRequestsException.class);

            assertThat(failure.disposition()).isEqualTo(Disposition.REJECTED);
            assertThat(failure.retryAfter()).contains(Duration.ofSeconds(9));
        }
        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    private static MockResponse brokenOff(int status, String body) {
        return new MockResponse.Builder()
                .code(status)
                .body(body)
                .setHeader("Content-Length", 1000)
                .onResponseEnd(new SocketEffect.CloseSocket())
                .build();
    }
}

package io.github.bandwidthmfa.reactor;

import static io.github.bandwidthmfa.reactor.testing.Samples.REQUEST_ID;
import static io.github.bandwidthmfa.reactor.testing.Samples.codeRequest;
import static io.github.bandwidthmfa.reactor.testing.Samples.failureOf;
import static io.github.bandwidthmfa.reactor.testing.Samples.json;
import static io.github.bandwidthmfa.reactor.testing.Samples.options;
import static io.github.bandwidthmfa.reactor.testing.Samples.uri;
import static io.github.bandwidthmfa.reactor.testing.Samples.verifyRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.MfaBadRequestException;
import io.github.bandwidthmfa.MfaForbiddenException;
import io.github.bandwidthmfa.MfaOperation;
import io.github.bandwidthmfa.MfaServerException;
import io.github.bandwidthmfa.MfaServiceException;
import io.github.bandwidthmfa.MfaTooManyRequestsException;
import io.github.bandwidthmfa.MfaUnauthorizedException;
import io.github.bandwidthmfa.reactor.testing.Samples;
import java.util.List;
import java.util.stream.IntStream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.junit5.StartStop;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.test.StepVerifier;

/** Every status that is an error, one row each: what it becomes, and that its request is sent once. */
final class ErrorStatusTests {

    private static final String MESSAGE = "to number is required";

    @StartStop
    private static final MockWebServer server = new MockWebServer();

    @StartStop
    private static final MockWebServer elsewhere = new MockWebServer();

    private static MfaClient client;

    private int before;

    @BeforeAll
    static void connect() {
        client = MfaClient.create(options(server).build());
    }

    @AfterAll
    static void close() {
        StepVerifier.create(client.close()).expectComplete().verify(Samples.PATIENCE);
    }

    @BeforeEach
    void count() {
        before = server.getRequestCount();
    }

    static IntStream errorStatuses() {
        return IntStream.rangeClosed(400, 599);
    }

    @ParameterizedTest
    @MethodSource("errorStatuses")
    void anErrorStatusDecidesTheTypeAndTheDispositionAndIsNeverRepeated(int status) {
        server.enqueue(json(status, "{\"error\":\"" + MESSAGE + "\",\"requestId\":\"" + REQUEST_ID + "\"}"));

        MfaServiceException failure = failureOf(client.verifyCode(verifyRequest()), typeFor(status));

        assertThat(failure.status()).isEqualTo(status);
        assertThat(failure.requestId()).contains(REQUEST_ID);
        assertThat(failure.serviceMessage()).contains(MESSAGE);
        assertThat(failure.retryAfter()).isEmpty();
        assertThat(failure.operation()).isEqualTo(MfaOperation.VERIFY);
        assertThat(failure.disposition())
                .isEqualTo(status >= 500 || status == 408 ? Disposition.UNKNOWN : Disposition.REJECTED);
        assertThat(failure)
                .hasMessageContainingAll("verify: ", "" + status, REQUEST_ID, MESSAGE, failure.disposition() + "");
        assertThat(server.getRequestCount()).isEqualTo(before + 1);
    }

    static IntStream redirects() {
        return IntStream.rangeClosed(300, 308);
    }

    @ParameterizedTest
    @MethodSource("redirects")
    void aRedirectIsAnErrorAndNeverFollowed(int status) {
        for (String location :
                List.of("/api/v1/other", uri(elsewhere, "/api/v1/other").toString())) {
            server.enqueue(new MockResponse.Builder()
                    .code(status)
                    .addHeader("Location", location)
                    .build());

            MfaServiceException failure =
                    failureOf(client.sendMessagingCode(codeRequest().build()), MfaServiceException.class);

            assertThat(failure.status()).isEqualTo(status);
            assertThat(failure.disposition()).isEqualTo(Disposition.UNKNOWN);
        }
        assertThat(server.getRequestCount()).isEqualTo(before + 2);
        assertThat(elsewhere.getRequestCount()).isZero();
    }

    private static Class<? extends MfaServiceException> typeFor(int status) {
        return switch (status) {
            case 400 -> MfaBadRequestException.class;
            case 401 -> MfaUnauthorizedException.class;
            case 403 -> MfaForbiddenException.class;
            case 429 -> MfaTooManyRequestsException.class;
            default -> status < 500 ? MfaServiceException.class : MfaServerException.class;
        };
    }
}

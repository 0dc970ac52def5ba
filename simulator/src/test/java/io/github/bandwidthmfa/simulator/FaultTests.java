package io.github.bandwidthmfa.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.bandwidthmfa.simulator.RawConnection.End;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FaultTests {

    @RegisterExtension
    static final MfaSimulatorExtension EXTENSION =
            new MfaSimulatorExtension(MfaSimulator.builder().account("9900000").account("1"));

    private MfaSimulator simulator;
    private Caller caller;

    @BeforeEach
    void start(MfaSimulator running) {
        simulator = running;
        caller = new Caller(running);
    }

    @Test
    void aStatusIsAnsweredWithoutActing() {
        simulator.faults().next(Fault.status(503));

        HttpResponse<String> response = caller.send();

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).isEqualTo("{\"message\":\"Service Unavailable\"}");
        assertThat(response.headers().firstValue("x-amzn-RequestId")).isPresent();
        assertThat(simulator.messages()).isEmpty();
        assertThat(simulator.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "400 | MESSAGING | {\"error\":\"400 Request is malformed or invalid\",\"requestId\":\"ID\"}",
                "400 | VERIFY    | {\"error\":\"400 Request is malformed or invalid\",\"requestId\":\"ID\"}",
                "401 | VOICE     | {\"message\":\"Unauthorized\"}",
                "403 | MESSAGING | {\"Message\":\"User is not authorized to access this resource with an explicit deny\"}",
                "429 | MESSAGING | {\"error\":\"Too many requests\",\"requestId\":\"ID\"}",
                "429 | VERIFY    | {\"error\":\"This number has exceeded verification attempts, please wait 2 minutes\",\"requestId\":\"ID\"}",
                "500 | VOICE     | {\"error\":\"Internal Error\",\"requestId\":\"ID\"}",
                "500 | VERIFY    | {\"error\":\"Internal Error\",\"requestId\":\"ID\"}",
                "502 | VERIFY    | {\"message\":\"Internal server error\"}",
                "418 | VERIFY    | {\"message\":\"Status 418\"}"
            })
    void aStatusHasTheDocumentedBody(int status, Operation operation, String body) {
        simulator.faults().next(operation, 1, Fault.status(status));

        HttpResponse<String> response = operation == Operation.VERIFY
                ? caller.verify("1234")
                : caller.post(
                        "/accounts/9900000/code/" + operation.name().toLowerCase(Locale.ROOT),
                        Caller.sendBody(Caller.TO));

        assertThat(response.statusCode()).isEqualTo(status);
        String requestId = response.headers().firstValue("x-amzn-RequestId").orElseThrow();
        assertThat(response.body()).isEqualTo(body.replace("ID", requestId));
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json; charset=utf-8");
    }

    @ParameterizedTest
    @CsvSource({
        "400, Invalid request body",
        "401, Unauthorized",
        "403, Forbidden",
        "429, Too Many Requests",
        "500, Internal server error",
        "504, Endpoint request timed out"
    })
    void theFormOfTheGatewayIsAChoice(int status, String message) {
        simulator.faults().next(Fault.gateway(status));
        simulator.faults().next(Operation.TOKEN, 1, Fault.status(status));

        for (HttpResponse<String> response :
                List.of(caller.send(), caller.token(Caller.CLIENT, "grant_type=client_credentials"))) {
            assertThat(response.statusCode()).isEqualTo(status);
            assertThat(response.body()).isEqualTo("{\"message\":\"" + message + "\"}");
        }
    }

    @Test
    void aStatusHasTheBodyAndHeadersOfTheScript() {
        simulator.faults().next(Fault.status(502, "<html>", Map.of("Content-Type", "text/html", "Retry-After", "7")));

        HttpResponse<String> response = caller.send();

        assertThat(response.body()).isEqualTo("<html>");
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/html");
        assertThat(response.headers().firstValue("Retry-After")).hasValue("7");
    }

    @Test
    void anEmptyBodyHasNoContentType() {
        simulator.faults().next(Fault.status(429, ""));

        HttpResponse<String> response = caller.send();

        assertThat(response.body()).isEmpty();
        assertThat(response.headers().firstValue("Content-Type")).isEmpty();
        assertThat(response.headers().firstValue("Content-Length")).hasValue("0");
    }

    @Test
    void aDelayedCallIsActedOnAtOnceAndAnsweredLater() throws IOException {
        simulator.faults().next(Fault.delay(Duration.ofMillis(700)));
        try (RawConnection connection = new RawConnection(simulator)) {
            connection.timeout(400).sendCode();

            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(connection::read);
            assertThat(simulator.messages()).hasSize(1);
            assertThat(connection.timeout(10_000).readHead()).startsWith("HTTP/1.1 200 OK\r\n");
        }
    }

    @Test
    void aDrippingResponseComesByteByByte() throws IOException {
        simulator.faults().next(Fault.drip(Duration.ofMillis(20)));
        try (RawConnection connection = new RawConnection(simulator)) {
            connection.sendCode();
            assertThat(connection.readHead()).contains("content-length: 45");
            long start = System.nanoTime();

            assertThat(connection.readBody(45))
                    .isEqualTo("{\"messageId\":\"" + simulator.messages().get(0).id() + "\"}");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(40 * 20));
        }
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of(Fault.closeAfterReading(), End.CLOSED, 1),
                Arguments.of(Fault.closeAfterReadingWithoutActing(), End.CLOSED, 0),
                Arguments.of(Fault.resetAfterReading(), End.RESET, 1),
                Arguments.of(Fault.resetAfterReadingWithoutActing(), End.RESET, 0));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void aConnectionEndsAfterReadingWithoutAByteOfResponse(Fault fault, End end, int sent) throws IOException {
        simulator.faults().next(fault);
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        try (RawConnection connection = new RawConnection(simulator)) {
            assertThat(connection.sendCode().readToEnd(received)).isEqualTo(end);
        }

        assertThat(received.size()).isZero();
        assertThat(simulator.messages()).hasSize(sent);
        assertThat(simulator.requests().get(0).body()).isEqualTo(Caller.sendBody(Caller.TO));
    }

    static Stream<Arguments> unread() {
        return Stream.of(
                Arguments.of(Fault.closeBeforeReading(), End.CLOSED),
                Arguments.of(Fault.resetBeforeReading(), End.RESET));
    }

    @ParameterizedTest
    @MethodSource("unread")
    void aConnectionEndsBeforeTheBodyIsThere(Fault fault, End end) throws IOException {
        simulator.faults().next(fault);
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        try (RawConnection connection = new RawConnection(simulator)) {
            connection.send(RawConnection.head("/accounts/9900000/code/messaging", 100));

            assertThat(connection.readToEnd(received)).isEqualTo(end);
        }

        assertThat(received.size()).isZero();
        assertThat(simulator.messages()).isEmpty();
        assertThat(simulator.requests())
                .singleElement()
                .extracting(ReceivedRequest::body)
                .isEqualTo("");
    }

    static Stream<Arguments> midway() {
        return Stream.of(
                Arguments.of(Fault.closeMidResponse(), End.CLOSED), Arguments.of(Fault.resetMidResponse(), End.RESET));
    }

    @ParameterizedTest
    @MethodSource("midway")
    void aConnectionEndsAfterHalfOfTheBody(Fault fault, End end) throws IOException {
        simulator.faults().next(fault);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (RawConnection connection = new RawConnection(simulator)) {
            assertThat(connection.sendCode().readHead())
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("x-amzn-RequestId: ", "content-length: 45");

            assertThat(connection.readToEnd(body)).isEqualTo(end);
        }

        assertThat(body.toString(StandardCharsets.UTF_8)).hasSize(22).startsWith("{\"messageId\":\"");
        assertThat(simulator.messages()).hasSize(1);
    }

    static Stream<Arguments> hanging() {
        return Stream.of(Arguments.of(Fault.hang(), 1), Arguments.of(Fault.hangWithoutActing(), 0));
    }

    @ParameterizedTest
    @MethodSource("hanging")
    void aHangingCallIsNeverAnsweredAndStaysConnected(Fault fault, int sent) throws IOException {
        simulator.faults().next(fault);
        try (RawConnection connection = new RawConnection(simulator)) {
            connection.timeout(300).sendCode();

            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(connection::read);
            assertThat(simulator.messages()).hasSize(sent);
        }
    }

    @Test
    void closingTheSimulatorEndsHangingCalls() throws IOException {
        MfaSimulator closing = MfaSimulator.builder().start();
        try (RawConnection connection = new RawConnection(closing)) {
            closing.faults().next(Fault.hang());
            connection.timeout(300).sendCode();
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(connection::read);

            closing.close();
            closing.close();

            assertThat(connection.timeout(10_000).readToEnd(new ByteArrayOutputStream()))
                    .isIn(End.CLOSED, End.RESET);
        }
    }

    @Test
    void theScriptTouchesTheNextCallsInOrderAndNoMore() {
        simulator.faults().next(2, Fault.status(500));
        simulator.faults().next(Fault.status(504));
        assertThat(simulator.faults().pending()).isEqualTo(3);

        assertThat(Stream.generate(caller::send).limit(4).map(HttpResponse::statusCode))
                .containsExactly(500, 500, 504, 200);
        assertThat(simulator.faults().pending()).isZero();
    }

    @Test
    void aScriptForOneOperationWaitsForIt() {
        simulator.faults().next(Operation.VERIFY, 1, Fault.status(500));
        simulator.faults().next(Operation.TOKEN, 1, Fault.status(429, ""));

        assertThat(caller.send().statusCode()).isEqualTo(200);
        assertThat(caller.verify("1234").statusCode()).isEqualTo(500);
        assertThat(caller.verify("1234").statusCode()).isEqualTo(200);
        assertThat(caller.token(Caller.CLIENT, "grant_type=client_credentials").statusCode())
                .isEqualTo(429);
    }

    @Test
    void aScriptForAnyCallLeavesTokensAndUnknownPathsAlone() {
        simulator.faults().next(Fault.status(500));

        assertThat(caller.token(Caller.CLIENT, "grant_type=client_credentials").statusCode())
                .isEqualTo(200);
        assertThat(caller.post("/nowhere", "").statusCode()).isEqualTo(403);
        assertThat(caller.send().statusCode()).isEqualTo(500);
    }

    @Test
    void anAccountsFaultLastsUntilItIsCleared() {
        simulator.faults().forAccount("9900000", Fault.status(503));

        assertThat(caller.send().statusCode()).isEqualTo(503);
        assertThat(caller.verify("1234").statusCode()).isEqualTo(503);
        assertThat(caller.post("/accounts/1/code/messaging", Caller.sendBody(Caller.TO))
                        .statusCode())
                .isEqualTo(200);
        simulator.faults().clearAccount("9900000");
        assertThat(caller.send().statusCode()).isEqualTo(200);
    }

    @Test
    void clearForgetsEveryFault() {
        simulator.faults().next(Fault.status(500));
        simulator.faults().forAccount("9900000", Fault.status(503));
        simulator.faults().clear();

        assertThat(caller.send().statusCode()).isEqualTo(200);
    }

    @Test
    void impossibleFaultsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Fault.status(199));
        assertThatIllegalArgumentException().isThrownBy(() -> Fault.status(600));
        assertThatIllegalArgumentException().isThrownBy(() -> Fault.gateway(199));
        assertThatIllegalArgumentException().isThrownBy(() -> Fault.delay(Duration.ofMillis(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> Fault.drip(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> simulator.faults().next(0, Fault.hang()));
    }
}

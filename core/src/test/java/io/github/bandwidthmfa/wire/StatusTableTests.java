package io.github.bandwidthmfa.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.bandwidthmfa.CodeRequest;
import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.MfaBadRequestException;
import io.github.bandwidthmfa.MfaForbiddenException;
import io.github.bandwidthmfa.MfaOperation;
import io.github.bandwidthmfa.MfaServerException;
import io.github.bandwidthmfa.MfaServiceException;
import io.github.bandwidthmfa.MfaTooManyRequestsException;
import io.github.bandwidthmfa.MfaUnauthorizedException;
import io.github.bandwidthmfa.VerifyCodeRequest;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StatusTableTests {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final String BODY_ID = "354cc8a3-6701-461e-8fa7-8671703dd898";
    private static final String HEADER_ID = "abc12312-abcd-1234-abcd-1234abcd1234";
    /** Nested far deeper than the parser goes along with; {@link #depthItselfIsHarmless} goes to the extreme. */
    private static final String DEEP = "[".repeat(20_000);

    private static final WireCall<?> CALL = WireCall.verify(VerifyCodeRequest.builder()
            .to("+19195551234")
            .code("73921468")
            .expirationTime(Duration.ofMinutes(3))
            .build());

    /** What a status means: written down once more, on purpose. */
    private record Row(int status, Class<? extends MfaServiceException> type, Disposition disposition) {}

    /** An error response, apart from its status, and what must be found in it. */
    private record Shape(
            String name,
            String body,
            Charset charset,
            @Nullable String header,
            Optional<String> requestId,
            Optional<String> message,
            Optional<Duration> retryAfter) {

        @Override
        public String toString() {
            return name;
        }
    }

    /** An exception as one value. */
    private record Seen(
            Class<?> type,
            String text,
            MfaOperation operation,
            Disposition disposition,
            int status,
            Optional<String> requestId,
            Optional<String> serviceMessage,
            Optional<Duration> retryAfter) {

        static Seen of(MfaServiceException e) {
            return new Seen(
                    e.getClass(),
                    String.valueOf(e.getMessage()),
                    e.operation(),
                    e.disposition(),
                    e.status(),
                    e.requestId(),
                    e.serviceMessage(),
                    e.retryAfter());
        }
    }

    private static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (int status : new int[] {100, 101, 102, 103, 199, 300, 301, 302, 303, 304, 307, 308, 399, 600, 999}) {
            rows.add(new Row(status, MfaServiceException.class, Disposition.UNKNOWN));
        }
        rows.add(new Row(400, MfaBadRequestException.class, Disposition.REJECTED));
        rows.add(new Row(401, MfaUnauthorizedException.class, Disposition.REJECTED));
        rows.add(new Row(403, MfaForbiddenException.class, Disposition.REJECTED));
        rows.add(new Row(408, MfaServiceException.class, Disposition.UNKNOWN));
        rows.add(new Row(429, MfaTooManyRequestsException.class, Disposition.REJECTED));
        for (int status : new int[] {
            402, 404, 405, 406, 407, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422, 423, 424, 425, 426,
            428, 430, 431, 451, 499
        }) {
            rows.add(new Row(status, MfaServiceException.class, Disposition.REJECTED));
        }
        for (int status : new int[] {500, 501, 502, 503, 504, 505, 507, 508, 511, 520, 599}) {
            rows.add(new Row(status, MfaServerException.class, Disposition.UNKNOWN));
        }
        return rows;
    }

    private static List<Shape> shapes() {
        String cloudFront = "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01 Transitional//EN\""
                + " \"http://www.w3.org/TR/html4/loose.dtd\">\n<HTML><HEAD>\n"
                + "<TITLE>ERROR: The request could not be satisfied</TITLE>\n</HEAD><BODY>\r\n"
                + "<H1>403 ERROR</H1>\n<H2>The request could not be satisfied.</H2>\nRequest blocked.\n"
                + "<PRE>\nGenerated by cloudfront (CloudFront)\n</PRE></BODY></HTML>";
        String id = "\"requestId\":\"" + BODY_ID + "\"";
        return List.of(
                shape(
                        "documented",
                        "{\"error\":\"to number is required\"," + id + "}",
                        BODY_ID,
                        "to number is required"),
                shape(
                        "documented, without header",
                        "{\"error\":\"Internal Error\"," + id + "}",
                        UTF_8,
                        null,
                        BODY_ID,
                        "Internal Error"),
                shape("documented, id first", "{" + id + ",\"error\":\"Internal Error\"}", BODY_ID, "Internal Error"),
                shape(
                        "documented, names in other case",
                        "{\"ERROR\":\"Internal Error\",\"RequestID\":\"" + BODY_ID + "\"}",
                        BODY_ID,
                        "Internal Error"),
                new Shape(
                        "lockout",
                        "{\"error\":\"This number has exceeded verification attempts, please wait 2 minutes\"," + id
                                + "}",
                        UTF_8,
                        HEADER_ID,
                        Optional.of(BODY_ID),
                        Optional.of("This number has exceeded verification attempts, please wait 2 minutes"),
                        Optional.of(Duration.ofMinutes(2))),
                shape("message", "{\"message\":\"Unauthorized\"}", HEADER_ID, "Unauthorized"),
                shape("message, without header", "{\"message\":\"Unauthorized\"}", UTF_8, null, null, "Unauthorized"),
                shape(
                        "Message",
                        "{\"Message\":\"User is not authorized to access this resource with an explicit deny\"}",
                        HEADER_ID,
                        "User is not authorized to access this resource with an explicit deny"),
                shape(
                        "null message before a Message",
                        "{\"message\":null,\"Message\":\"Forbidden\"}",
                        HEADER_ID,
                        "Forbidden"),
                shape(
                        "result",
                        "{\"result\":\"Invalid request - contact service manager\"}",
                        HEADER_ID,
                        "Invalid request - contact service manager"),
                shape("null message", "{\"message\":null}", HEADER_ID, "{\"message\":null}"),
                shape(
                        "description",
                        "{\"type\":\"error\",\"description\":\"Account call creation rate limit exceeded\",\"id\":\"\"}",
                        HEADER_ID,
                        "Account call creation rate limit exceeded"),
                shape(
                        "all texts, error first",
                        "{\"result\":\"e\",\"description\":\"d\",\"errorMessage\":\"c\",\"message\":\"b\",\"error\":\"a\"}",
                        HEADER_ID,
                        "a"),
                shape(
                        "all texts but error",
                        "{\"result\":\"e\",\"description\":\"d\",\"errorMessage\":\"c\",\"message\":\"b\"}",
                        HEADER_ID,
                        "b"),
                shape(
                        "errorMessage before description",
                        "{\"result\":\"e\",\"description\":\"d\",\"errorMessage\":\"c\"}",
                        HEADER_ID,
                        "c"),
                shape("description before result", "{\"result\":\"e\",\"description\":\"d\"}", HEADER_ID, "d"),
                shape("blank error before a message", "{\"error\":\" \",\"message\":\"b\"}", HEADER_ID, "b"),
                shape("nested texts", "{\"a\":{\"error\":\"x\"},\"b\":[\"error\"],\"message\":\"b\"}", HEADER_ID, "b"),
                shape("empty", "", HEADER_ID, null),
                shape("empty, without header", "", UTF_8, null, null, null),
                shape("blank", " \r\n\t", HEADER_ID, null),
                shape("empty object", "{}", HEADER_ID, "{}"),
                shape(
                        "HTML",
                        cloudFront,
                        UTF_8,
                        "3nOZ7nF8oXb_-Q==",
                        "3nOZ7nF8oXb_-Q==",
                        "[page] ERROR: The request could not be satisfied"),
                shape(
                        "plain text",
                        "HTTP content length exceeded 10485760 bytes.",
                        HEADER_ID,
                        "HTTP content length exceeded 10485760 bytes."),
                shape("ISO-8859-1", "{\"message\":\"Ungültig\"}", ISO_8859_1, HEADER_ID, HEADER_ID, "Ungültig"),
                shape("UTF-8", "{\"message\":\"Ungültig 😀\"}", HEADER_ID, "Ungültig 😀"),
                shape("UTF-8 with mark", "\ufeff{\"error\":\"Ungültig\"," + id + "}", BODY_ID, "Ungültig"),
                shape(
                        "UTF-16LE with mark",
                        "\ufeff{\"error\":\"Ungültig\"," + id + "}",
                        UTF_16LE,
                        HEADER_ID,
                        BODY_ID,
                        "Ungültig"),
                shape(
                        "UTF-16BE with mark",
                        "\ufeff{\"error\":\"Ungültig\"," + id + "}",
                        UTF_16BE,
                        HEADER_ID,
                        BODY_ID,
                        "Ungültig"),
                shape("UTF-16LE", "{\"error\":\"Ungültig\"," + id + "}", UTF_16LE, HEADER_ID, BODY_ID, "Ungültig"),
                shape("UTF-16BE", "{\"error\":\"Ungültig\"," + id + "}", UTF_16BE, HEADER_ID, BODY_ID, "Ungültig"),
                shape("cut off after the error", "{\"error\":\"Internal Error\",\"requ", HEADER_ID, "Internal Error"),
                shape(
                        "cut off in the id",
                        "{\"error\":\"Internal Error\",\"requestId\":\"354cc8a3-67",
                        HEADER_ID,
                        "Internal Error"),
                shape(
                        "cut off in the id, without header",
                        "{\"error\":\"Internal Error\",\"requestId\":\"354cc8a3-67",
                        UTF_8,
                        null,
                        null,
                        "Internal Error"),
                shape(
                        "cut off in the error",
                        "{\"requestId\":\"id-1\",\"error\":\"Internal Er",
                        "id-1",
                        "{\"requestId\":\"id-1\",\"error\":\"Internal Er"),
                shape(
                        "something behind the object",
                        "{\"error\":\"Internal Error\"," + id + "} and more",
                        BODY_ID,
                        "Internal Error"),
                shape("deep from the start", DEEP, HEADER_ID, "[".repeat(499) + "…"),
                shape(
                        "deep behind the error",
                        "{\"error\":\"Internal Error\"," + id + ",\"x\":" + DEEP,
                        BODY_ID,
                        "Internal Error"),
                shape(
                        "deep objects",
                        "{\"a\":".repeat(20_000),
                        HEADER_ID,
                        "{\"a\":".repeat(100).substring(0, 499) + "…"),
                shape("array", "[\"Unauthorized\"]", HEADER_ID, "[\"Unauthorized\"]"),
                shape("text as JSON", "\"Unauthorized\"", HEADER_ID, "\"Unauthorized\""),
                shape(
                        "values of other types",
                        "{\"error\":{\"code\":42},\"message\":[1],\"requestId\":7}",
                        HEADER_ID,
                        "{\"error\":{\"code\":42},\"message\":[1],\"requestId\":7}"),
                shape(
                        "escaped control characters",
                        "{\"message\":\"a\\u0000b\\r\\nINFO \\u001b[31mc\\u2028d\\u0085\"}",
                        HEADER_ID,
                        "a b INFO [31mc d"),
                shape("control characters", "{\"message\":\"a\r\nb\"}", HEADER_ID, "{\"message\":\"a b\"}"),
                shape("only control characters", "{\"message\":\"\\u0000\\u200b\"}", HEADER_ID, null),
                shape("an id that is none", "{\"error\":\"x\",\"requestId\":\"a\\r\\nb\"}", HEADER_ID, "x"),
                shape(
                        "an id that is too long",
                        "{\"error\":\"x\",\"requestId\":\"" + "a".repeat(129) + "\"}",
                        HEADER_ID,
                        "x"),
                shape(
                        "the longest id",
                        "{\"error\":\"x\",\"requestId\":\"" + "a".repeat(128) + "\"}",
                        "a".repeat(128),
                        "x"),
                shape(
                        "an id with the code in it",
                        "{\"error\":\"x\",\"requestId\":\"id-73921468\"}",
                        UTF_8,
                        null,
                        null,
                        "x"),
                shape("a header that is no id", "{\"error\":\"x\"}", UTF_8, "a\r\nb: c", null, "x"),
                shape("a header with the code in it", "{\"error\":\"x\"}", UTF_8, "id-73921468", null, "x"),
                shape(
                        "the request repeated",
                        "{\"error\":\"+19195551234 73921468 (919) 555-1234\"}",
                        HEADER_ID,
                        "*** *** (***"));
    }

    static Stream<Arguments> everyStatusWithEveryShape() {
        List<Shape> shapes = shapes();
        return rows().stream().flatMap(row -> shapes.stream().map(shape -> Arguments.of(row, shape)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("everyStatusWithEveryShape")
    void theStatusDecidesAndTheBodyOnlyExplains(Row row, Shape shape) {
        WireResponse response = WireResponses.of(
                row.status(), shape.header(), null, shape.body().getBytes(shape.charset()), true);

        assertThat(Seen.of(CALL.toException(response, NOW)))
                .isEqualTo(new Seen(
                        row.type(),
                        "verify: the service answered " + row.status()
                                + shape.requestId()
                                        .map(id -> ", request id " + id)
                                        .orElse("")
                                + shape.message().map(text -> ": " + text).orElse("")
                                + " [" + row.disposition() + "]",
                        MfaOperation.VERIFY,
                        row.disposition(),
                        row.status(),
                        shape.requestId(),
                        shape.message(),
                        shape.retryAfter()));
    }

    @Test
    void everyStatusThatExistsHasExactlyOneMeaning() {
        for (int status = 100; status < 600; status++) {
            WireResponse response = WireResponses.of(status, null, null, new byte[0], true);
            assertThat(response.isSuccess()).isEqualTo(status / 100 == 2);
            if (status / 100 == 2) {
                assertThatIllegalArgumentException().isThrownBy(() -> CALL.toException(response, NOW));
                continue;
            }
            Disposition expected = status / 100 == 4 && status != 408 ? Disposition.REJECTED : Disposition.UNKNOWN;
            assertThat(CALL.toException(response, NOW))
                    .returns(status, MfaServiceException::status)
                    .returns(expected, MfaServiceException::disposition);
        }
    }

    /** The answers of the gateway, with their bodies as they are on the wire. */
    static Stream<Arguments> gatewayAnswers() {
        return Stream.of(
                gateway(
                        400,
                        "{\"message\":\"Invalid request body\"}",
                        MfaBadRequestException.class,
                        "Invalid request body"),
                gateway(401, "{\"message\":\"Unauthorized\"}", MfaUnauthorizedException.class, "Unauthorized"),
                gateway(
                        403,
                        "{\"Message\":\"User is not authorized to access this resource with an explicit deny\"}",
                        MfaForbiddenException.class,
                        "User is not authorized to access this resource with an explicit deny"),
                gateway(
                        403,
                        "{\"Message\":\"User is not authorized to access this resource\"}",
                        MfaForbiddenException.class,
                        "User is not authorized to access this resource"),
                gateway(
                        403,
                        "{\"message\":\"Missing Authentication Token\"}",
                        MfaForbiddenException.class,
                        "Missing Authentication Token"),
                gateway(
                        403,
                        "{\"message\":\"'dXNlcjpodW50ZXIy' not a valid key=value pair (missing equal-sign) in"
                                + " Authorization header: 'Basic dXNlcjpodW50ZXIy'.\"}",
                        MfaForbiddenException.class,
                        "'***' not a valid key=value pair (missing equal-sign) in Authorization header: 'Basic ***'."),
                gateway(
                        403,
                        "{\"message\":\"Invalid key=value pair (missing equal-sign) in Authorization header (hashed with"
                                + " SHA-256 and encoded with Base64): 'q1b/Zq='\"}",
                        MfaForbiddenException.class,
                        "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and"
                                + " encoded with Base64): 'q1b/Zq='"),
                gateway(403, "{\"message\":\"Forbidden\"}", MfaForbiddenException.class, "Forbidden"),
                gateway(404, "{\"message\":\"Not Found\"}", MfaServiceException.class, "Not Found"),
                gateway(
                        413,
                        "HTTP content length exceeded 10485760 bytes.",
                        MfaServiceException.class,
                        "HTTP content length exceeded 10485760 bytes."),
                gateway(413, "{\"message\":\"Request Too Long\"}", MfaServiceException.class, "Request Too Long"),
                gateway(
                        415,
                        "{\"message\":\"Unsupported Media Type\"}",
                        MfaServiceException.class,
                        "Unsupported Media Type"),
                gateway(
                        429,
                        "{\"message\":\"Too Many Requests\"}",
                        MfaTooManyRequestsException.class,
                        "Too Many Requests"),
                gateway(429, "{\"message\":\"Limit Exceeded\"}", MfaTooManyRequestsException.class, "Limit Exceeded"),
                gateway(
                        500,
                        "{\"message\":\"Internal server error\"}",
                        MfaServerException.class,
                        "Internal server error"),
                gateway(500, "{\"message\":null}", MfaServerException.class, "{\"message\":null}"),
                gateway(
                        502,
                        "{\"message\":\"Internal server error\"}",
                        MfaServerException.class,
                        "Internal server error"),
                gateway(503, "{\"message\":\"Service Unavailable\"}", MfaServerException.class, "Service Unavailable"),
                gateway(
                        504,
                        "{\"message\":\"Endpoint request timed out\"}",
                        MfaServerException.class,
                        "Endpoint request timed out"),
                gateway(
                        504,
                        "{\"message\":\"Network error communicating with endpoint\"}",
                        MfaServerException.class,
                        "Network error communicating with endpoint"),
                gateway(503, "", MfaServerException.class, null));
    }

    @ParameterizedTest
    @MethodSource("gatewayAnswers")
    void theGatewaysOwnAnswersAreReadLikeTheServices(int status, String body, Class<?> type, Optional<String> message) {
        MfaServiceException exception =
                CALL.toException(WireResponses.of(status, HEADER_ID, null, body.getBytes(UTF_8), true), NOW);

        assertThat(exception)
                .isExactlyInstanceOf(type)
                .returns(status, MfaServiceException::status)
                .returns(Optional.of(HEADER_ID), MfaServiceException::requestId)
                .returns(message, MfaServiceException::serviceMessage)
                .returns(Optional.empty(), MfaServiceException::retryAfter)
                .returns(status < 500 ? Disposition.REJECTED : Disposition.UNKNOWN, MfaServiceException::disposition);
    }

    @Test
    void everyOperationHasTheSameTable() {
        CodeRequest request = CodeRequest.builder()
                .to("+19195551234")
                .from("+19195554321")
                .applicationId("app")
                .message("{CODE}")
                .build();
        WireResponse response = WireResponses.of(429, null, "35", "{\"error\":\"wait\"}".getBytes(UTF_8), true);

        assertThat(Seen.of(WireCall.messaging(request).toException(response, NOW)))
                .isEqualTo(locked(MfaOperation.MESSAGING, "messaging"));
        assertThat(Seen.of(WireCall.voice(request).toException(response, NOW)))
                .isEqualTo(locked(MfaOperation.VOICE, "voice"));
        assertThat(Seen.of(CALL.toException(response, NOW))).isEqualTo(locked(MfaOperation.VERIFY, "verify"));
    }

    @Test
    void anErrorThatWasCutOffIsStillRead() {
        byte[] body = "{\"error\":\"Internal Error\",\"x\":\"".getBytes(UTF_8);
        assertThat(CALL.toException(WireResponses.of(500, null, null, body, false), NOW))
                .hasMessage("verify: the service answered 500: Internal Error [UNKNOWN]");
    }

    @Test
    void depthItselfIsHarmless() {
        byte[] body = ("{\"error\":\"Internal Error\",\"x\":" + "[{\"a\":".repeat(200_000)).getBytes(UTF_8);
        assertThat(CALL.toException(WireResponses.of(500, null, null, body, true), NOW))
                .hasMessage("verify: the service answered 500: Internal Error [UNKNOWN]");
    }

    @Test
    void noBytesWhateverHideTheStatus() {
        Random random = new Random(20261123);
        byte[] answer = "{\"error\":\"Ungültig\",\"requestId\":\"id-1\",\"x\":[1,{}]}".getBytes(UTF_8);
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = Arrays.copyOf(answer, random.nextInt(answer.length + 4));
            IntStream.range(0, random.nextInt(4))
                    .filter(change -> bytes.length > 0)
                    .forEach(change -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256));
            assertThat(CALL.toException(WireResponses.of(503, null, null, bytes, true), NOW)
                            .status())
                    .isEqualTo(503);
        }
    }

    // Which refusals concern the credentials

    @Test
    void a401RefusesTheCredentialsWhateverItsBody() {
        assertThat(refusesCredentials(401, "{\"message\":\"Unauthorized\"}")).isTrue();
        assertThat(refusesCredentials(401, "")).isTrue();
        assertThat(refusesCredentials(401, "{\"message\":\"Missing Authentication Token\"}"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"Message\":\"User is not authorized to access this resource with an explicit deny\"}",
                "{\"message\":\"User is not authorized to access this resource\"}",
                "{\"MESSAGE\":\"USER IS NOT AUTHORIZED TO ACCESS THIS RESOURCE\"}",
                "{\"error\":\"x\",\"message\":\"User is not authorized to access this resource\"}"
            })
    void a403RefusesTheCredentialsInTheAuthorizersWordsOnly(String body) {
        assertThat(refusesCredentials(403, body)).isTrue();
        assertThat(refusesCredentials(400, body)).isFalse();
        assertThat(refusesCredentials(500, body)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{\"message\":null}",
                "{\"message\":\"Missing Authentication Token\"}",
                "{\"message\":\"Forbidden\"}",
                "{\"message\":\"'x' not a valid key=value pair (missing equal-sign) in Authorization header: 'Basic x'.\"}",
                "{\"a\":{\"message\":\"User is not authorized to access this resource\"}}",
                "User is not authorized to access this resource",
                "<html>Request blocked</html>"
            })
    void any403ThatIsNotTheAuthorizersConcernsSomethingElse(String body) {
        assertThat(refusesCredentials(403, body)).isFalse();
    }

    private static boolean refusesCredentials(int status, String body) {
        WireResponse response = WireResponses.of(status, null, null, body.getBytes(UTF_8), true);
        // One rule: what the retry is told, and what the caller is.
        assertThat(CALL.toException(response, NOW).refusesCredentials()).isEqualTo(response.refusesCredentials());
        return response.refusesCredentials();
    }

    private static Seen locked(MfaOperation operation, String name) {
        return new Seen(
                MfaTooManyRequestsException.class,
                name + ": the service answered 429: wait [REJECTED]",
                operation,
                Disposition.REJECTED,
                429,
                Optional.empty(),
                Optional.of("wait"),
                Optional.of(Duration.ofSeconds(35)));
    }

    private static Arguments gateway(int status, String body, Class<?> type, @Nullable String message) {
        return Arguments.of(status, body, type, Optional.ofNullable(message));
    }

    /** A body in UTF-8 with the usual header. */
    private static Shape shape(String name, String body, @Nullable String requestId, @Nullable String message) {
        return shape(name, body, UTF_8, HEADER_ID, requestId, message);
    }

    private static Shape shape(
            String name,
            String body,
            Charset charset,
            @Nullable String header,
            @Nullable String requestId,
            @Nullable String message) {
        return new Shape(
                name,
                body,
                charset,
                header,
                Optional.ofNullable(requestId),
                Optional.ofNullable(message),
                Optional.empty());
    }
}

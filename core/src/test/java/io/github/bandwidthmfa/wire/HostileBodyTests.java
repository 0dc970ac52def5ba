package io.github.bandwidthmfa.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that somebody made to be misunderstood. */
final class HostileBodyTests {

    private static final String BROKEN = "its body is not well-formed JSON";
    private static final String GOES_ON = "its body goes on after the JSON object";
    private static final String NO_OBJECT = "its body is not a JSON object";
    private static final String TWICE = "its body has 'valid' twice";
    private static final Charset UTF_32BE = Charset.forName("UTF-32BE");
    private static final Charset UTF_32LE = Charset.forName("UTF-32LE");

    static Stream<Arguments> refused() {
        return Stream.of(
                        // One name twice, however it is spelled
                        row("{\"valid\":true,\"val\\u0069d\":true}", TWICE),
                        row("{\"\\u0076\\u0061\\u006c\\u0069\\u0064\":true,\"valid\":false}", TWICE),
                        row("{\"val\\u0069d\":false,\"v\\u0061lid\":true}", TWICE),
                        row("{\"valid\":true,\"valid\":\"true\"}", TWICE),
                        row("{\"valid\":true,\"valid\":1}", TWICE),
                        row("{\"valid\":true,\"valid\":[]}", TWICE),
                        row("{\"valid\":true,\"valid\":{\"valid\":true}}", TWICE),
                        row("{\"valid\":true,\"a\":{\"valid\":1,\"valid\":2},\"valid\":true}", TWICE),
                        row("{\"valid\":false,\"valid\":false,\"valid\":true}", TWICE),
                        row("{\"valid\":true,\"Valid\":false,\"valid\":true} x", TWICE),
                        // A name that only looks like it
                        row("{\"valid\\u0000\":true}", "its body has no 'valid'"),
                        row("{\"v\\u0430lid\":true}", "its body has no 'valid'"),
                        row("{\"\\ufeffvalid\":true}", "its body has no 'valid'"),
                        row("{\"\":true}", "its body has no 'valid'"),
                        row("{\"setValid\":true,\"property\":true,\"id\":true}", "its body has no 'valid'"),
                        row(
                                "{\"@type\":\"VerifyResponseBody\",\"@class\":\"x\",\"$ref\":1}",
                                "its body has no 'valid'"),
                        // After the object, or before it
                        row("{\"valid\":true},", BROKEN),
                        row("{\"valid\":true};", BROKEN),
                        row("{\"valid\":true}]", BROKEN),
                        row("{\"valid\":true}//", BROKEN),
                        row("{\"valid\":true}\ufeff", BROKEN),
                        row("{\"valid\":true}\u001a", BROKEN),
                        row("{\"valid\":true}\u00a0", BROKEN),
                        row("{\"valid\":true}\u2028", BROKEN),
                        row("{\"valid\":true}[", GOES_ON),
                        row("{\"valid\":true}\"secret\"", GOES_ON),
                        row("{\"valid\":true} 1", GOES_ON),
                        row("{\"valid\":true}\n{\"valid\":true}", GOES_ON),
                        row("\ufeff\ufeff{\"valid\":true}", BROKEN),
                        row("\0{\"valid\":true}", BROKEN),
                        row(")]}',\n{\"valid\":true}", BROKEN),
                        row("while(1);{\"valid\":true}", BROKEN),
                        row("\"{\\\"valid\\\":true}\"", NO_OBJECT),
                        row("7{\"valid\":true}", BROKEN),
                        row("[[{\"valid\":true}]]", NO_OBJECT),
                        // What only resembles JSON
                        row("{\"valid\":NaN}", BROKEN),
                        row("{\"valid\":true,\"a\":Infinity}", BROKEN),
                        row("{\"valid\":true,\"a\":-INF}", BROKEN),
                        row("{\"valid\":true,\"a\":+1}", BROKEN),
                        row("{\"valid\":true,\"a\":01}", BROKEN),
                        row("{\"valid\":true,\"a\":.5}", BROKEN),
                        row("{\"valid\":true,\"a\":0x1}", BROKEN),
                        row("{\"valid\":True}", BROKEN),
                        row("{\"valid\":undefined}", BROKEN),
                        row("{\"valid\":true,'a':1}", BROKEN),
                        row("{\"valid\":true,\"a\":'b'}", BROKEN),
                        row("/*c*/{\"valid\":true}", BROKEN),
                        row("{\"valid\"://c\ntrue}", BROKEN),
                        row("{#c\n\"valid\":true}", BROKEN),
                        row("{\"valid\":true \"a\":1}", BROKEN),
                        row("{,\"valid\":true}", BROKEN),
                        row("{\"valid\":true,,\"a\":1}", BROKEN),
                        row("{\"valid\"=true}", BROKEN),
                        row("{\"valid\":true,\"a\":\"\\x\"}", BROKEN),
                        row("{\"valid\":true,\"a\":\"\\u12\"}", BROKEN),
                        row("{\"valid\":true,\"a\n\":1}", BROKEN),
                        // More than anybody would send
                        row("{\"valid\":" + "[".repeat(600) + "]".repeat(600) + "}", BROKEN),
                        row("{\"a\":" + "{\"a\":".repeat(600) + "1" + "}".repeat(600) + ",\"valid\":true}", BROKEN),
                        row("{\"valid\":true,\"a\":" + "9".repeat(1_001) + "}", BROKEN),
                        row("{\"valid\":true,\"a\":0." + "1".repeat(1_001) + "}", BROKEN),
                        row("{\"valid\":" + "1".repeat(1_000) + "}", "its 'valid' is not true or false but a number"),
                        row("{\"valid\":1e999999999}", "its 'valid' is not true or false but a number"),
                        row("{\"valid\":-0}", "its 'valid' is not true or false but a number"),
                        row("{\"valid\":\"" + "x".repeat(30_000) + "\"}", "its 'valid' is not true or false but text"),
                        row(
                                "{\"valid\":" + "[".repeat(400) + "]".repeat(400) + "}",
                                "its 'valid' is not true or false but an array"))
                .map(row -> Arguments.of(Named.of(abbreviated(row.body()), row.body()), row.fault()));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatCouldBeMisunderstoodIsRefused(String body, String fault) {
        assertThatExceptionOfType(UnexpectedBodyException.class)
                .isThrownBy(() -> JsonCodec.valid(body.getBytes(UTF_8)))
                .withMessage(fault)
                .withNoCause();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"val\\u0069d\":true}",
                "{\"a\":1,\"a\":2,\"valid\":true}",
                "{\"a\":{\"b\":1,\"b\":2},\"valid\":true}",
                "{\"valid\":true,\"a\":1e999999999}",
                "{\"valid\":true,\"a\":-0}",
                "{\"valid\":true,\"a\":\"\\ud800\"}",
                "{\"valid\":true,\"\":null}",
                "{\"valid\":true,\"valid \":false}",
                "\t{\r\n\"valid\"\t:\ntrue\r}\n",
                "{\"valid\":true,\"vALID\":\"x\",\"VALID\":0}"
            })
    void whatIsUnusualButClearIsRead(String body) {
        assertThat(JsonCodec.valid(body.getBytes(UTF_8))).isTrue();
    }

    static List<Charset> encodingsOfJson() {
        return List.of(UTF_8, UTF_16BE, UTF_16LE, UTF_32BE, UTF_32LE);
    }

    /** As the older standard of JSON has it: the zeros among the first four bytes say which encoding it is. */
    @ParameterizedTest
    @MethodSource("encodingsOfJson")
    void everyEncodingOfUnicodeIsRead(Charset encoding) {
        assertThat(JsonCodec.messageId("{\"messageId\":\"é€😀\"}".getBytes(encoding)))
                .isEqualTo("é€😀");
        assertThat(JsonCodec.messageId("\ufeff{\"messageId\":\"é€😀\"}".getBytes(encoding)))
                .isEqualTo("é€😀");
    }

    static Stream<byte[]> brokenEncodings() {
        byte[] half = "{\"messageId\":\"secret\"}".getBytes(UTF_16BE);
        return Stream.of(
                "{\"messageId\":\"\u00ff\"}".getBytes(ISO_8859_1),
                "{\"messageId\":\"\u00e4\"}".getBytes(ISO_8859_1),
                "{\"messageId\":\"\u0080\"}".getBytes(ISO_8859_1),
                "{\"messageId\":\"a\",\"\u00e4\":1}".getBytes(ISO_8859_1),
                "\u00fe\u00ff{\"messageId\":\"a\"}".getBytes(ISO_8859_1),
                "\u00ef\u00bb{\"messageId\":\"a\"}".getBytes(ISO_8859_1),
                "+ADw-{\"messageId\":\"a\"}".getBytes(UTF_8),
                Arrays.copyOf(half, half.length - 1),
                Arrays.copyOf(half, half.length - 2));
    }

    @ParameterizedTest
    @MethodSource("brokenEncodings")
    void brokenEncodingsAreNeverAResponse(byte[] body) {
        assertThatExceptionOfType(UnexpectedBodyException.class)
                .isThrownBy(() -> JsonCodec.messageId(body))
                .withMessage(BROKEN)
                .withNoCause();
    }

    static Stream<Arguments> ambiguousTokens() {
        return Stream.of(
                Arguments.of("{\"access_token\":\"a\",\"access_token\":\"b\"}", "its body has 'access_token' twice"),
                Arguments.of("{\"access_token\":\"a\",\"access_token\":\"a\"}", "its body has 'access_token' twice"),
                Arguments.of(
                        "{\"access_token\":\"a\",\"access\\u005ftoken\":null}", "its body has 'access_token' twice"),
                Arguments.of("{\"\\u0061ccess_token\":\"a\",\"access_token\":1}", "its body has 'access_token' twice"),
                Arguments.of(
                        "{\"access_token\":\"a\",\"expires_in\":1,\"expires_in\":9999}",
                        "its body has 'expires_in' twice"),
                Arguments.of(
                        "{\"access_token\":\"a\",\"expires_in\":null,\"expires\\u005fin\":60}",
                        "its body has 'expires_in' twice"),
                Arguments.of(
                        "{\"token_type\":null,\"token_type\":\"Bearer\",\"access_token\":\"a\"}",
                        "its body has 'token_type' twice"),
                Arguments.of(
                        "{\"token_type\":\"Bearer\",\"token\\u005ftype\":\"mac\",\"access_token\":\"a\"}",
                        "its body has 'token_type' twice"),
                Arguments.of("{\"access_token\":\"a\"}{\"access_token\":\"b\"}", GOES_ON),
                Arguments.of("{\"access_token\":'a'}", BROKEN),
                Arguments.of("{\"access_token\":\"a\",\"expires_in\":NaN}", BROKEN));
    }

    @ParameterizedTest
    @MethodSource("ambiguousTokens")
    void aTokenThatCouldBeMisunderstoodIsRefused(String body, String fault) {
        assertThatExceptionOfType(UnexpectedBodyException.class)
                .isThrownBy(() -> JsonCodec.accessToken(body.getBytes(UTF_8)))
                .withMessage(fault)
                .withNoCause();
    }

    private record Row(String body, String fault) {}

    private static Row row(String body, String fault) {
        return new Row(body, fault);
    }

    private static String abbreviated(String body) {
        return "'" + (body.length() < 80 ? body : body.substring(0, 79) + "…") + "'";
    }
}

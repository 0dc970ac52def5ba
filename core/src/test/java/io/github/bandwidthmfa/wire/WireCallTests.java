package io.github.bandwidthmfa.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.bandwidthmfa.CodeRequest;
import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.MessagingCodeResponse;
import io.github.bandwidthmfa.MfaDecodingException;
import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaOperation;
import io.github.bandwidthmfa.VerifyCodeRequest;
import io.github.bandwidthmfa.VerifyCodeResponse;
import io.github.bandwidthmfa.VoiceCodeResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WireCallTests {

    private static final String REQUEST_ID = "354cc8a3-6701-461e-8fa7-8671703dd898";

    private final WireCall<MessagingCodeResponse> messaging =
            WireCall.messaging(codeRequest().build());
    private final WireCall<VoiceCodeResponse> voice =
            WireCall.voice(codeRequest().build());
    private final WireCall<VerifyCodeResponse> verify =
            WireCall.verify(verifyRequest().build());

    // What is sent

    @Test
    void aTextMessageIsTheSchemasRequiredPropertiesAndNothingElse() {
        assertThat(messaging.operation()).isEqualTo(MfaOperation.MESSAGING);
        assertSent(
                messaging,
                "{\"to\":\"+19195551234\",\"from\":\"+19195554321\","
                        + "\"applicationId\":\"66fd98ae-ac8d-a00f-7fcd-ba3280aeb9b1\","
                        + "\"message\":\"Your temporary {NAME} {SCOPE} code is {CODE}\",\"digits\":6}");
    }

    @Test
    void aCallIsTheSchemasRequiredPropertiesAndNothingElse() {
        assertThat(voice.operation()).isEqualTo(MfaOperation.VOICE);
        assertSent(
                voice,
                "{\"to\":\"+19195551234\",\"from\":\"+19195554321\","
                        + "\"applicationId\":\"66fd98ae-ac8d-a00f-7fcd-ba3280aeb9b1\","
                        + "\"message\":\"Your temporary {NAME} {SCOPE} code is {CODE}\",\"digits\":6}");
    }

    @Test
    void aCheckIsTheSchemasRequiredPropertiesAndNothingElse() {
        assertThat(verify.operation()).isEqualTo(MfaOperation.VERIFY);
        assertSent(verify, "{\"to\":\"+19195551234\",\"expirationTimeInMinutes\":3,\"code\":\"123456\"}");
    }

    @Test
    void whatIsOptionalIsSentWhenGiven() {
        assertSent(
                WireCall.messaging(codeRequest()
                        .scope("2FA")
                        .digits(8)
                        .callbackUrl(URI.create("https://example.com/r?a=1&b=%20"))
                        .build()),
                "{\"to\":\"+19195551234\",\"from\":\"+19195554321\","
                        + "\"applicationId\":\"66fd98ae-ac8d-a00f-7fcd-ba3280aeb9b1\",\"scope\":\"2FA\","
                        + "\"message\":\"Your temporary {NAME} {SCOPE} code is {CODE}\",\"digits\":8,"
                        + "\"callbackUrl\":\"https://example.com/r?a=1&b=%20\"}");
        assertSent(
                WireCall.voice(codeRequest()
                        .scope("2FA")
                        .fromShortCode("12345")
                        .digits(4)
                        .build()),
                "{\"to\":\"+19195551234\",\"from\":\"12345\","
                        + "\"applicationId\":\"66fd98ae-ac8d-a00f-7fcd-ba3280aeb9b1\",\"scope\":\"2FA\","
                        + "\"message\":\"Your temporary {NAME} {SCOPE} code is {CODE}\",\"digits\":4}");
        assertSent(
                WireCall.verify(verifyRequest()
                        .scope("2FA")
                        .code("0042")
                        .expirationTime(Duration.ofMinutes(15))
                        .build()),
                "{\"to\":\"+19195551234\",\"scope\":\"2FA\",\"expirationTimeInMinutes\":15,\"code\":\"0042\"}");
    }

    @Test
    void textIsEscapedAsJsonAndEncodedAsUtf8() {
        assertSent(
                WireCall.messaging(codeRequest()
                        .applicationId("a\",\"digits\":1,\"b\":\"")
                        .message("\"{CODE}\" \\ für\tSie\r\n😀 \u2028\0")
                        .build()),
                "{\"to\":\"+19195551234\",\"from\":\"+19195554321\","
                        + "\"applicationId\":\"a\\\",\\\"digits\\\":1,\\\"b\\\":\\\"\","
                        + "\"message\":\"\\\"{CODE}\\\" \\\\ für\\tSie\\r\\n😀 \u2028\\u0000\",\"digits\":6}");
    }

    @Test
    void aCallHasNoCallbackUrl() {
        CodeRequest request =
                codeRequest().callbackUrl(URI.create("https://example.com/")).build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WireCall.voice(request))
                .withMessage(
                        "callbackUrl is only for text messages: the service reports nothing about calls; leave it out");
    }

    // What is accepted

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"messageId\":\"1589228074636lm4k2je7j7jklbn2\"}",
                " \r\n\t{ \"messageId\" : \"1589228074636lm4k2je7j7jklbn2\" }\r\n ",
                "\ufeff{\"messageId\":\"1589228074636lm4k2je7j7jklbn2\"}",
                "{\"message\\u0049d\":\"\\u00315\\u00389228074636lm4k2je7j7jklbn2\"}",
                "{\"a\":{\"messageId\":[1,{\"messageId\":null}]},\"b\":[[],{}],\"c\":null,"
                        + "\"messageId\":\"1589228074636lm4k2je7j7jklbn2\",\"d\":{\"messageId\":\"x\"},\"e\":1e9}",
                "{\"MessageId\":\"other\",\"messageId\":\"1589228074636lm4k2je7j7jklbn2\",\"messageid\":7}"
            })
    void theMessageIdIsFoundWhateverElseIsThere(String body) {
        assertThat(messaging.decode(ok(body))).isEqualTo(new MessagingCodeResponse("1589228074636lm4k2je7j7jklbn2"));
    }

    @Test
    void theCallIdIsTakenAsItIs() {
        assertThat(voice.decode(ok("{\"callId\":\"c-15ac29a2-1331029c-2cb0-4a07-b215-b22865662d85\"}")))
                .isEqualTo(new VoiceCodeResponse("c-15ac29a2-1331029c-2cb0-4a07-b215-b22865662d85"));
    }

    @Test
    void aWrongCodeIsAResponse() {
        assertThat(verify.decode(ok("{\"valid\":true}"))).isEqualTo(new VerifyCodeResponse(true));
        assertThat(verify.decode(ok("{\"valid\":false}"))).isEqualTo(new VerifyCodeResponse(false));
        assertThat(verify.decode(ok("{\"a\":{\"valid\":true},\"valid\":false,\"b\":[true]}")))
                .isEqualTo(new VerifyCodeResponse(false));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 299})
    void anyStatusOfSuccessIsDecodedAlike(int status) {
        assertThat(verify.decode(WireResponses.of(status, null, null, "{\"valid\":true}".getBytes(UTF_8), true)))
                .isEqualTo(new VerifyCodeResponse(true));
    }

    // What is refused

    static Stream<Arguments> unacceptableVerdicts() {
        return Stream.of(
                verdict("{\"valid\":\"true\"}", "its 'valid' is not true or false but text"),
                verdict("{\"valid\":\"secret\"}", "its 'valid' is not true or false but text"),
                verdict("{\"valid\":1}", "its 'valid' is not true or false but a number"),
                verdict("{\"valid\":1.0}", "its 'valid' is not true or false but a number"),
                verdict("{\"valid\":null}", "its 'valid' is not true or false but null"),
                verdict("{\"valid\":[true]}", "its 'valid' is not true or false but an array"),
                verdict("{\"valid\":{\"valid\":true}}", "its 'valid' is not true or false but an object"),
                verdict("{}", "its body has no 'valid'"),
                verdict("{\"a\":{\"valid\":true}}", "its body has no 'valid'"),
                verdict("{\"a\":[{\"valid\":true}]}", "its body has no 'valid'"),
                verdict("{\"Valid\":true,\"VALID\":true,\"valid \":true}", "its body has no 'valid'"),
                verdict("{\"result\":\"Invalid request - contact service manager\"}", "its body has no 'valid'"),
                verdict("{\"valid\":true,\"valid\":true}", "its body has 'valid' twice"),
                verdict("{\"valid\":true,\"valid\":false}", "its body has 'valid' twice"),
                verdict("{\"valid\":false,\"x\":[],\"valid\":true}", "its body has 'valid' twice"),
                verdict("{\"valid\":true,\"valid\":null}", "its body has 'valid' twice"),
                verdict("{\"valid\":false,\"\\u0076alid\":true}", "its body has 'valid' twice"),
                verdict("{\"valid\":true} {}", "its body goes on after the JSON object"),
                verdict("{\"valid\":true}{\"valid\":false}", "its body goes on after the JSON object"),
                verdict("{\"valid\":true}null", "its body goes on after the JSON object"),
                verdict("{\"valid\":true}}", "its body is not well-formed JSON"),
                verdict("{\"valid\":true} trailing secret", "its body is not well-formed JSON"),
                verdict("{\"valid\":true}\0", "its body is not well-formed JSON"),
                verdict("{\"valid\":true", "its body is not well-formed JSON"),
                verdict("{\"valid\":true,", "its body is not well-formed JSON"),
                verdict("{\"valid\":true,}", "its body is not well-formed JSON"),
                verdict("{\"valid\":tru", "its body is not well-formed JSON"),
                verdict("{\"valid\":", "its body is not well-formed JSON"),
                verdict("{\"val", "its body is not well-formed JSON"),
                verdict("{", "its body is not well-formed JSON"),
                verdict("{\"valid\":TRUE}", "its body is not well-formed JSON"),
                verdict("{\"valid\":trueish}", "its body is not well-formed JSON"),
                verdict("{'valid':true}", "its body is not well-formed JSON"),
                verdict("{valid:true}", "its body is not well-formed JSON"),
                verdict("{\"valid\":true/*secret*/}", "its body is not well-formed JSON"),
                verdict("{\"a\":\"\u0001\",\"valid\":true}", "its body is not well-formed JSON"),
                verdict("<html>secret</html>", "its body is not well-formed JSON"),
                verdict("secret", "its body is not well-formed JSON"),
                verdict("", "its body is empty"),
                verdict(" \r\n", "its body is not a JSON object"),
                verdict("true", "its body is not a JSON object"),
                verdict("null", "its body is not a JSON object"),
                verdict("\"secret\"", "its body is not a JSON object"),
                verdict("[{\"valid\":true}]", "its body is not a JSON object"),
                verdict("[".repeat(200_000), "its body is not a JSON object"),
                verdict("{\"valid\":true,\"a\":" + "[".repeat(200_000), "its body is not well-formed JSON"),
                verdict(
                        "{\"valid\":true,\"a\":" + "{\"a\":".repeat(200_000) + "1" + "}".repeat(200_001),
                        "its body is not well-formed JSON"));
    }

    @ParameterizedTest
    @MethodSource("unacceptableVerdicts")
    void anythingButTheDocumentedVerdictIsAnErrorThatNamesTheFaultAndQuotesNothing(String body, String fault) {
        assertRefused(verify, body, "verify: the service answered 200, request id " + REQUEST_ID + ", but " + fault);
    }

    static Stream<Arguments> unacceptableIds() {
        return Stream.of(
                verdict("{\"messageId\":\"\"}", "its body has an empty 'messageId'"),
                verdict("{\"messageId\":\" \\t\"}", "its body has an empty 'messageId'"),
                verdict("{\"messageId\":42}", "its 'messageId' is not text but a number"),
                verdict("{\"messageId\":4.2}", "its 'messageId' is not text but a number"),
                verdict("{\"messageId\":true}", "its 'messageId' is not text but a boolean"),
                verdict("{\"messageId\":false}", "its 'messageId' is not text but a boolean"),
                verdict("{\"messageId\":null}", "its 'messageId' is not text but null"),
                verdict("{\"messageId\":[\"secret\"]}", "its 'messageId' is not text but an array"),
                verdict("{\"messageId\":{\"messageId\":\"secret\"}}", "its 'messageId' is not text but an object"),
                verdict("{\"messageId\":\"a\",\"messageId\":\"b\"}", "its body has 'messageId' twice"),
                verdict("{\"MessageId\":\"secret\"}", "its body has no 'messageId'"),
                verdict("{\"callId\":\"secret\"}", "its body has no 'messageId'"),
                verdict("{\"messageId\":\"secr", "its body is not well-formed JSON"),
                verdict("{\"messageId\":\"secret\"}x", "its body is not well-formed JSON"));
    }

    @ParameterizedTest
    @MethodSource("unacceptableIds")
    void anythingButTheDocumentedIdIsAnErrorThatNamesTheFaultAndQuotesNothing(String body, String fault) {
        assertRefused(
                messaging, body, "messaging: the service answered 200, request id " + REQUEST_ID + ", but " + fault);
        assertRefused(
                voice,
                body.replace("callId", "other").replace("messageId", "callId"),
                "voice: the service answered 200, request id " + REQUEST_ID + ", but "
                        + fault.replace("messageId", "callId"));
    }

    @Test
    void aResponseThatWasCutOffIsNeverDecoded() {
        assertThatExceptionOfType(MfaDecodingException.class)
                .isThrownBy(() ->
                        verify.decode(WireResponses.of(200, null, null, "{\"valid\":true}".getBytes(UTF_8), false)))
                .withMessage(
                        "verify: the service answered 200, but its body is larger than this client reads [UNKNOWN]");
    }

    @Test
    void brokenUtf8IsNeverAResponse() {
        byte[] body = "{\"messageId\":\"secrät\"}".getBytes(StandardCharsets.ISO_8859_1);
        assertThatExceptionOfType(MfaDecodingException.class)
                .isThrownBy(() -> messaging.decode(WireResponses.of(202, null, null, body, true)))
                .withMessage("messaging: the service answered 202, but its body is not well-formed JSON [UNKNOWN]");
    }

    @Test
    void aRequestIdThatRepeatsTheRequestIsLeftOut() {
        for (String id : new String[] {"id-123456", "19195551234"}) {
            assertThatExceptionOfType(MfaDecodingException.class)
                    .isThrownBy(() -> verify.decode(WireResponses.of(200, id, null, new byte[0], true)))
                    .withMessage("verify: the service answered 200, but its body is empty [UNKNOWN]")
                    .returns(Optional.empty(), MfaDecodingException::requestId);
        }
    }

    @Test
    void noBytesWhateverCauseAnyOtherFailure() {
        byte[] response = "{\"a\":[1.5e3,\"\\u00e4ö\"],\"valid\":true,\"b\":null}".getBytes(UTF_8);
        Random random = new Random(20261123);
        int read = 0;
        int refused = 0;
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = Arrays.copyOf(response, random.nextInt(10) == 0 ? random.nextInt(60) : response.length);
            for (int changes = random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                verify.decode(WireResponses.of(200, null, null, bytes, true));
                read++;
            } catch (MfaDecodingException e) {
                refused++;
            }
        }
        assertThat(read).isPositive();
        assertThat(refused).isPositive();
    }

    @Test
    void aCallHasNoStringFormButItsOperation() {
        assertThat(messaging).hasToString("WireCall[MESSAGING]");
        assertThat(voice).hasToString("WireCall[VOICE]");
        assertThat(verify).hasToString("WireCall[VERIFY]");
    }

    private static void assertSent(WireCall<?> call, String json) {
        assertThat(new String(call.body(), UTF_8)).isEqualTo(json);
    }

    private static void assertRefused(WireCall<?> call, String body, String message) {
        assertThatExceptionOfType(MfaDecodingException.class)
                .isThrownBy(() -> call.decode(ok(body)))
                .withMessage(message + " [UNKNOWN]")
                .withNoCause()
                .returns(200, MfaDecodingException::status)
                .returns(Optional.of(REQUEST_ID), MfaDecodingException::requestId)
                .returns(Disposition.UNKNOWN, MfaException::disposition)
                .returns(call.operation(), MfaException::operation);
    }

    private static Arguments verdict(String body, String fault) {
        return Arguments.of(Named.of(abbreviated(body), body), fault);
    }

    private static String abbreviated(String body) {
        return "'" + (body.length() < 80 ? body : body.substring(0, 79) + "…") + "'";
    }

    private static WireResponse ok(String body) {
        return WireResponses.of(200, REQUEST_ID, null, body.getBytes(UTF_8), true);
    }

    private static CodeRequest.Builder codeRequest() {
        return CodeRequest.builder()
                .to("+19195551234")
                .from("+19195554321")
                .applicationId("66fd98ae-ac8d-a00f-7fcd-ba3280aeb9b1")
                .message("Your temporary {NAME} {SCOPE} code is {CODE}");
    }

    private static VerifyCodeRequest.Builder verifyRequest() {
        return VerifyCodeRequest.builder().to("+19195551234").code("123456").expirationTime(Duration.ofMinutes(3));
    }
}

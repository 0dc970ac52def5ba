package io.github.bandwidthmfa.wire;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.bandwidthmfa.CodeRequest;
import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.MfaOperation;
import io.github.bandwidthmfa.MfaServiceException;
import io.github.bandwidthmfa.PhoneNumber;
import io.github.bandwidthmfa.VerifyCodeRequest;
import java.net.URI;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RedactionTests {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    // Credentials

    @Test
    void theGatewaysEchoOfTheAuthorizationHeaderIsMaskedWhereverItRepeatsIt() {
        assertThat(shown("'dXNlcjpodW50ZXIy' not a valid key=value pair (missing equal-sign) in Authorization header:"
                        + " 'Basic dXNlcjpodW50ZXIy'."))
                .isEqualTo("'***' not a valid key=value pair (missing equal-sign) in Authorization header:"
                        + " 'Basic ***'.");
        assertThat(shown("'Basic abc=' not a valid key=value pair (missing equal-sign) in Authorization header:"
                        + " 'Basic abc='."))
                .isEqualTo("'Basic ***' not a valid key=value pair (missing equal-sign) in Authorization header:"
                        + " 'Basic ***'.");
        assertThat(shown("'eyJhbGciOi.eyJzdWIi.T4U3_V-U' not a valid key=value pair (missing equal-sign) in"
                        + " Authorization header: 'Bearer eyJhbGciOi.eyJzdWIi.T4U3_V-U'."))
                .isEqualTo("'***' not a valid key=value pair (missing equal-sign) in Authorization header:"
                        + " 'Bearer ***'.");
        assertThat(shown("Authorization header requires 'Signature' parameter. Authorization=Basic dXNlcjpodW50ZXIy"))
                .isEqualTo("Authorization header requires 'Signature' parameter. Authorization=Basic ***");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "Bearer eyJhbGciOi.eyJzdWIi.T4U3_V-U,       Bearer ***",
                "bearer  eyJhbGciOi~+/==,                   bearer ***",
                "BASIC dXNlcjpodW50ZXIy,                    BASIC ***",
                "{\"Authorization\":\"Basic dXNlcjpwdw==\"}, {\"Authorization\":\"Basic ***\"}",
                "<b>Basic dXNlcjpodW50ZXIy</b>,             <b>Basic ***</b>",
                "`Basic dXNl, Bearer eyJh; rest`,           `Basic ***, Bearer ***; rest`"
            })
    void credentialsAreMaskedBehindTheNameOfTheirScheme(String text, String shown) {
        assertThat(shown(text)).isEqualTo(shown);
    }

    @Test
    void credentialsBrokenOverLinesAreMasked() {
        assertThat(shown("Basic\r\n dXNlcjpodW50ZXIy")).isEqualTo("Basic ***");
        assertThat(shown("Basic\u00a0dXNlcjpodW50ZXIy")).isEqualTo("Basic ***");
        assertThat(shown("Bearer\u2028\u200beyJhbGciOi")).isEqualTo("Bearer ***");
    }

    // Numbers and codes

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+19195551234",
                "19195551234",
                "+1 919 555 1234",
                "+1 (919) 555-1234",
                "(919) 555-1234",
                "919.555.1234",
                "919/555/1234",
                "919-555-1234",
                "919 - 555 - 1234",
                "919\u2011555\u20111234",
                "919\u2013555\u20131234",
                "919\u00a0555\u00a01234",
                "9\u200b1\u200b9\u200b5\u200b5\u200b51234",
                "9\0001\0009\0005\0005\00051234",
                "0049 170 1234567",
                "1234",
                "00420042",
                "1 2 3 4",
                "1-2-3-4-5-6"
            })
    void anythingThatLooksLikeANumberOrACodeIsMaskedWhole(String number) {
        assertThat(shown("number " + number + " is invalid")).isIn("number *** is invalid", "number (*** is invalid");
    }

    @Test
    void shortNumbersStayBecauseTheyExplain() {
        assertThat(shown("please wait 2 minutes, 15 at most; status 429; v1.2"))
                .isEqualTo("please wait 2 minutes, 15 at most; status 429; v1.2");
    }

    @Test
    void whatTheRequestHeldIsMaskedInsideWordsToo() {
        Redaction redaction = new Redaction(List.of("+12", "aBc+", "x.*y"));
        assertThat(redaction.apply("to=+12;code=aBc+d;x.*y;xzzy;ABC+")).isEqualTo("to=***;code=***d;***;xzzy;ABC+");
    }

    @Test
    void aCodeIsMaskedHoweverItsWhiteSpaceIsRepeated() {
        Redaction redaction = new Redaction(List.of("a\u200bb  c", "    "));
        assertThat(redaction.apply("code a\u200bb  c or a b c is wrong")).isEqualTo("code *** or *** is wrong");
    }

    @Test
    void aCodeThatIsTheNameOfASchemeDoesNotUncoverCredentials() {
        assertThat(new Redaction(List.of("Basic")).apply("'dXNlcjpodW50ZXIy' in 'Basic dXNlcjpodW50ZXIy'"))
                .isEqualTo("'***' in '*** ***'");
    }

    @Test
    void anIdConcernsTheRequestIfItHoldsAnyPartOfIt() {
        Redaction redaction = new Redaction(List.of("+19195551234", "123456"));
        assertThat(redaction.concerns("id-123456-7")).isTrue();
        assertThat(redaction.concerns("19195551234")).isTrue();
        assertThat(redaction.concerns("354cc8a3-6701-461e-8fa7-8671703dd898")).isFalse();
    }

    // One line of bounded length

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n",
                "\n",
                "\r",
                "\t",
                "\0",
                "\u000b",
                "\f",
                "\u0085",
                "\u2028",
                "\u2029",
                "\u001b",
                "\u009b",
                "\u007f",
                "\u200b",
                "\u202e",
                "\ufeff",
                "\u00a0",
                " \n \u2028 ",
                "\ud83d",
                "\ude00"
            })
    void whateverCouldForgeALogLineBecomesOneSpace(String hostile) {
        assertThat(shown("wrong" + hostile + "INFO all is well" + hostile)).isEqualTo("wrong INFO all is well");
    }

    @Test
    void anEscapeSequenceForATerminalIsDisarmed() {
        assertThat(shown("\u001b[31mred\u001b[0m \u009b2Jgone")).isEqualTo("[31mred [0m 2Jgone");
    }

    @Test
    void otherLanguagesAndEmojiStay() {
        assertThat(shown("Ungültige Nummer – número não válido 😀 番号"))
                .isEqualTo("Ungültige Nummer – número não válido 😀 番号");
    }

    @Test
    void noTextIsLongerThanFiveHundredCharacters() {
        assertThat(shown("x".repeat(500))).isEqualTo("x".repeat(500));
        assertThat(shown("x".repeat(501))).isEqualTo("x".repeat(499) + "…");
        assertThat(shown("x".repeat(1_000_000))).isEqualTo("x".repeat(499) + "…");
    }

    @Test
    void theCutLeavesNoHalfCharacter() {
        assertThat(shown("x".repeat(498) + "😀😀")).isEqualTo("x".repeat(498) + "…");
        assertThat(shown("x".repeat(497) + "😀😀")).isEqualTo("x".repeat(497) + "😀…");
    }

    @Test
    void theCutLeavesNoHalfOfASecret() {
        String text = "x".repeat(494) + " +19195551234 and Basic dXNlcjpodW50ZXIy";
        assertThat(shown(text)).isEqualTo("x".repeat(494) + " *** …");
    }

    @Test
    void textOfAnyShapeAndSizeIsReadInReasonableTime() {
        List<String> hostile = List.of(
                "1",
                "1 ",
                "1-",
                "+",
                "+1",
                "123 ",
                "12(",
                " ",
                "\n",
                "\u200b ",
                "basic",
                "basic ",
                "bearer \t",
                "Basic a",
                "Basic abcdefgh",
                "Basic a\" ",
                "'",
                "x",
                "***",
                "+12",
                "\ud83d",
                "{\"a\":",
                "[",
                "\"",
                "\\u0031");
        for (String unit : hostile) {
            assertCompletes(unit.repeat(1_000_000 / unit.length()));
            assertCompletes("{\"message\":\"123" + unit.repeat(100_000) + "x\"}");
        }
        StringBuilder differing = new StringBuilder(1_000_000);
        for (int i = 0; differing.length() < 1_000_000; i++) {
            differing.append("Basic token").append(Integer.toString(i, 36)).append("; ");
        }
        assertCompletes(differing.toString());
    }

    private static void assertCompletes(String text) {
        String shown = assertTimeoutPreemptively(
                Duration.ofSeconds(30),
                () -> errorOf(text, UTF_8).serviceMessage().orElse(""));
        assertThat(shown.length()).isLessThanOrEqualTo(500);
    }

    // Everything together

    @Test
    void noTypeShowsASecretWhateverIsAsked() {
        List<Object> shown = new ArrayList<>();
        CodeRequest codeRequest = CodeRequest.builder()
                .to("+19195551234")
                .from("+18675309867")
                .applicationId("app")
                .message("Dear Mr. Sekretski, {CODE}")
                .callbackUrl(URI.create("https://user:hunter2@example.com/Sekretski"))
                .build();
        VerifyCodeRequest verifyRequest = VerifyCodeRequest.builder()
                .to("+19195551234")
                .code("73921468")
                .expirationTime(Duration.ofMinutes(3))
                .build();
        String token = "{\"access_token\":\"hunter2\",\"expires_in\":60}";
        shown.addAll(List.of(
                PhoneNumber.of("+19195551234"),
                codeRequest,
                verifyRequest,
                Credentials.basic("hunter2", "hunter2"),
                Credentials.clientCredentials("hunter2", "hunter2"),
                Credentials.bearerToken("hunter2"),
                WireCall.messaging(codeRequest),
                WireCall.verify(verifyRequest),
                AccessToken.decode(response(200, token.getBytes(UTF_8))),
                response(200, token.getBytes(UTF_8))));

        for (String refused : List.of("{\"access_token\":\"hunter2 \"}", "{\"access_token\":\"hunter2\"")) {
            shown.add(catchThrowable(() -> AccessToken.decode(response(200, refused.getBytes(UTF_8)))));
        }

        String echo = "number +19195551234, 1 (919) 555-1234, from +1-867-530-9867, code 73921468, 'aHVudGVyMg=='"
                + " in 'Basic aHVudGVyMg==', Bearer hunter2";
        for (String body : List.of(
                echo,
                "{\"error\":\"" + echo + "\",\"requestId\":\"73921468\"}",
                "{\"message\":\"" + echo + "\",\"requestId\":\"19195551234\"}",
                "{\"valid\":\"" + echo + "\"}",
                "{\"valid\":true,\"" + echo + "\":true,\"valid\":true}",
                "{\"valid\":true} \"" + echo + "\"",
                "<html>" + echo)) {
            for (Charset charset : List.of(UTF_8, UTF_16LE)) {
                WireResponse response = response(200, body.getBytes(charset));
                shown.add(catchThrowable(() -> WireCall.verify(verifyRequest).decode(response)));
                shown.add(response);
                for (int status : new int[] {302, 400, 401, 403, 408, 429, 500, 504}) {
                    WireResponse error = response(status, body.getBytes(charset));
                    MfaServiceException exception =
                            WireCall.verify(verifyRequest).toException(error, NOW);
                    shown.add(exception);
                    shown.add(error.toServiceError(List.of("+19195551234", "73921468"), NOW));
                }
            }
        }

        assertThat(shown).hasSize(12 + 7 * 2 * 18).allSatisfy(RedactionTests::assertShowsNoSecret);
    }

    private static void assertShowsNoSecret(Object shown) {
        String text = shown + (shown instanceof Throwable t ? t.getMessage() + t.getCause() : "");
        assertThat(text.replaceAll("[^A-Za-z0-9]", ""))
                .doesNotContain("9195551234", "8675309867", "73921468", "hunter2", "aHVudGVyMg", "Sekretski");
    }

    private static WireResponse response(int status, byte[] body) {
        return WireResponses.of(status, "73921468", "73921468", body, true);
    }

    private static MfaServiceException errorOf(String body, Charset charset) {
        WireResponse response = WireResponses.of(400, null, null, body.getBytes(charset), true);
        return MfaServiceException.of(MfaOperation.VERIFY, response.toServiceError(List.of("+12", "123456"), NOW));
    }

    private static String shown(String text) {
        return new Redaction(List.of()).apply(text);
    }
}

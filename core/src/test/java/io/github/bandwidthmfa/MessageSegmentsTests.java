package io.github.bandwidthmfa;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class MessageSegmentsTests {

    private static final String EMOJI = "\ud83d\ude00";

    static Stream<Arguments> texts() {
        return Stream.of(
                Arguments.of("", 1),
                Arguments.of("a".repeat(160), 1),
                Arguments.of("a".repeat(161), 2),
                Arguments.of("a".repeat(306), 2),
                Arguments.of("a".repeat(307), 3),
                // The whole basic alphabet, and the extension table.
                Arguments.of(
                        "@\u00a3$\u00a5\u00e8\u00e9\u00f9\u00ec\u00f2\u00c7\n\u00d8\u00f8\r\u00c5\u00e5\u0394_\u03a6\u0393\u039b\u03a9\u03a0\u03a8\u03a3\u0398\u039e\u00c6\u00e6\u00df\u00c9"
                                .repeat(5),
                        1),
                Arguments.of("\u20ac".repeat(80), 1),
                Arguments.of("\u20ac".repeat(81), 2),
                Arguments.of("a" + "\u20ac".repeat(79) + "a", 1),
                Arguments.of("a" + "\u20ac".repeat(79) + "aa", 2),
                // An escape and its character stay together: 76 in each of several, not 76.5.
                Arguments.of("[".repeat(152), 2),
                Arguments.of("[".repeat(153), 3),
                Arguments.of("\f^{}\\\\[~]|".repeat(8), 1),
                // Outside of GSM-7.
                Arguments.of("\u0416".repeat(70), 1),
                Arguments.of("\u0416".repeat(71), 2),
                Arguments.of("\u0416".repeat(134), 2),
                Arguments.of("\u0416".repeat(135), 3),
                Arguments.of("a".repeat(69) + "\u2019", 1),
                Arguments.of("a".repeat(70) + "\u2019", 2),
                Arguments.of("\u00e7".repeat(70), 1),
                Arguments.of("\u00e7".repeat(71), 2),
                Arguments.of("`".repeat(71), 2),
                Arguments.of("\t".repeat(71), 2),
                Arguments.of("\u00a0".repeat(71), 2),
                // Two units each, and not divided: 33 in each of several.
                Arguments.of(EMOJI.repeat(35), 1),
                Arguments.of(EMOJI.repeat(36), 2),
                Arguments.of(EMOJI.repeat(66), 2),
                Arguments.of(EMOJI.repeat(67), 3));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void segmentsAreCountedByTheAlphabetThatTheTextNeeds(String text, int segments) {
        assertThat(MessageSegments.of(text)).isEqualTo(segments);
    }

    @Test
    void placeholdersCountAsWhatReplacesThem() {
        // 152 and the code: 160 with 8 digits.
        assertThat(MessageSegments.atMost(request("x".repeat(152) + "{CODE}", 8, null)))
                .isEqualTo(1);
        assertThat(MessageSegments.atMost(request("x".repeat(153) + "{CODE}", 8, null)))
                .isEqualTo(2);
        // The scope is 2FA if there is none.
        assertThat(MessageSegments.atMost(request("x".repeat(151) + "{SCOPE}{CODE}", 6, null)))
                .isEqualTo(1);
        assertThat(MessageSegments.atMost(request("x".repeat(152) + "{SCOPE}{CODE}", 6, null)))
                .isEqualTo(2);
        assertThat(MessageSegments.atMost(request("x".repeat(64) + "{SCOPE}{CODE}", 6, "\u0416")))
                .isEqualTo(2);
        assertThat(MessageSegments.atMost(request("x".repeat(63) + "{SCOPE}{CODE}", 6, "\u0416")))
                .isEqualTo(1);
    }

    @Test
    void placeholdersThatOccurTwiceAreReplacedTwice() {
        assertThat(MessageSegments.atMost(request("x".repeat(148) + "{CODE}{CODE}", 6, null)))
                .isEqualTo(1);
        assertThat(MessageSegments.atMost(request("x".repeat(149) + "{CODE}{CODE}", 6, null)))
                .isEqualTo(2);
    }

    @Test
    void whatReplacesAPlaceholderIsNotReplacedAgain() {
        assertThat(MessageSegments.of(request("{NAME} {CODE}", 4, null), "{SCOPE}".repeat(20)))
                .isEqualTo(MessageSegments.of("{SCOPE}".repeat(20) + " 0000"));
    }

    @ParameterizedTest
    @CsvSource({"Acme, 1", "Приложение, 1", "ПриложениеПриложениеПриложениеПриложениеПриложение, 2"})
    void aNameThatIsNotKnownIsNotUnderestimated(String name, int segments) {
        CodeRequest request = request("Your {NAME} code is {CODE}. Tell no one.", 6, null);

        assertThat(MessageSegments.of(request, name)).isEqualTo(segments);
        assertThat(MessageSegments.atMost(request))
                .isGreaterThanOrEqualTo(segments)
                .isEqualTo(2);
    }

    private static CodeRequest request(String message, int digits, String scope) {
        CodeRequest.Builder builder = CodeRequest.builder()
                .to("+19195551234")
                .from("+19195554321")
                .applicationId("a")
                .message(message)
                .digits(digits);
        return (scope == null ? builder : builder.scope(scope)).build();
    }
}

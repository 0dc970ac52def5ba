package io.github.bandwidthmfa.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.bandwidthmfa.VerifyCodeRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators read: pages become their text, rules keep their numbers. */
final class ServiceMessageTests {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "<html><head><title>502 Bad Gateway</title></head><body>x</body></html>, [page] 502 Bad Gateway",
                "<HTML><TITLE>403 ERROR</TITLE>, [page] 403 ERROR",
                "<html><body><h1>Sorry</h1><p>Try later</p></body>, [page] Sorry Try later",
                "<html><style>h1 {color: red}</style><script>alert('x')</script>Blocked</html>, [page] Blocked",
                "<title></title><h1>Blocked</h1>, [page] Blocked",
                "<!-- nginx --><center>503</center>, [page] 503",
                "<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>, [page] AccessDenied",
                "upstream said <html><body>gone</body></html>, [page] upstream said gone",
                "{\"message\":\"<html><title>Blocked</title></html>\"}, [page] Blocked",
                "{\"error\":\"failed: <p>no route</p>\"}, [page] failed: no route",
                "<html><body>cut off in a <a href=\"http://, [page] cut off in a",
                "<html>, [page]",
                "<html><title>cut off, [page] cut off",
                "<script>var a = 1, [page]"
            })
    void aPageIsShownAsItsTitleOrText(String body, String shown) {
        assertThat(message(body)).contains(shown);
    }

    @Test
    void ofALongPageTheBeginningIsShown() {
        String shown = message("<html><body>" + "word ".repeat(10_000) + "</body></html>")
                .orElseThrow();
        assertThat(shown).startsWith("[page] word word").endsWith("…").hasSize("[page] ".length() + 120);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<b>73<i>92</i></b>14 68",
                "<html>7392<br>1468</html>",
                "<html>call +1 919<br/>555<br/>1234",
                "<title>code 73921468</title>"
            })
    void tagsHideNoSecret(String body) {
        assertThat(message(body).orElseThrow())
                .doesNotContainPattern("7392|1468|555|1234")
                .contains("***");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a < b and c > d",
                "length must be <= 2048 characters",
                "use <CODE> in the text",
                "x <- y",
                "1 <2"
            })
    void aSentenceWithAngleBracketsIsNoPage(String message) {
        assertThat(message("{\"error\":\"" + message + "\"}")).contains(message);
    }

    @Test
    void aHostilePageTakesLinearTime() {
        for (String piece : new String[] {"<", "<script", "<title>", "</", "<!--", "<style>x</style", "< >"}) {
            assertTimeoutPreemptively(
                    Duration.ofSeconds(10), () -> message(piece.repeat(65_536 / piece.length())), piece);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "message must have at most 2048 characters",
                "message is too long: 2100 characters, at most 2048",
                "maxLength: 2048",
                "maximum length is 2048, minimum is 1024",
                "must be less than or equal to 2048",
                "HTTP content length exceeded 10485760 bytes.",
                "no more than 1000 messages, up to 86400 seconds",
                "limit of 5000 reached",
                "timed out after 29000 ms",
                "request abc12312-abcd-1234-abcd-123456789012 failed"
            })
    void numbersThatExplainStay(String message) {
        assertThat(message("{\"error\":\"" + message + "\"}")).contains(message);
    }

    @ParameterizedTest
    @CsvSource({
        "code 4829 was sent, code *** was sent",
        "482913 characters 482914, 482913 characters ***",
        "at most 919 555 1234, at most ***",
        "limit 4829-1357, limit ***",
        "919 555 2048 characters, *** characters",
        "73921468 characters, *** characters",
        "at most 73921468, at most ***",
        "sent to 19195551234 messages, sent to *** messages",
        "max 12345678, max ***"
    })
    void otherNumbersAreMaskedAsBefore(String message, String shown) {
        assertThat(message("{\"error\":\"" + message + "\"}")).contains(shown);
    }

    private static Optional<String> message(String body) {
        return WireCall.verify(VerifyCodeRequest.builder()
                        .to("+19195551234")
                        .code("73921468")
                        .expirationTime(Duration.ofMinutes(3))
                        .build())
                .toException(WireResponses.of(400, null, null, body.getBytes(UTF_8), true), NOW)
                .serviceMessage();
    }
}

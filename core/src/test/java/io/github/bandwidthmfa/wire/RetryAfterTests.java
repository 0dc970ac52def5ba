package io.github.bandwidthmfa.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RetryAfterTests {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "0,                                  PT0S",
                "1,                                  PT1S",
                "\" 30 \",                           PT30S",
                "0030,                               PT30S",
                "86400,                              PT24H",
                "86401,                              PT24H",
                "999999999999999999,                 PT24H",
                "9999999999999999999999999999999999, PT24H",
                "\"Mon, 23 Nov 2026 12:00:30 GMT\",  PT30S",
                "\"Mon, 23 Nov 2026 12:00:00 GMT\",  PT0S",
                "\"Mon, 23 Nov 2026 11:59:59 GMT\",  PT0S",
                "\"Thu, 1 Jan 1970 00:00:00 GMT\",   PT0S",
                "\"Wed, 25 Nov 2026 12:00:00 GMT\",  PT24H",
                "\"Fri, 31 Dec 9999 23:59:59 GMT\",  PT24H"
            })
    void theHeaderIsSecondsOrADateAndAtMostADay(String header, Duration wait) {
        assertThat(RetryAfter.read(header, Optional.empty(), NOW)).contains(wait);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                " ",
                "-1",
                "+1",
                "1.5",
                "1,5",
                "1e3",
                "0x10",
                "30s",
                "soon",
                "NaN",
                "٣٠",
                "2026-11-23T12:00:30Z",
                "Tue, 23 Nov 2026 12:00:30 GMT",
                "Mon, 23 Nov 2026 12:00:30",
                "Mon, 31 Feb 2026 12:00:30 GMT",
                "30, 60"
            })
    void aHeaderThatIsNeitherSaysNothing(String header) {
        assertThat(RetryAfter.read(header, Optional.empty(), NOW)).isEmpty();
        assertThat(RetryAfter.read(header, Optional.of("please wait 2 minutes"), NOW))
                .contains(Duration.ofMinutes(2));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "\"This number has exceeded verification attempts, please wait 2 minutes\", PT2M",
                "please wait 1 minute,     PT1M",
                "Please Wait 30 Seconds.,  PT30S",
                "please wait 1 second,     PT1S",
                "wait 24 hours,            PT24H",
                "wait 999 hours,           PT24H",
                "wait 0 seconds,           PT0S"
            })
    void withoutAHeaderTheTextIsAsked(String message, Duration wait) {
        assertThat(RetryAfter.read(null, Optional.of(message), NOW)).contains(wait);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "please wait",
                "please wait a few minutes",
                "please wait -2 minutes",
                "please wait 2.5 minutes",
                "please wait 1000 seconds",
                "please wait 2 days",
                "2 minutes"
            })
    void otherTextSaysNothing(String message) {
        assertThat(RetryAfter.read(null, Optional.of(message), NOW)).isEmpty();
    }

    @Test
    void theHeaderWinsOverTheText() {
        assertThat(RetryAfter.read("35", Optional.of("please wait 2 minutes"), NOW))
                .contains(Duration.ofSeconds(35));
        assertThat(RetryAfter.read("0", Optional.of("please wait 2 minutes"), NOW))
                .contains(Duration.ZERO);
    }
}

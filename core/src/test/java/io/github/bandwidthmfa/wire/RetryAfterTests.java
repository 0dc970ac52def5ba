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
                "1,                                  PT1S",
                "\" 30 \",                           PT30S",
                "0030,                               PT30S",
                "86400,                              PT24H",
                "86401,                              PT24H",
                "999999999999999999,                 PT24H",
                "9999999999999999999999999999999999, PT24H",
                "\"Mon, 23 Nov 2026 12:00:30 GMT\",  PT30S",
                "\"Monday, 23-Nov-26 12:00:30 GMT\",  PT30S",
                "\"Mon Nov 23 12:00:30 2026\",        PT30S",
                "\"Wed Nov 25 12:00:00 2026\",        PT24H",
                "\"Wed, 25 Nov 2026 12:00:00 GMT\",  PT24H",
                "\"Fri, 31 Dec 9999 23:59:59 GMT\",  PT24H"
            })
    void theHeaderIsSecondsOrADateAndAtMostADay(String header, Duration wait) {
        assertThat(RetryAfter.read(header, null, Optional.empty(), NOW)).contains(wait);
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
                "Tuesday, 23-Nov-26 12:00:30 GMT",
                "Mon Nov 23 12:00:30",
                "30, 60"
            })
    void aHeaderThatIsNeitherSaysNothing(String header) {
        assertThat(RetryAfter.read(header, null, Optional.empty(), NOW)).isEmpty();
        assertThat(RetryAfter.read(header, null, Optional.of("please wait 2 minutes"), NOW))
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
                "wait 999 hours,           PT24H"
            })
    void withoutAHeaderTheTextIsAsked(String message, Duration wait) {
        assertThat(RetryAfter.read(null, null, Optional.of(message), NOW)).contains(wait);
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
                "2 minutes",
                "wait 0 seconds"
            })
    void otherTextSaysNothing(String message) {
        assertThat(RetryAfter.read(null, null, Optional.of(message), NOW)).isEmpty();
    }

    @Test
    void theHeaderWinsOverTheText() {
        assertThat(RetryAfter.read("35", null, Optional.of("please wait 2 minutes"), NOW))
                .contains(Duration.ofSeconds(35));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "000",
                "Mon, 23 Nov 2026 12:00:00 GMT",
                "Mon, 23 Nov 2026 11:59:59 GMT",
                "Thu, 1 Jan 1970 00:00:00 GMT",
                "Sunday, 06-Nov-94 08:49:37 GMT",
                "Sun Nov  6 08:49:37 1994"
            })
    void nothingToWaitForLeavesTheCallersOwnBackoffInForce(String header) {
        assertThat(RetryAfter.read(header, null, Optional.empty(), NOW)).isEmpty();
        assertThat(RetryAfter.read(header, null, Optional.of("please wait 2 minutes"), NOW))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Mon, 23 Nov 2026 18:00:00 GMT", "Monday, 23-Nov-26 18:00:00 GMT", "Mon Nov 23 18:00:00 2026"})
    void aDateIsCountedFromTheResponsesOwnDate(String sent) {
        assertThat(RetryAfter.read("Mon, 23 Nov 2026 18:00:10 GMT", sent, Optional.empty(), NOW))
                .contains(Duration.ofSeconds(10));
        assertThat(RetryAfter.read("Mon, 23 Nov 2026 17:59:50 GMT", sent, Optional.empty(), NOW))
                .isEmpty();
        assertThat(RetryAfter.read("10", sent, Optional.empty(), NOW)).contains(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "2026-11-23T18:00:00Z"})
    void withoutAReadableDateThisMachinesClockHasToDo(String sent) {
        assertThat(RetryAfter.read("Mon, 23 Nov 2026 12:00:10 GMT", sent, Optional.empty(), NOW))
                .contains(Duration.ofSeconds(10));
    }
}

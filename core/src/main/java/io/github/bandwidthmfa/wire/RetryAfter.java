package io.github.bandwidthmfa.wire;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How long an error response asks to wait. The service documents the text only; the header is honoured where it is present,
 * in the forms of RFC 9110, sections 5.6.7 and 10.2.3.
 */
final class RetryAfter {

    private static final Duration MAX = Duration.ofDays(1);
    private static final Pattern SECONDS = Pattern.compile("[0-9]+");
    private static final int MAX_DIGITS = 18;
    private static final Pattern PLEASE_WAIT =
            Pattern.compile("wait ([0-9]{1,3}) (second|minute|hour)", Pattern.CASE_INSENSITIVE);

    private static final DateTimeFormatter ASCTIME =
            strict(new DateTimeFormatterBuilder().appendPattern("EEE MMM ppd HH:mm:ss uuuu"));

    /** A year of two digits that seems to be more than so many years ahead is of the century before. */
    private static final int MAX_YEARS_AHEAD = 50;

    private RetryAfter() {}

    /**
     * Reads the wait.
     *
     * @param header the header {@code Retry-After}
     * @param date the response's own {@code Date}: a date in the header is of the server's clock, which need not agree with
     *     this machine's
     * @param now this machine's time, in place of a {@code Date} that is missing
     * @return more than zero; empty if there is nothing to wait for, so that it never takes the place of a caller's own
     *     backoff
     */
    static Optional<Duration> read(
            @Nullable String header, @Nullable String date, Optional<String> message, Instant now) {
        return Optional.ofNullable(header)
                .flatMap(value -> fromHeader(value.strip(), date, now))
                .or(() -> message.flatMap(RetryAfter::fromText))
                .filter(wait -> !wait.isNegative() && !wait.isZero())
                .map(wait -> wait.compareTo(MAX) > 0 ? MAX : wait);
    }

    private static Optional<Duration> fromHeader(String value, @Nullable String date, Instant now) {
        if (SECONDS.matcher(value).matches()) {
            return Optional.of(value.length() > MAX_DIGITS ? MAX : Duration.ofSeconds(Long.parseLong(value)));
        }
        Instant sent = Optional.ofNullable(date)
                .flatMap(text -> parse(text.strip(), now))
                .orElse(now);
        return parse(value, now).map(until -> Duration.between(sent, until));
    }

    private static Optional<Instant> parse(String date, Instant now) {
        for (DateTimeFormatter format : List.of(DateTimeFormatter.RFC_1123_DATE_TIME, ASCTIME, rfc850(now))) {
            try {
                return Optional.of(Instant.from(format.parse(date)));
            } catch (DateTimeException e) {
                // One of the other two, or no date.
            }
        }
        return Optional.empty();
    }

    private static DateTimeFormatter rfc850(Instant now) {
        int earliest = now.atZone(ZoneOffset.UTC).getYear() + MAX_YEARS_AHEAD - 99;
        return strict(new DateTimeFormatterBuilder()
                .appendPattern("EEEE, dd-MMM-")
                .appendValueReduced(ChronoField.YEAR, 2, 2, earliest)
                .appendPattern(" HH:mm:ss 'GMT'"));
    }

    private static DateTimeFormatter strict(DateTimeFormatterBuilder format) {
        return format.toFormatter(Locale.ENGLISH)
                .withResolverStyle(ResolverStyle.STRICT)
                .withZone(ZoneOffset.UTC);
    }

    private static Optional<Duration> fromText(String message) {
        Matcher wait = PLEASE_WAIT.matcher(message);
        if (!wait.find()) {
            return Optional.empty();
        }
        long amount = Long.parseLong(wait.group(1));
        return Optional.of(
                switch (wait.group(2).toLowerCase(Locale.ROOT)) {
                    case "second" -> Duration.ofSeconds(amount);
                    case "minute" -> Duration.ofMinutes(amount);
                    default -> Duration.ofHours(amount);
                });
    }
}

package io.github.bandwidthmfa.wire;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How long an error answer asks to wait. The service documents the text only; the header is honoured where it is present. */
final class RetryAfter {

    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Pattern SECONDS = Pattern.compile("\\d+");
    private static final int MOST_DIGITS = 18;
    private static final Pattern PLEASE_WAIT =
            Pattern.compile("wait (\\d{1,3}) (second|minute|hour)", Pattern.CASE_INSENSITIVE);

    private RetryAfter() {}

    static Optional<Duration> read(@Nullable String header, Optional<String> message, Instant now) {
        return Optional.ofNullable(header)
                .flatMap(value -> fromHeader(value.strip(), now))
                .or(() -> message.flatMap(RetryAfter::fromText))
                .map(wait -> wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
    }

    private static Optional<Duration> fromHeader(String value, Instant now) {
        if (SECONDS.matcher(value).matches()) {
            return Optional.of(value.length() > MOST_DIGITS ? LONGEST : Duration.ofSeconds(Long.parseLong(value)));
        }
        try {
            Instant date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Optional.of(date.isAfter(now) ? Duration.between(now, date) : Duration.ZERO);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
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

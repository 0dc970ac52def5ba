package io.github.bandwidthmfa.examples.doctor;

import io.github.bandwidthmfa.examples.doctor.Finding.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How far this machine's clock is from that of the servers, by the header {@code Date} of their responses. */
final class Clock {

    /** A response takes a while, and {@code Date} has whole seconds; certificates are not that exact. */
    private static final Duration TOLERANCE = Duration.ofMinutes(1);

    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.US);

    private boolean asked;
    private volatile @Nullable Duration ahead;

    /** A response has arrived. */
    void saw(@Nullable String date) {
        asked = true;
        if (date == null) {
            return;
        }
        try {
            ahead = Duration.between(ZonedDateTime.parse(date, HTTP_DATE).toInstant(), Instant.now());
        } catch (DateTimeParseException malformed) {
            // As if there were none.
        }
    }

    Finding finding() {
        Duration difference = ahead;
        if (difference == null) {
            return asked
                    ? Finding.undecided(
                            Step.CLOCK,
                            "",
                            "no response had a readable Date",
                            "Whether this machine's clock is right is not known; something on the way may take the header out.",
                            "Compare the clock of this machine with another one.")
                    : Finding.skipped(Step.CLOCK, "", "no server has answered");
        }
        String seen = "this machine is " + difference.abs().toSeconds() + " s "
                + (difference.isNegative() ? "behind" : "ahead");
        return difference.abs().compareTo(TOLERANCE) <= 0
                ? Finding.ok(Step.CLOCK, "", seen, "")
                : Finding.failed(
                        Step.CLOCK,
                        "",
                        seen,
                        "Certificates may seem expired or not valid yet, and logs do not match Bandwidth's.",
                        "Set the clock of this machine, for example by NTP.");
    }
}

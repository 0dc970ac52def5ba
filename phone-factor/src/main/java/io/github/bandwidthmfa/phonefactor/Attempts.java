package io.github.bandwidthmfa.phonefactor;

import io.github.bandwidthmfa.PhoneNumber;
import io.github.bandwidthmfa.sendguard.Purpose;
import io.github.bandwidthmfa.sendguard.SendAttempt;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;

/** Describes to the send guard who wants a code. */
final class Attempts {

    private final boolean numbersAreProven;
    private final @Nullable SendSource source;

    Attempts(boolean numbersAreProven, @Nullable SendSource source) {
        this.numbersAreProven = numbersAreProven;
        this.source = source;
    }

    SendAttempt of(ServerWebExchange exchange, Applicant applicant, PhoneNumber number) {
        SendAttempt attempt = SendAttempt.to(number, applicant.purpose());
        if (applicant.person() != null) {
            attempt = attempt.by(applicant.owner());
        }
        String from = source == null ? null : source.of(exchange);
        if (from != null) {
            attempt = attempt.from(from);
        }
        return numbersAreProven && applicant.purpose() == Purpose.SECOND_FACTOR ? attempt.toProvenNumber() : attempt;
    }
}

package io.github.bandwidthmfa.phonefactor;

import io.github.bandwidthmfa.PhoneNumber;
import io.github.bandwidthmfa.phonefactor.PhoneLoginState.Step;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Tells how far a browser has come. */
final class LoginStates {

    private final CodeMessages messages;
    private final Duration cooldown;
    private final TrustedDevices devices;
    private final PhoneFactorAuthority authority;
    private final Clock clock;

    LoginStates(
            CodeMessages messages,
            Duration cooldown,
            TrustedDevices devices,
            PhoneFactorAuthority authority,
            Clock clock) {
        this.messages = messages;
        this.cooldown = cooldown;
        this.devices = devices;
        this.authority = authority;
        this.clock = clock;
    }

    /** With {@code again}, a person who has entered a code is to enter another. */
    Mono<PhoneLoginState> of(ServerWebExchange exchange, Applicant applicant, boolean again) {
        return exchange.getSession().map(session -> state(applicant, PhoneChallenge.of(session, applicant), again));
    }

    private PhoneLoginState state(Applicant applicant, Optional<PhoneChallenge> sent, boolean again) {
        Instant now = clock.instant();
        return new PhoneLoginState(
                step(applicant, sent.isPresent(), again),
                masked(applicant, sent.map(PhoneChallenge::number).orElse(null)),
                messages.channels(),
                sent.map(PhoneChallenge::channel).orElse(null),
                sent.map(challenge -> challenge.untilResend(cooldown, now)).orElse(Duration.ZERO),
                sent.map(challenge -> challenge.lockedFor(now)).orElse(Duration.ZERO),
                devices.areOffered() && !applicant.typesNumber());
    }

    private Step step(Applicant applicant, boolean sent, boolean again) {
        if (sent) {
            return Step.CODE;
        }
        if (applicant.typesNumber()) {
            return Step.NUMBER;
        }
        if (!again && applicant.person() != null && authority.isHeldBy(applicant.person())) {
            return Step.DONE;
        }
        return applicant.onFile() == null ? Step.NO_PHONE : Step.SEND;
    }

    /** A typed number is that of the challenge, which only the session knows that it was typed in. */
    private static @Nullable String masked(Applicant applicant, @Nullable PhoneNumber typed) {
        PhoneNumber number = applicant.typesNumber() ? typed : applicant.onFile();
        return number == null ? null : MaskedNumber.of(number);
    }
}

package io.github.bandwidthmfa.phonefactor;

import io.github.bandwidthmfa.PhoneNumber;
import io.github.bandwidthmfa.sendguard.Purpose;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Finds out who wants a code, and for what. */
final class Applicants {

    /** Age that the code to the old number may have when the number is changed. */
    static final Duration MAX_AGE_FOR_CHANGE = Duration.ofMinutes(5);

    private final CurrentPerson person;
    private final UserPhones phones;
    private final boolean signInByPhone;
    private final PhoneFactorAuthority authority;
    private final Clock clock;

    Applicants(
            CurrentPerson person,
            UserPhones phones,
            boolean signInByPhone,
            PhoneFactorAuthority authority,
            Clock clock) {
        this.person = person;
        this.phones = phones;
        this.signInByPhone = signInByPhone;
        this.authority = authority;
        this.clock = clock;
    }

    /** For the second factor, or to sign in by phone alone; empty if nobody has signed in, and must have. */
    Mono<Applicant> toSignIn(ServerWebExchange exchange) {
        return person.of(exchange)
                .flatMap(someone -> onFile(someone)
                        .map(number -> new Applicant(Purpose.SECOND_FACTOR, someone, number.orElse(null))))
                .switchIfEmpty(Mono.justOrEmpty(signInByPhone ? new Applicant(Purpose.SIGN_IN, null, null) : null));
    }

    /**
     * To add or change a number; empty if nobody has signed in.
     *
     * @return an error with a {@link StepUpException} if a number is on file and the code to it is too old
     */
    Mono<Applicant> toEnrol(ServerWebExchange exchange) {
        return person.of(exchange)
                .flatMap(someone -> onFile(someone).map(number -> {
                    if (number.isPresent() && !hasFreshFactor(someone)) {
                        throw new StepUpException(MAX_AGE_FOR_CHANGE);
                    }
                    return new Applicant(Purpose.ENROLMENT, someone, number.orElse(null));
                }));
    }

    private Mono<Optional<PhoneNumber>> onFile(Authentication someone) {
        return phones.phoneOf(someone).map(Optional::of).defaultIfEmpty(Optional.empty());
    }

    private boolean hasFreshFactor(Authentication someone) {
        Instant oldest = clock.instant().minus(MAX_AGE_FOR_CHANGE);
        return someone.getAuthorities().stream()
                .anyMatch(held -> held instanceof FactorGrantedAuthority factor
                        && authority.name().equals(factor.getAuthority())
                        && factor.getIssuedAt().isAfter(oldest));
    }

    /** The code that the person has entered is missing or too old for this. */
    static final class StepUpException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final Duration maxAge;

        StepUpException(Duration maxAge) {
            super("a newer code is needed", null, false, false);
            this.maxAge = maxAge;
        }

        @Nullable
        Duration maxAge() {
            return maxAge;
        }
    }
}

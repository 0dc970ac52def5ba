package io.github.bandwidthmfa.phonefactor;

import io.github.bandwidthmfa.PhoneNumber;
import io.github.bandwidthmfa.sendguard.Purpose;
import io.github.bandwidthmfa.sendguard.SendAttempt;
import io.github.bandwidthmfa.sendguard.SendGuard;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Mono;

/** Turns the right code into a signed-in person. */
final class VerifyCode {

    private static final Logger LOG = LoggerFactory.getLogger(VerifyCode.class);

    /** A code that is being entered. By the session as an object, which requests share if it is kept in memory. */
    private record Entry(WebSession session, String code) {

        @Override
        public String toString() {
            return "Entry[***]";
        }
    }

    private final Applicants applicants;
    private final CodeChecker checker;
    private final CodeMessages messages;
    private final SignedIn signedIn;
    private final SendGuard guard;
    private final Attempts attempts;
    private final LoginEvents events;
    private final @Nullable PhoneEnrolment enrolment;
    private final @Nullable PhoneUsers users;
    private final Clock clock;
    private final SharedWork<Entry, Authentication> entries = new SharedWork<>();

    VerifyCode(
            Applicants applicants,
            CodeChecker checker,
            CodeMessages messages,
            SignedIn signedIn,
            SendGuard guard,
            Attempts attempts,
            LoginEvents events,
            @Nullable PhoneEnrolment enrolment,
            @Nullable PhoneUsers users,
            Clock clock) {
        this.applicants = applicants;
        this.checker = checker;
        this.messages = messages;
        this.signedIn = signedIn;
        this.guard = guard;
        this.attempts = attempts;
        this.events = events;
        this.enrolment = enrolment;
        this.users = users;
        this.clock = clock;
    }

    /** The person with the factor; fails with a {@link RefusedException}. */
    Mono<Authentication> verify(ServerWebExchange exchange, Applicant applicant, String typed) {
        return Mono.defer(() -> {
                    String code = checker.normalize(typed);
                    return exchange.getSession().flatMap(session -> verify(exchange, session, applicant, code));
                })
                .doOnNext(events::succeeded)
                .doOnError(RefusedException.class, refused -> {
                    // The other half of the double click tells what came of it.
                    if (refused.reason() != Reason.ENTERED_AGAIN) {
                        events.failed(applicant, refused);
                    }
                });
    }

    private Mono<Authentication> verify(
            ServerWebExchange exchange, WebSession session, Applicant applicant, String code) {
        PhoneChallenge challenge =
                PhoneChallenge.of(session, applicant).orElseThrow(() -> new RefusedException(Reason.NO_CODE));
        Instant now = clock.instant();
        if (!challenge.lockedFor(now).isZero()) {
            throw new RefusedException(Reason.LOCKED, challenge.lockedFor(now));
        }
        if (challenge.isExpired(messages.lifetime(), now)) {
            throw new RefusedException(Reason.EXPIRED);
        }
        PhoneNumber number = applicant.typesNumber() ? challenge.number() : applicant.onFile();
        if (number == null) {
            throw new RefusedException(Reason.NO_PHONE);
        }
        // One new id for a shared session: of one after the other, the response that arrives last could tell one that
        // is no more.
        return entries.join(
                        new Entry(session, code), () -> signIn(exchange, session, applicant, challenge, number, code))
                .map(SharedWork.Outcome::value);
    }

    private Mono<Authentication> signIn(
            ServerWebExchange exchange,
            WebSession session,
            Applicant applicant,
            PhoneChallenge challenge,
            PhoneNumber number,
            String code) {
        return signedIn.isStored(exchange)
                .flatMap(stored -> checker.isRight(challenge, number, code)
                        .doOnError(RefusedException.class, refused -> remember(session, challenge, refused))
                        .filter(right -> right)
                        .switchIfEmpty(Mono.error(new RefusedException(Reason.WRONG_CODE)))
                        .flatMap(right -> person(exchange, applicant, number, stored))
                        .flatMap(person -> {
                            PhoneChallenge.removeFrom(session);
                            return entered(attempts.of(exchange, applicant, number))
                                    .then(signedIn.complete(exchange, person));
                        }));
    }

    private void remember(WebSession session, PhoneChallenge challenge, RefusedException refused) {
        if (refused.reason() == Reason.LOCKED) {
            challenge.locked(clock.instant().plus(refused.retryAfter())).keepIn(session);
        } else if (refused.reason() == Reason.TOO_MANY_TRIES) {
            PhoneChallenge.removeFrom(session);
        }
    }

    private Mono<Authentication> person(
            ServerWebExchange exchange, Applicant applicant, PhoneNumber number, boolean stored) {
        Authentication person = applicant.person();
        if (applicant.purpose() == Purpose.SIGN_IN || person == null) {
            return personOf(number);
        }
        Mono<Authentication> still = signedIn.still(exchange, person, stored);
        return applicant.purpose() == Purpose.ENROLMENT
                // Asked again: another browser may have added a number while the code was checked.
                ? still.flatMap(someone -> applicants
                        .toEnrol(exchange)
                        .then(Mono.defer(() -> save(someone, number)))
                        .thenReturn(someone))
                : still;
    }

    private Mono<Void> save(Authentication person, PhoneNumber number) {
        return Objects.requireNonNull(enrolment).save(person, number).onErrorMap(failed -> {
            LOG.error("A proven number was not saved: {}", failed.getClass().getName());
            return new RefusedException(Reason.NOT_SAVED);
        });
    }

    /** As for a wrong code, also if the number is nobody's, or its person's account is locked. */
    private Mono<Authentication> personOf(PhoneNumber number) {
        return Objects.requireNonNull(users)
                .findByPhone(number)
                .filter(VerifyCode::maySignIn)
                .map(VerifyCode::authenticated)
                .switchIfEmpty(Mono.error(new RefusedException(Reason.WRONG_CODE)));
    }

    private static boolean maySignIn(UserDetails user) {
        return user.isEnabled() && user.isAccountNonLocked() && user.isAccountNonExpired();
    }

    private static Authentication authenticated(UserDetails user) {
        return UsernamePasswordAuthenticationToken.authenticated(user, null, user.getAuthorities());
    }

    /** A guard whose back end fails does not keep a person out who has entered the right code. */
    private Mono<Void> entered(SendAttempt attempt) {
        return guard.entered(attempt).onErrorResume(failed -> {
            LOG.warn("An entered code was not counted: {}", failed.getClass().getName());
            return Mono.empty();
        });
    }
}

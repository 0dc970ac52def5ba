package io.github.bandwidthmfa.phonefactor;

import io.github.bandwidthmfa.PhoneNumber;
import io.github.bandwidthmfa.phoneinput.PhoneNumberParser;
import io.github.bandwidthmfa.sendguard.Purpose;
import io.github.bandwidthmfa.sendguard.SendAttempt;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Sends a code to whom it may concern: one message for one wish, whoever goes away meanwhile. */
final class SendCode {

    private static final Logger LOG = LoggerFactory.getLogger(SendCode.class);

    private static final Duration MAX_LOOKUP = Duration.ofSeconds(10);
    private static final int MIN_DELAY_MILLIS = 50;
    private static final int MAX_DELAY_MILLIS = 500;

    private final CodeSender sender;
    private final SendLimits limits;
    private final DetachedWork detached;
    private final PhoneNumberParser numbers;
    private final Attempts attempts;
    private final @Nullable PhoneUsers users;
    private final Clock clock;

    SendCode(
            CodeSender sender,
            SendLimits limits,
            DetachedWork detached,
            PhoneNumberParser numbers,
            Attempts attempts,
            @Nullable PhoneUsers users,
            Clock clock) {
        this.sender = sender;
        this.limits = limits;
        this.detached = detached;
        this.numbers = numbers;
        this.attempts = attempts;
        this.users = users;
        this.clock = clock;
    }

    /** A wish for a code. */
    private record Wish(
            WebSession session,
            Optional<PhoneChallenge> before,
            PhoneChallenge challenge,
            PhoneNumber number,
            SendAttempt attempt) {

        boolean begins() {
            return before.isEmpty() || !before.get().scope().equals(challenge.scope());
        }

        @Override
        public String toString() {
            return "Wish[***]";
        }
    }

    /** Fails with a {@link RefusedException}. */
    Mono<Void> send(ServerWebExchange exchange, Applicant applicant, Channel channel, @Nullable String typed) {
        if (applicant.person() != null) {
            PhoneFactorAuthority.requireCopyable(applicant.person());
        }
        return exchange.getSession().flatMap(session -> {
            Optional<PhoneChallenge> before = PhoneChallenge.of(session, applicant);
            return number(applicant, typed, before)
                    .map(number -> wish(exchange, session, applicant, before, number, channel))
                    // The session is there for a person who comes back, even if this browser does not wait.
                    .flatMap(wish -> detached.toTheEnd(fulfil(wish)));
        });
    }

    private Mono<PhoneNumber> number(Applicant applicant, @Nullable String typed, Optional<PhoneChallenge> before) {
        if (!applicant.typesNumber()) {
            if (typed != null) {
                return Mono.error(new RefusedException(Reason.NUMBER_ON_FILE));
            }
            return applicant.onFile() == null
                    ? Mono.error(new RefusedException(Reason.NO_PHONE))
                    : Mono.just(applicant.onFile());
        }
        if (typed == null) {
            return Mono.justOrEmpty(before.map(PhoneChallenge::number))
                    .switchIfEmpty(Mono.error(new RefusedException(Reason.NO_CODE)));
        }
        // The parser reads a country's rules from its jar when it first needs them.
        return Mono.fromCallable(() -> numbers.parse(typed))
                .subscribeOn(Schedulers.boundedElastic())
                .onErrorMap(IllegalArgumentException.class, wrong -> new RefusedException(Reason.NOT_A_NUMBER));
    }

    private Wish wish(
            ServerWebExchange exchange,
            WebSession session,
            Applicant applicant,
            Optional<PhoneChallenge> before,
            PhoneNumber number,
            Channel channel) {
        PhoneNumber typed = applicant.typesNumber() ? number : null;
        PhoneChallenge challenge = before.filter(same -> !applicant.typesNumber() || number.equals(same.number()))
                .map(same -> same.resent(channel, clock.instant()))
                .orElseGet(() -> PhoneChallenge.begin(applicant, channel, typed, clock.instant()));
        return new Wish(session, before, challenge, number, attempts.of(exchange, applicant, number));
    }

    private Mono<Void> fulfil(Wish wish) {
        return limits.takeSend(wish.challenge(), wish.number(), wish.begins())
                .then(Mono.defer(() -> {
                            wish.challenge().keepIn(wish.session());
                            return wish.session().save();
                        })
                        // Nothing is sent then, so a code must not be told to have been.
                        .onErrorResume(failed -> limits.giveSendBack(wish.challenge(), wish.number(), wish.begins())
                                .then(Mono.error(failed))))
                .then(Mono.defer(() -> wish.attempt().purpose() == Purpose.SIGN_IN ? sendLater(wish) : sendNow(wish)));
    }

    private Mono<Void> sendNow(Wish wish) {
        return sender.send(wish.attempt(), wish.challenge())
                .onErrorResume(
                        error -> !(error instanceof RefusedException refused) || refused.reason() != Reason.MAY_BE_SENT,
                        error -> undo(wish).then(Mono.error(error)));
    }

    private Mono<Void> undo(Wish wish) {
        return limits.giveSendBack(wish.challenge(), wish.number(), wish.begins())
                .then(Mono.defer(() -> {
                    wish.before()
                            .ifPresentOrElse(
                                    before -> before.keepIn(wish.session()),
                                    () -> PhoneChallenge.removeFrom(wish.session()));
                    return wish.session().save();
                }));
    }

    /** After the response, at an uncertain time: neither its content nor its time tells whether the number is anybody's. */
    private Mono<Void> sendLater(Wish wish) {
        Duration delay = Duration.ofMillis(ThreadLocalRandom.current().nextInt(MIN_DELAY_MILLIS, MAX_DELAY_MILLIS));
        Mono<Void> send = Mono.delay(delay)
                .then(Mono.defer(() -> users == null ? Mono.empty() : users.findByPhone(wish.number())))
                // Nobody waits for it, so nobody would notice.
                .timeout(MAX_LOOKUP)
                .flatMap(user -> sender.send(wish.attempt(), wish.challenge()))
                .onErrorResume(failed -> {
                    LOG.warn("A code for sign-in by phone was not sent: {}", describe(failed));
                    return Mono.empty();
                });
        return Mono.fromRunnable(() -> detached.begin(send));
    }

    private static String describe(Throwable failed) {
        return failed instanceof RefusedException refused
                ? refused.reason().id()
                : failed.getClass().getName();
    }
}

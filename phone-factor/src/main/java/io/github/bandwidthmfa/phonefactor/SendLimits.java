package io.github.bandwidthmfa.phonefactor;

import io.github.bandwidthmfa.PhoneNumber;
import io.github.bandwidthmfa.sendguard.AttemptLimits;
import io.github.bandwidthmfa.sendguard.Limit;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * How often a code may be asked for, and how often one may be tried. Counted before the guard is asked or the service is called, so that
 * of many requests at once one gets through.
 */
final class SendLimits {

    private static final List<Limit> CHALLENGES = List.of(new Limit(5, Duration.ofHours(1)));

    /** Longer than any challenge lives: its tries are not to come back. */
    private static final Duration TRIES_PERIOD = Duration.ofDays(31);

    private final AttemptLimits attempts;
    private final List<Limit> cooldown;
    private final List<Limit> tries;

    SendLimits(AttemptLimits attempts, Duration cooldown, int tries) {
        this.attempts = attempts;
        this.cooldown = List.of(new Limit(1, cooldown));
        this.tries = List.of(new Limit(tries, TRIES_PERIOD));
    }

    /** Counts a wish for a code; refuses within the cooldown of the number, and more than 5 challenges an hour. */
    Mono<Void> takeSend(PhoneChallenge challenge, PhoneNumber number, boolean begins) {
        return require(attempts.take(cooldownKey(challenge, number), cooldown), Reason.SENT_JUST_NOW, Reason.NOT_SENT)
                .then(Mono.defer(() -> begins
                        ? require(
                                        attempts.take(challengesKey(challenge, number), CHALLENGES),
                                        Reason.TOO_MANY_CODES,
                                        Reason.NOT_SENT)
                                .onErrorResume(
                                        RefusedException.class,
                                        refused -> giveBack(cooldownKey(challenge, number), cooldown)
                                                .then(Mono.error(refused)))
                        : Mono.empty()));
    }

    /** Gives back what a code has taken that certainly was not sent. */
    Mono<Void> giveSendBack(PhoneChallenge challenge, PhoneNumber number, boolean begins) {
        Mono<Void> back = giveBack(cooldownKey(challenge, number), cooldown);
        return begins ? back.then(giveBack(challengesKey(challenge, number), CHALLENGES)) : back;
    }

    Mono<Void> takeTry(PhoneChallenge challenge) {
        return require(attempts.take(triesKey(challenge), tries), Reason.TOO_MANY_TRIES, Reason.NOT_CHECKED)
                // The tries do not come back, so there is nothing to wait for.
                .onErrorMap(
                        RefusedException.class,
                        refused -> refused.reason() == Reason.TOO_MANY_TRIES
                                ? new RefusedException(Reason.TOO_MANY_TRIES)
                                : refused);
    }

    Mono<Void> giveTryBack(PhoneChallenge challenge) {
        return giveBack(triesKey(challenge), tries);
    }

    private static Mono<Void> require(Mono<Duration> taken, Reason otherwise, Reason ifNotCounted) {
        return taken.onErrorMap(failed -> ServiceFailures.ofCounting(failed, ifNotCounted))
                .flatMap(wait -> wait.isZero() ? Mono.empty() : Mono.error(new RefusedException(otherwise, wait)));
    }

    /** If it fails, an attempt is lost: that is on the safe side. */
    private Mono<Void> giveBack(String key, List<Limit> limits) {
        return attempts.giveBack(key, limits).onErrorComplete();
    }

    /** By purpose: who types a number without having signed in must not keep its owner from getting codes. */
    private static String cooldownKey(PhoneChallenge challenge, PhoneNumber number) {
        return "cooldown:" + challenge.purpose() + ":" + number.value();
    }

    private static String challengesKey(PhoneChallenge challenge, PhoneNumber number) {
        return "challenges:" + challenge.purpose() + ":"
                + (challenge.owner().isEmpty() ? number.value() : challenge.owner());
    }

    private static String triesKey(PhoneChallenge challenge) {
        return "tries:" + challenge.scope();
    }
}

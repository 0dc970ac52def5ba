package io.github.bandwidthmfa.examples.signin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bandwidthmfa.PhoneNumber;
import io.github.bandwidthmfa.examples.signin.SignInRefusedException.Reason;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * How many codes may be asked for: for one number, by one browser, and by all together, so that nobody pumps messages
 * through the page. Memory is bounded: numbers not asked for within an hour are forgotten, and so are the longest unused
 * beyond 100,000, which the limit for all together keeps from happening within the hour. Times are monotonic: setting the
 * machine's clock changes none of them.
 */
@Component
final class SendLimits {

    /** What is remembered of a number, and the longest cooldown that can be. */
    static final Duration WINDOW = Duration.ofHours(1);

    private static final int MAX_NUMBERS = 100_000;

    /** What was taken for one send. */
    record Permit(Bucket ofNumber, Bucket ofSession) {

        /** For a code that was certainly not sent. What all together may ask for stays taken: the service was asked. */
        void giveBack() {
            ofNumber.addTokens(1);
            ofSession.addTokens(1);
        }
    }

    private record Limit(Bucket bucket, Reason reason) {

        Duration untilNext() {
            return Duration.ofNanos(bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill());
        }
    }

    private final SignInProperties settings;
    private final TimeMeter time;
    private final Cache<PhoneNumber, Bucket> byNumber;
    private final Bucket everybody;

    SendLimits(SignInProperties settings, TimeMeter time) {
        this.settings = settings;
        this.time = time;
        byNumber = Caffeine.newBuilder()
                .maximumSize(MAX_NUMBERS)
                .expireAfterAccess(WINDOW)
                .ticker(time::currentTimeNanos)
                .build();
        everybody = Bucket.builder()
                .withCustomTimePrecision(time)
                .addLimit(limit -> limit.capacity(settings.sendsPerMinute())
                        .refillGreedy(settings.sendsPerMinute(), Duration.ofMinutes(1)))
                .build();
    }

    Bucket forSession() {
        return Bucket.builder()
                .withCustomTimePrecision(time)
                .addLimit(limit ->
                        limit.capacity(settings.sendsPerSession()).refillGreedy(settings.sendsPerSession(), WINDOW))
                .build();
    }

    private Bucket forNumber(PhoneNumber number) {
        return byNumber.get(
                number,
                unknown -> Bucket.builder()
                        .withCustomTimePrecision(time)
                        .addLimit(limit -> limit.capacity(1).refillGreedy(1, settings.resendCooldown()))
                        .addLimit(limit -> limit.capacity(settings.sendsPerNumber())
                                .refillGreedy(settings.sendsPerNumber(), WINDOW))
                        .build());
    }

    private List<Limit> limits(SignIn signIn, PhoneNumber number) {
        return List.of(
                new Limit(forNumber(number), Reason.SENT_JUST_NOW),
                new Limit(signIn.sends(), Reason.TOO_MANY_CODES),
                new Limit(everybody, Reason.BUSY));
    }

    /** Takes of all three or of none; throws {@link SignInRefusedException} with the time until all three allow it. */
    Permit take(SignIn signIn, PhoneNumber number) {
        List<Limit> limits = limits(signIn, number);
        for (int taken = 0; taken < limits.size(); taken++) {
            if (!limits.get(taken).bucket().tryConsume(1)) {
                limits.subList(0, taken).forEach(limit -> limit.bucket().addTokens(1));
                throw refusal(limits);
            }
        }
        return new Permit(limits.get(0).bucket(), limits.get(1).bucket());
    }

    private SignInRefusedException refusal(List<Limit> limits) {
        Limit longest = longest(limits);
        Duration wait = longest.untilNext();
        boolean ofTheHour = longest.reason() == Reason.SENT_JUST_NOW && wait.compareTo(settings.resendCooldown()) > 0;
        return new SignInRefusedException(ofTheHour ? Reason.TOO_MANY_CODES_FOR_NUMBER : longest.reason(), wait);
    }

    private static Limit longest(List<Limit> limits) {
        return Collections.max(limits, Comparator.comparing(Limit::untilNext));
    }

    /** How long until this browser can ask for another code for this number. */
    Duration untilNext(SignIn signIn, PhoneNumber number) {
        return longest(limits(signIn, number)).untilNext();
    }
}

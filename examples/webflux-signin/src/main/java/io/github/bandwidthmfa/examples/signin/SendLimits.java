package io.github.bandwidthmfa.examples.signin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bandwidthmfa.PhoneNumber;
import io.github.bandwidthmfa.examples.signin.SignInRefusedException.Reason;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;

/**
 * How many codes may be asked for: for one number, by one browser, and by all together, so that nobody pumps messages
 * through the page. Memory is bounded: numbers not asked for within an hour are forgotten, and so are the longest unused
 * beyond 100,000, which the limit for all together keeps from happening within the hour.
 */
@Component
final class SendLimits {

    private static final Duration WINDOW = Duration.ofHours(1);
    private static final int MOST_NUMBERS = 100_000;

    /** What was taken for one send. */
    record Permit(Bucket ofNumber, Bucket ofSession) {

        /** For a code that was certainly not sent. What all together may ask for stays taken: the service was asked. */
        void giveBack() {
            ofNumber.addTokens(1);
            ofSession.addTokens(1);
        }
    }

    private final SignInProperties settings;
    private final TimeMeter time;
    private final Cache<PhoneNumber, Bucket> byNumber;
    private final Bucket everybody;

    SendLimits(SignInProperties settings, Clock clock) {
        this.settings = settings;
        time = new ClockTime(clock);
        byNumber = Caffeine.newBuilder()
                .maximumSize(MOST_NUMBERS)
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

    /** Takes all three or none; throws {@link SignInRefusedException} with the time to wait. */
    Permit take(SignIn signIn, PhoneNumber number) {
        Permit permit = new Permit(forNumber(number), signIn.sends());
        take(permit.ofNumber(), Reason.SENT_JUST_NOW);
        try {
            take(permit.ofSession(), Reason.TOO_MANY_CODES);
        } catch (SignInRefusedException refused) {
            permit.ofNumber().addTokens(1);
            throw refused;
        }
        try {
            take(everybody, Reason.BUSY);
        } catch (SignInRefusedException refused) {
            permit.giveBack();
            throw refused;
        }
        return permit;
    }

    private static void take(Bucket bucket, Reason reason) {
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            throw new SignInRefusedException(reason, Duration.ofNanos(probe.getNanosToWaitForRefill()));
        }
    }

    /** How long until this number can be sent another code. */
    Duration untilNext(PhoneNumber number) {
        return Duration.ofNanos(forNumber(number).estimateAbilityToConsume(1).getNanosToWaitForRefill());
    }

    private record ClockTime(Clock clock) implements TimeMeter {

        private static final long NANOS_PER_MILLI = 1_000_000;

        @Override
        public long currentTimeNanos() {
            return clock.millis() * NANOS_PER_MILLI;
        }

        @Override
        public boolean isWallClockBased() {
            return true;
        }
    }
}

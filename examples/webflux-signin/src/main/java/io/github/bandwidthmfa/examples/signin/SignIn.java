package io.github.bandwidthmfa.examples.signin;

import io.github.bandwidthmfa.PhoneNumber;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How far one browser has come; kept in its session. Signs in once at most, whatever happens at the same time. Safe for many
 * threads.
 */
final class SignIn {

    /** A code that may be on its way, and the number it was meant for. */
    record Code(PhoneNumber number, Channel channel) {}

    /** Until when the service refuses to check codes for a number; {@code until} is the time of a {@code TimeMeter}. */
    private record Lockout(PhoneNumber number, long until) {}

    /** No secret, only another one for each session. */
    private final String scope =
            "signin-" + Long.toString(ThreadLocalRandom.current().nextLong(), Character.MAX_RADIX);

    private final Bucket sends;
    private @Nullable Code code;
    private @Nullable PhoneNumber signedIn;
    private @Nullable Lockout lockout;

    SignIn(Bucket sends) {
        this.sends = sends;
    }

    /** Codes of one session are no codes of another: the service keeps scopes apart. */
    String scope() {
        return scope;
    }

    Bucket sends() {
        return sends;
    }

    synchronized Optional<Code> code() {
        return Optional.ofNullable(code);
    }

    synchronized Optional<PhoneNumber> signedIn() {
        return Optional.ofNullable(signedIn);
    }

    /** A code was sent, or may have been. Of no effect once signed in. */
    synchronized void codeSent(PhoneNumber number, Channel channel) {
        if (signedIn == null) {
            code = new Code(number, channel);
        }
    }

    synchronized void locked(PhoneNumber number, long now, Duration time) {
        // Long enough for everybody, and short enough that the sum does not overflow.
        long nanos = Math.min(TimeUnit.NANOSECONDS.convert(time), Long.MAX_VALUE / 4);
        lockout = new Lockout(number, now + nanos);
    }

    /** The rest of the lockout of the number that the code was sent to; zero if there is none. */
    synchronized Duration lockedFor(long now) {
        if (lockout == null || code == null || !lockout.number().equals(code.number())) {
            return Duration.ZERO;
        }
        return Duration.ofNanos(Math.max(0, lockout.until() - now));
    }

    /** True for one caller only. */
    synchronized boolean signIn(PhoneNumber number) {
        if (signedIn != null) {
            return false;
        }
        signedIn = number;
        code = null;
        return true;
    }
}

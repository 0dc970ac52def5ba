package io.github.bandwidthmfa.examples.signin;

import io.github.bandwidthmfa.PhoneNumber;
import io.github.bucket4j.Bucket;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * How far one browser has come; kept in its session. Signs in once at most, whatever happens at the same time. Safe for many
 * threads.
 */
final class SignIn {

    /** A code that may be on its way, and the number it was meant for. */
    record Code(PhoneNumber number, Channel channel) {}

    /** No secret, only another one for each session. */
    private final String scope =
            "signin-" + Long.toString(ThreadLocalRandom.current().nextLong(), Character.MAX_RADIX);

    private final Bucket sends;
    private @Nullable Code code;
    private @Nullable PhoneNumber signedIn;

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

package io.github.bandwidthmfa.phonefactor;

import java.time.Duration;

/** Something is refused for a {@link Reason}. Without a stack trace: it is a normal outcome. */
final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final Duration retryAfter;

    RefusedException(Reason reason) {
        this(reason, Duration.ZERO);
    }

    /** With the time after which to try again; zero if it does not depend on time. */
    RefusedException(Reason reason, Duration retryAfter) {
        super(reason.title(), null, false, false);
        this.reason = reason;
        this.retryAfter = retryAfter;
    }

    Reason reason() {
        return reason;
    }

    Duration retryAfter() {
        return retryAfter;
    }
}

package io.github.bandwidthmfa.reactor.observation;

import io.github.bandwidthmfa.MfaDecodingException;
import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaServiceException;
import io.github.bandwidthmfa.reactor.observation.MfaObservationContext.Outcome;
import io.micrometer.observation.Observation;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;
import reactor.util.Logger;
import reactor.util.Loggers;

/** How an observed call or attempt ended. The first of result, failure and cancellation counts. */
final class ObservationOutcome {

    private static final Logger LOGGER = Loggers.getLogger("io.github.bandwidthmfa.reactor.MfaClient");

    private static final AtomicReferenceFieldUpdater<ObservationOutcome, @Nullable Outcome> OUTCOME =
            AtomicReferenceFieldUpdater.newUpdater(ObservationOutcome.class, Outcome.class, "outcome");

    private volatile @Nullable Outcome outcome;
    private volatile int status;
    private volatile @Nullable MfaException failure;

    void responded(int status) {
        this.status = status;
    }

    void end(Observation observation, Outcome how) {
        if (OUTCOME.compareAndSet(this, null, how)) {
            tell(observation::stop);
        }
    }

    void end(Observation observation, MfaException why) {
        if (OUTCOME.compareAndSet(this, null, Outcome.ERROR)) {
            failure = why;
            if (why instanceof MfaServiceException response) {
                status = response.status();
            } else if (why instanceof MfaDecodingException response) {
                status = response.status();
            }
            tell(() -> observation.error(why));
            tell(observation::stop);
        }
    }

    /** What became of a call does not depend on whether an application's handler can cope with hearing of it. */
    private static void tell(Runnable handlers) {
        try {
            handlers.run();
        } catch (Throwable thrown) {
            warn(thrown);
        }
    }

    static void warn(Throwable thrown) {
        LOGGER.warn("An observation handler or convention failed; the call goes on", thrown);
    }

    Optional<Outcome> outcome() {
        return Optional.ofNullable(outcome);
    }

    OptionalInt status() {
        return status == 0 ? OptionalInt.empty() : OptionalInt.of(status);
    }

    Optional<MfaException> failure() {
        return Optional.ofNullable(failure);
    }
}

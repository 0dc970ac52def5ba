package io.github.bandwidthmfa.reactor;

import io.github.bandwidthmfa.MfaDecodingException;
import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaServiceException;
import io.github.bandwidthmfa.reactor.MfaObservationContext.Outcome;
import io.micrometer.observation.Observation;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** How an observed call or attempt ended: once, whoever comes first, its result, its failure or its caller. */
final class Ending {

    private final AtomicReference<@Nullable Outcome> outcome = new AtomicReference<>();
    private volatile int status;
    private volatile @Nullable MfaException failure;

    void answered(int status) {
        this.status = status;
    }

    void end(Observation observation, Outcome how) {
        if (outcome.compareAndSet(null, how)) {
            observation.stop();
        }
    }

    void end(Observation observation, MfaException why) {
        if (outcome.compareAndSet(null, Outcome.ERROR)) {
            failure = why;
            if (why instanceof MfaServiceException answer) {
                status = answer.status();
            } else if (why instanceof MfaDecodingException answer) {
                status = answer.status();
            }
            observation.error(why);
            observation.stop();
        }
    }

    Optional<Outcome> outcome() {
        return Optional.ofNullable(outcome.get());
    }

    OptionalInt status() {
        return status == 0 ? OptionalInt.empty() : OptionalInt.of(status);
    }

    Optional<MfaException> failure() {
        return Optional.ofNullable(failure);
    }
}

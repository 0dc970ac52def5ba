package io.github.bandwidthmfa.reactor.observation;

import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaOperation;
import io.micrometer.observation.Observation;
import java.util.Optional;
import java.util.OptionalInt;

/** The context of the observation of a whole call. */
final class ObservedCall extends Observation.Context implements MfaObservationContext {

    final ObservationOutcome outcome = new ObservationOutcome();
    private final MfaOperation operation;

    ObservedCall(MfaOperation operation) {
        this.operation = operation;
    }

    @Override
    public MfaOperation operation() {
        return operation;
    }

    @Override
    public Optional<Outcome> outcome() {
        return outcome.outcome();
    }

    @Override
    public OptionalInt status() {
        return outcome.status();
    }

    @Override
    public Optional<MfaException> failure() {
        return outcome.failure();
    }
}

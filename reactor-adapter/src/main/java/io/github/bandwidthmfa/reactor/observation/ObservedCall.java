package io.github.bandwidthmfa.reactor;

import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaOperation;
import io.micrometer.observation.Observation;
import java.util.Optional;
import java.util.OptionalInt;

/** The context of the observation of a whole call. */
final class ObservedCall extends Observation.Context implements MfaObservationContext {

    final Ending ending = new Ending();
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
        return ending.outcome();
    }

    @Override
    public OptionalInt status() {
        return ending.status();
    }

    @Override
    public Optional<MfaException> failure() {
        return ending.failure();
    }
}

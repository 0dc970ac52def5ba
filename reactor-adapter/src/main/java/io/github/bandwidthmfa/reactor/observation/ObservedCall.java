package io.github.bandwidthmfa.reactor.observation;

import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaOperation;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The context of the observation of a whole call. */
final class ObservedCall extends Observation.Context implements MfaObservationContext {

    final ObservationOutcome outcome = new ObservationOutcome();
    private final ObservedKeys keys = new ObservedKeys();
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

    @Override
    public Observation.Context addLowCardinalityKeyValue(KeyValue pair) {
        return addLowCardinalityKeyValues(KeyValues.of(pair));
    }

    @Override
    public Observation.Context addLowCardinalityKeyValues(KeyValues pairs) {
        keys.add(pairs);
        return this;
    }

    @Override
    public Observation.Context removeLowCardinalityKeyValue(String key) {
        keys.remove(key);
        return this;
    }

    @Override
    public KeyValues getLowCardinalityKeyValues() {
        return keys.all();
    }

    @Override
    public @Nullable KeyValue getLowCardinalityKeyValue(String key) {
        return keys.get(key);
    }
}

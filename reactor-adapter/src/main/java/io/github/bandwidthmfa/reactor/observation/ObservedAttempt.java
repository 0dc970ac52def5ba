package io.github.bandwidthmfa.reactor.observation;

import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaOperation;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The context of the observation of one attempt. A tracer leaves the headers of its request here when the observation
 * starts, which is before there is a request to put them into.
 */
final class ObservedAttempt extends SenderContext<ObservedAttempt> implements MfaObservationContext {

    final ObservationOutcome outcome = new ObservationOutcome();
    private final ObservedKeys keys = new ObservedKeys();
    private final MfaOperation operation;
    private @Nullable Map<String, String> headers;

    ObservedAttempt(MfaOperation operation, String address) {
        super(ObservedAttempt::addHeader, Kind.CLIENT);
        this.operation = operation;
        setCarrier(this);
        setRemoteServiceName("bandwidth-mfa");
        setRemoteServiceAddress(address);
    }

    private static void addHeader(@Nullable ObservedAttempt attempt, String name, String value) {
        if (attempt != null) {
            Map<String, String> headers = attempt.headers;
            if (headers == null) {
                headers = new LinkedHashMap<>();
                attempt.headers = headers;
            }
            headers.put(name, value);
        }
    }

    Map<String, String> headers() {
        Map<String, String> present = headers;
        return present == null ? Map.of() : present;
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

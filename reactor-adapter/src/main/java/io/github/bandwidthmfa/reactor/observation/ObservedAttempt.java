package io.github.bandwidthmfa.reactor.observation;

import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaOperation;
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
final class ObservedAttempt extends SenderContext<Map<String, String>> implements MfaObservationContext {

    final ObservationOutcome outcome = new ObservationOutcome();
    private final MfaOperation operation;
    private final Map<String, String> headers = new LinkedHashMap<>();

    ObservedAttempt(MfaOperation operation, String address) {
        super(ObservedAttempt::put, Kind.CLIENT);
        this.operation = operation;
        setCarrier(headers);
        setRemoteServiceName("bandwidth-mfa");
        setRemoteServiceAddress(address);
    }

    private static void put(@Nullable Map<String, String> headers, String name, String value) {
        if (headers != null) {
            headers.put(name, value);
        }
    }

    Map<String, String> headers() {
        return headers;
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

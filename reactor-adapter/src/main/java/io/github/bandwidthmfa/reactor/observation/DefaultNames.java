package io.github.bandwidthmfa.reactor.observation;

import io.github.bandwidthmfa.Disposition;
import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaOperation;
import io.github.bandwidthmfa.reactor.observation.MfaObservationContext.Outcome;
import io.github.bandwidthmfa.reactor.observation.MfaObservationDocumentation.KeyNames;
import io.micrometer.common.KeyValues;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The names and keys of the default convention. They take few values, so each is made once. */
final class DefaultNames {

    private static final Map<MfaOperation, DefaultNames> OF_OPERATIONS = new EnumMap<>(MfaOperation.class);

    static {
        for (MfaOperation operation : MfaOperation.values()) {
            OF_OPERATIONS.put(operation, new DefaultNames(operation));
        }
    }

    private record State(
            @Nullable Outcome outcome,
            int status,
            @Nullable Disposition disposition,
            @Nullable Class<? extends MfaException> exception) {

        static State of(MfaObservationContext observed) {
            @Nullable MfaException failure = observed.failure().orElse(null);
            return new State(
                    observed.outcome().orElse(null),
                    observed.status().orElse(0),
                    failure == null ? null : failure.disposition(),
                    failure == null ? null : failure.getClass());
        }
    }

    private final String word;
    private final String callSpan;
    private final String attemptSpan;
    private final Map<State, KeyValues> keys = new ConcurrentHashMap<>();

    private DefaultNames(MfaOperation operation) {
        word = operation.name().toLowerCase(Locale.ROOT);
        callSpan = "mfa " + word;
        attemptSpan = callSpan + " attempt";
    }

    static String callSpan(MfaObservationContext call) {
        return of(call).callSpan;
    }

    static String attemptSpan(MfaObservationContext attempt) {
        return of(attempt).attemptSpan;
    }

    static KeyValues keys(MfaObservationContext observed) {
        DefaultNames names = of(observed);
        return names.keys.computeIfAbsent(State.of(observed), names::keys);
    }

    private static DefaultNames of(MfaObservationContext observed) {
        return Objects.requireNonNull(OF_OPERATIONS.get(observed.operation()));
    }

    private KeyValues keys(State state) {
        return KeyValues.of(
                KeyNames.OPERATION.withValue(word),
                KeyNames.OUTCOME.withValue(nameOf(state.outcome())),
                KeyNames.STATUS.withValue(
                        state.status() == 0 ? MfaObservationConvention.NONE : String.valueOf(state.status())),
                KeyNames.DISPOSITION.withValue(nameOf(state.disposition())),
                KeyNames.EXCEPTION.withValue(
                        state.exception() == null
                                ? MfaObservationConvention.NONE
                                : state.exception().getSimpleName()));
    }

    private static String nameOf(@Nullable Enum<?> value) {
        return value == null ? MfaObservationConvention.NONE : value.name();
    }
}

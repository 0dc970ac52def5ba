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
            Outcome outcome,
            int status,
            @Nullable Disposition disposition,
            @Nullable Class<? extends MfaException> exception) {

        static State of(Outcome outcome, MfaObservationContext observed) {
            @Nullable MfaException failure = observed.failure().orElse(null);
            return new State(
                    outcome,
                    observed.status().orElse(0),
                    failure == null ? null : failure.disposition(),
                    failure == null ? null : failure.getClass());
        }
    }

    private final String word;
    private final String callSpan;
    private final String attemptSpan;
    private final KeyValues keysAtStart;
    private final Map<State, KeyValues> keysAtEnd = new ConcurrentHashMap<>();

    private DefaultNames(MfaOperation operation) {
        word = operation.name().toLowerCase(Locale.ROOT);
        callSpan = "mfa " + word;
        attemptSpan = callSpan + " attempt";
        keysAtStart = KeyValues.of(KeyNames.OPERATION.withValue(word));
    }

    static String callSpan(MfaObservationContext call) {
        return of(call).callSpan;
    }

    static String attemptSpan(MfaObservationContext attempt) {
        return of(attempt).attemptSpan;
    }

    static KeyValues keys(MfaObservationContext observed) {
        DefaultNames names = of(observed);
        Outcome outcome = observed.outcome().orElse(null);
        return outcome == null
                ? names.keysAtStart
                : names.keysAtEnd.computeIfAbsent(State.of(outcome, observed), names::keysAtEnd);
    }

    private static DefaultNames of(MfaObservationContext observed) {
        return Objects.requireNonNull(OF_OPERATIONS.get(observed.operation()));
    }

    private KeyValues keysAtEnd(State state) {
        return KeyValues.of(
                KeyNames.OPERATION.withValue(word),
                KeyNames.OUTCOME.withValue(state.outcome().name()),
                KeyNames.STATUS.withValue(
                        state.status() == 0 ? MfaObservationConvention.NONE : String.valueOf(state.status())),
                KeyNames.DISPOSITION.withValue(
                        state.disposition() == null
                                ? MfaObservationConvention.NONE
                                : state.disposition().name()),
                KeyNames.EXCEPTION.withValue(
                        state.exception() == null
                                ? MfaObservationConvention.NONE
                                : state.exception().getSimpleName()));
    }
}

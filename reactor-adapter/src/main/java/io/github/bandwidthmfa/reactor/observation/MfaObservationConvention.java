package io.github.bandwidthmfa.reactor.observation;

import io.micrometer.common.KeyValues;

/**
 * How observations are called, and which keys they have. Every method has the default of {@link
 * MfaObservationDocumentation}; override what should be otherwise. Low-cardinality values become tags of metrics: keep the
 * number of their combinations small.
 */
public interface MfaObservationConvention {

    /** The value of a key that does not apply, or is not known yet. */
    String NONE = "none";

    /**
     * The name of the observation of a whole call, and so of its metric. Default {@code bandwidth.mfa}.
     *
     * @return the name
     */
    default String callName() {
        return MfaObservationDocumentation.CALL.getName();
    }

    /**
     * The name of the observation of an attempt, and so of its metric. Default {@code bandwidth.mfa.attempt}.
     *
     * @return the name
     */
    default String attemptName() {
        return MfaObservationDocumentation.ATTEMPT.getName();
    }

    /**
     * The name of the span of a whole call. Default {@code mfa verify}, for example.
     *
     * @param call what is known of it
     * @return the name
     */
    default String callSpan(MfaObservationContext call) {
        return DefaultNames.callSpan(call);
    }

    /**
     * The name of the span of an attempt. Default {@code mfa verify attempt}, for example.
     *
     * @param attempt what is known of it
     * @return the name
     */
    default String attemptSpan(MfaObservationContext attempt) {
        return DefaultNames.attemptSpan(attempt);
    }

    /**
     * The tags of the metric, and of the span. Asked for at the start and at the end. Keys of the start become tags of
     * Micrometer's long task timer. Default: at the start the operation alone, at the end all of {@link
     * MfaObservationDocumentation.KeyNames}.
     *
     * @param observed what is known of the call or attempt; without an outcome at the start
     * @return the same keys each time at the start, and the same each time at the end
     */
    default KeyValues lowCardinalityKeyValues(MfaObservationContext observed) {
        return DefaultNames.keys(observed);
    }

    /**
     * More tags of the span. Default: none.
     *
     * @param observed what is known of the call or attempt
     * @return any keys
     */
    default KeyValues highCardinalityKeyValues(MfaObservationContext observed) {
        return KeyValues.empty();
    }
}

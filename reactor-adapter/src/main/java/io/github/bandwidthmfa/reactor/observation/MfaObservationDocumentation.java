package io.github.bandwidthmfa.reactor.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.docs.ObservationDocumentation;
import java.util.Locale;

/** The observations of a client, and their keys. At the end of each, all keys are there. They take few values. */
public enum MfaObservationDocumentation implements ObservationDocumentation {
    /** A call, from its subscription to its result: with waiting, tokens and retries. */
    CALL("bandwidth.mfa"),
    /** One request and its response, with making the connection if there was none. Sends the trace on to the service. */
    ATTEMPT("bandwidth.mfa.attempt");

    private final String observation;

    MfaObservationDocumentation(String observation) {
        this.observation = observation;
    }

    @Override
    public String getName() {
        return observation;
    }

    @Override
    public KeyName[] getLowCardinalityKeyNames() {
        return KeyNames.values();
    }

    /** The keys of both observations. What does not apply is {@code none}. At the start there is {@link #OPERATION} alone. */
    public enum KeyNames implements KeyName {
        /** {@code messaging}, {@code voice} or {@code verify}. */
        OPERATION,
        /** {@code SUCCESS}, {@code WRONG_CODE}, {@code ERROR} or {@code CANCELLED}. */
        OUTCOME,
        /** The HTTP status that was answered. */
        STATUS,
        /** What became of the request of a failure: {@code NOT_SENT}, {@code REJECTED} or {@code UNKNOWN}. */
        DISPOSITION,
        /** The simple name of the failure's type. */
        EXCEPTION;

        @Override
        public String asString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}

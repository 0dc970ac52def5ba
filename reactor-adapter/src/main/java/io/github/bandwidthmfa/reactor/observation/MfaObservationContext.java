package io.github.bandwidthmfa.reactor.observation;

import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaOperation;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What an observation knows of a call, or of one attempt of it: nothing that is secret, and nothing that is different for
 * every number. The observation's context is one of these, for example for a filter or a convention of the registry.
 */
public sealed interface MfaObservationContext permits ObservedCall, ObservedAttempt {

    /** How a call, or an attempt, ended. */
    enum Outcome {
        /** As it should. */
        SUCCESS,
        /** As it should, but for the person: the code was wrong. For calls only. */
        WRONG_CODE,
        /** With a failure. */
        ERROR,
        /** Its caller did not wait for the end; an attempt is also given up by its own call, for example at its deadline. */
        CANCELLED
    }

    /**
     * Which call.
     *
     * @return the operation
     */
    MfaOperation operation();

    /**
     * How it ended.
     *
     * @return the outcome, or empty while it goes on
     */
    Optional<Outcome> outcome();

    /**
     * What the service answered; of a call, what it answered last.
     *
     * @return the HTTP status, or empty if there was no response, or none yet
     */
    OptionalInt status();

    /**
     * Why it failed.
     *
     * @return the failure, or empty if it did not fail
     */
    Optional<MfaException> failure();
}

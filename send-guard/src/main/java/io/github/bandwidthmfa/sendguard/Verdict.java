package io.github.bandwidthmfa.sendguard;

import java.time.Duration;
import java.util.Objects;

/** What a guard says to a code that somebody wants sent. */
public sealed interface Verdict {

    /** The code may be sent. It has been counted. */
    record Admitted() implements Verdict {}

    /**
     * The code must not be sent. Nothing has been counted.
     *
     * @param rule the first rule that refused
     * @param retryAfter when an attempt may be admitted; zero if no waiting will help
     */
    record Refused(Rule rule, Duration retryAfter) implements Verdict {

        /**
         * Nothing may be missing.
         *
         * @param rule the first rule that refused
         * @param retryAfter when an attempt may be admitted; zero if no waiting will help
         */
        public Refused {
            Objects.requireNonNull(rule, "rule");
            Objects.requireNonNull(retryAfter, "retryAfter");
        }
    }
}

package io.github.bandwidthmfa.examples.doctor;

import java.util.Locale;

/**
 * What one step saw. Holds no secret and no phone number.
 *
 * @param about the host and port that the step looked at; empty if it looked at none
 * @param seen what was seen
 * @param meaning what that means; empty if it is plain
 * @param action what to do; empty if there is nothing to do
 */
record Finding(Step step, String about, Status status, String seen, String meaning, String action) {

    /** In the order in which they are taken. */
    enum Step {
        VARIABLES,
        DNS,
        CONNECT,
        TLS,
        TOKEN,
        VERIFY,
        CLOCK;

        String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    enum Status {
        OK,
        FAILED,
        UNDECIDED,
        SKIPPED;

        String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Finding ok(Step step, String about, String seen, String meaning) {
        return new Finding(step, about, Status.OK, seen, meaning, "");
    }

    static Finding failed(Step step, String about, String seen, String meaning, String action) {
        return new Finding(step, about, Status.FAILED, seen, meaning, action);
    }

    static Finding undecided(Step step, String about, String seen, String meaning, String action) {
        return new Finding(step, about, Status.UNDECIDED, seen, meaning, action);
    }

    static Finding skipped(Step step, String about, String why) {
        return new Finding(step, about, Status.SKIPPED, "skipped because " + why, "", "");
    }

    boolean isOk() {
        return status == Status.OK;
    }

    /** Whether later steps may be taken: what does not apply is no obstacle. */
    boolean leadsOn() {
        return status == Status.OK || status == Status.SKIPPED;
    }
}

package io.github.bandwidthmfa.simulator;

/** Never complete the response. */
record BreakFault(Moment moment, Manner manner, boolean acts) implements Fault {

    enum Moment {
        BEFORE_READING,
        AFTER_READING,
        MID_RESPONSE
    }

    enum Manner {
        CLOSE,
        RESET,
        HANG
    }
}

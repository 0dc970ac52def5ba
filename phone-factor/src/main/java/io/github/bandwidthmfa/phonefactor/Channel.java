package io.github.bandwidthmfa.phonefactor;

/** How a code reaches the phone. */
public enum Channel {

    /** A text message. */
    SMS,

    /** A call that reads the code out. */
    VOICE
}

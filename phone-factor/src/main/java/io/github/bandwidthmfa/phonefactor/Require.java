package io.github.bandwidthmfa.phonefactor;

/** Whom the application asks for a code. */
enum Require {

    /** Everybody who signs in. Who lacks the code counts as nobody, on every path and method. */
    ALWAYS,

    /** Nobody, except where a rule of the application asks for the factor. */
    BY_RULE
}

package io.github.bandwidthmfa.examples.signin;

/** How a code reaches the person. */
enum Channel {
    SMS,
    CALL
}

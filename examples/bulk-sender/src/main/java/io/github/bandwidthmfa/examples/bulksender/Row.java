package io.github.bandwidthmfa.examples.bulksender;

/** A row of the input. A record would print the number. */
final class Row {

    private final long line;
    private final String to;

    Row(long line, String to) {
        this.line = line;
        this.to = to;
    }

    /** The line of the file that it begins on; the first is 1. */
    long line() {
        return line;
    }

    /** What its column {@code to} holds, right or wrong. */
    String to() {
        return to;
    }
}

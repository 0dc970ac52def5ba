package io.github.bandwidthmfa.examples.bulksender;

import io.github.bandwidthmfa.PhoneNumber;
import org.jspecify.annotations.Nullable;

/** A row of the input: whom to send to, or why nobody. A record would print what was typed. */
final class Row {

    private final long line;
    private final @Nullable PhoneNumber to;
    private final String typed;
    private final String fault;

    /** Whether its send is in the journal as begun. Read and written by one thread at a time. */
    private volatile boolean begun;

    private Row(long line, @Nullable PhoneNumber to, String typed, String fault) {
        this.line = line;
        this.to = to;
        this.typed = typed;
        this.fault = fault;
    }

    static Row to(long line, PhoneNumber to) {
        return new Row(line, to, "", "");
    }

    static Row invalid(long line, String typed, String fault) {
        return new Row(line, null, typed, fault);
    }

    /** The line of the file that it begins on; the first is 1. */
    long line() {
        return line;
    }

    boolean isValid() {
        return to != null;
    }

    PhoneNumber to() {
        if (to == null) {
            throw new IllegalStateException("line " + line + " has no number");
        }
        return to;
    }

    /** What the column of numbers holds, if that is no number. */
    String typed() {
        return typed;
    }

    /** Why it is not valid, without the number. */
    String fault() {
        return fault;
    }

    boolean begun() {
        return begun;
    }

    void begun(boolean isBegun) {
        this.begun = isBegun;
    }
}

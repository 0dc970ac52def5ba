package io.github.bandwidthmfa.wire;

/**
 * A successful response whose body is not what was expected. Says what is wrong without quoting any of it.
 */
public final class UnexpectedBodyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnexpectedBodyException(String what) {
        // Always turned into an exception of the API where it is caught: a stack trace would be paid for nothing.
        super(what, null, false, false);
    }

    String what() {
        return String.valueOf(getMessage());
    }
}

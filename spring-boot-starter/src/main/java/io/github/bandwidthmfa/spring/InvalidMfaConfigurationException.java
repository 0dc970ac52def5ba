package io.github.bandwidthmfa.spring;

/** The application is not configured so that a client could be made. Shows no credentials. */
final class InvalidMfaConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String action;

    InvalidMfaConfigurationException(String description, String action) {
        super(description);
        this.action = action;
    }

    /** What to do about it. */
    String action() {
        return action;
    }
}

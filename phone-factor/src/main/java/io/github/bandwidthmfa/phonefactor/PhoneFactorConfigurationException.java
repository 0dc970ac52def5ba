package io.github.bandwidthmfa.phonefactor;

/** The application is not configured so that the factor would protect it. Shows no secret. */
final class PhoneFactorConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String action;

    PhoneFactorConfigurationException(String description, String action) {
        super(description);
        this.action = action;
    }

    /** What to do about it. */
    String action() {
        return action;
    }
}

package io.github.bandwidthmfa;

/**
 * All connections are busy and as many calls are waiting as may wait: the client shed this call at once. Nothing was sent.
 * Might succeed a moment later; a server would answer its own caller with 503. If it happens at normal load, raise {@code
 * maxConnections} or {@code maxPending}.
 */
public final class MfaOverloadedException extends MfaException {

    private static final long serialVersionUID = 1L;

    private final int maxConnections;
    private final int maxPending;

    /**
     * Makes the exception; for transports, and for tests of code that handles it.
     *
     * @param operation the call that failed
     * @param maxConnections how many calls may be in flight
     * @param maxPending how many more may wait
     */
    public MfaOverloadedException(MfaOperation operation, int maxConnections, int maxPending) {
        super(
                operation,
                Disposition.NOT_SENT,
                "overloaded: " + maxConnections + " calls in flight (maxConnections) and " + maxPending
                        + " waiting (maxPending)",
                null);
        this.maxConnections = maxConnections;
        this.maxPending = maxPending;
    }

    /**
     * How many calls may be in flight.
     *
     * @return the option {@code maxConnections}
     */
    public int maxConnections() {
        return maxConnections;
    }

    /**
     * How many more calls may wait.
     *
     * @return the option {@code maxPending}
     */
    public int maxPending() {
        return maxPending;
    }
}

package io.github.bandwidthmfa.reactor;

/** The value of one {@code Authorization} header. Compared by identity: two tokens may have the same text. */
final class AuthorizationHeader {

    private static final long NEVER = Long.MAX_VALUE;

    /** Of a request that carries none. */
    static final AuthorizationHeader NONE = new AuthorizationHeader("");

    private final String header;
    private final long expiresAt;
    private final Runnable onFirstAcceptance;
    private volatile boolean accepted;

    AuthorizationHeader(String header) {
        this(header, NEVER, () -> {});
    }

    /**
     * A header that expires.
     *
     * @param expiresAt the {@link System#nanoTime()} from which on it should not be sent any more
     * @param onFirstAcceptance runs when a request with it was not refused for the first time
     */
    AuthorizationHeader(String header, long expiresAt, Runnable onFirstAcceptance) {
        this.header = header;
        this.expiresAt = expiresAt;
        this.onFirstAcceptance = onFirstAcceptance;
    }

    String header() {
        return header;
    }

    boolean isBasic() {
        return header.startsWith("Basic ");
    }

    boolean isExpired(long now) {
        return expiresAt != NEVER && expiresAt - now <= 0;
    }

    boolean wasAccepted() {
        return accepted;
    }

    /** A response has this status: any but the two that refuse shows that the service accepts the header. */
    void answered(int status) {
        if (!accepted && status != 401 && status != 403) {
            accepted = true;
            onFirstAcceptance.run();
        }
    }

    @Override
    public String toString() {
        return "AuthorizationHeader[***]";
    }
}

package io.github.bandwidthmfa.benchmarks;

import java.time.Duration;

/** What a caller may rely on. Whoever promises the same as this client does so with the same figures: its defaults. */
enum Promise {
    DEADLINE("one deadline for the whole call"),
    BOUNDED_QUEUE("bounded queue"),
    RESPONSE_LIMIT("response size limit"),
    MONO("result as a Mono"),
    TOKEN("OAuth2 token, renewed in time"),
    METRICS("metrics");

    static final Duration CALL_TIMEOUT = Duration.ofSeconds(40);
    static final Duration PENDING_TIMEOUT = Duration.ofSeconds(2);
    static final int MAX_RESPONSE_BYTES = 64 * 1024;

    private final String label;

    Promise(String label) {
        this.label = label;
    }

    /** How many calls may wait for a connection: as many as the load needs. */
    static int maxPending() {
        return Integer.getInteger("pending", 256);
    }

    @Override
    public String toString() {
        return label;
    }
}

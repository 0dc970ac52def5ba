package io.github.bandwidthmfa.benchmarks;

/** How the requests travel. */
enum Transport {
    /** HTTP/1.1 in clear text. */
    CLEAR("HTTP/1.1"),
    /** HTTP/1.1 in clear text, to a server that takes 50 ms for a response. */
    SLOW("HTTP/1.1, 50 ms server"),
    /** HTTP/1.1 over TLS, by the JDK. */
    TLS("HTTP/1.1 over TLS"),
    /** HTTP/1.1 over TLS, by the JDK, to a server that takes 50 ms for a response. */
    SLOW_TLS("HTTP/1.1 over TLS, 50 ms server"),
    /** HTTP/1.1 over TLS, by BoringSSL. */
    TLS_NATIVE("HTTP/1.1 over TLS by BoringSSL"),
    /** HTTP/2 over TLS, by the JDK. */
    HTTP2("HTTP/2 over TLS");

    private final String label;

    Transport(String label) {
        this.label = label;
    }

    boolean encrypted() {
        return this != CLEAR && this != SLOW;
    }

    /** To a server that takes 50 ms. */
    boolean slow() {
        return this == SLOW || this == SLOW_TLS;
    }

    @Override
    public String toString() {
        return label;
    }
}

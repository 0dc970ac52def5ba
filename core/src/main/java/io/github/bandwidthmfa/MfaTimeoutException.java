package io.github.bandwidthmfa;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One of the client's own limits ran out. {@link #phase()} says which, {@link #limit()} its value: the option of the same
 * name sets it. A retry might succeed; {@link #disposition()} says whether that is safe.
 */
public final class MfaTimeoutException extends MfaException {

    private static final long serialVersionUID = 1L;

    /** The limits, each named after what the call was waiting for. */
    public enum Phase {
        /** {@code pendingTimeout}: a connection to become free. */
        QUEUE("pendingTimeout"),
        /** {@code connectTimeout}: the connection to be made. */
        CONNECT("connectTimeout"),
        /** {@code tlsHandshakeTimeout}: the TLS handshake. */
        TLS_HANDSHAKE("tlsHandshakeTimeout"),
        /** {@code responseTimeout}: the response, or its next bytes. */
        RESPONSE("responseTimeout"),
        /** {@code callTimeout}: the call as a whole, whatever it was doing. */
        CALL("callTimeout");

        private final String option;

        Phase(String option) {
            this.option = option;
        }

        /**
         * The option that sets this limit.
         *
         * @return its name
         */
        public String option() {
            return option;
        }
    }

    private final Phase phase;
    private final Duration limit;

    /**
     * Makes the exception; for transports, and for tests of code that handles it.
     *
     * @param operation the call that failed
     * @param disposition what became of the request
     * @param phase the limit that ran out
     * @param limit its value
     * @param cause the transport's failure, if it noticed first
     */
    public MfaTimeoutException(
            MfaOperation operation, Disposition disposition, Phase phase, Duration limit, @Nullable Throwable cause) {
        super(operation, disposition, phase.option() + " of " + limit.toMillis() + " ms ran out", cause);
        this.phase = phase;
        this.limit = limit;
    }

    /**
     * Which limit ran out.
     *
     * @return the limit
     */
    public Phase phase() {
        return phase;
    }

    /**
     * How much time it gave.
     *
     * @return the option's value
     */
    public Duration limit() {
        return limit;
    }
}

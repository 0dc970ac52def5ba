package io.github.bandwidthmfa.simulator;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * One way in which a call can go wrong. Scripted with {@link MfaSimulator#faults()}.
 *
 * <p>Every fault says whether the simulator still <em>acts</em> on the call: sends the code, counts the wrong try, hands
 * out the token. Calls that a fault touches are always recorded in {@link MfaSimulator#requests()}.
 */
public sealed interface Fault permits StatusFault, SlowFault, BreakFault {

    /**
     * Answers with a status and the service's documented body for it: {@code {"error":"…","requestId":"…"}} for 400, 429
     * and 500, {@code {"Message":"…"}} in the authorizer's words for 403. Any other status, and each of the token endpoint,
     * has the body of {@link #gateway(int)}. The call is not acted on.
     *
     * @param status 200 to 599
     * @return the fault
     * @throws IllegalArgumentException if the status is out of range
     */
    static Fault status(int status) {
        return new StatusFault(status, StatusFault.Form.SERVICE, null, Map.of());
    }

    /**
     * Answers with a status and the usual body of the gateway in front of the service, {@code {"message":"…"}}: 403 is then
     * a firewall's "Forbidden", 429 a throttled account. The call is not acted on.
     *
     * @param status 200 to 599
     * @return the fault
     * @throws IllegalArgumentException if the status is out of range
     */
    static Fault gateway(int status) {
        return new StatusFault(status, StatusFault.Form.GATEWAY, null, Map.of());
    }

    /**
     * Answers with a status and this body. The call is not acted on.
     *
     * @param status 200 to 599
     * @param body the exact body; if not empty it is announced as {@code application/json; charset=utf-8}
     * @return the fault
     * @throws IllegalArgumentException if the status is out of range
     */
    static Fault status(int status, String body) {
        return status(status, body, Map.of());
    }

    /**
     * Answers with a status, this body and these headers. The call is not acted on.
     *
     * @param status 200 to 599
     * @param body the exact body; if not empty it is announced as {@code application/json; charset=utf-8} unless the headers say
     *     otherwise
     * @param headers headers to set, for example {@code Retry-After}; they win over the simulator's own
     * @return the fault
     * @throws IllegalArgumentException if the status is out of range
     */
    static Fault status(int status, String body, Map<String, String> headers) {
        return new StatusFault(status, StatusFault.Form.SERVICE, Objects.requireNonNull(body, "body"), headers);
    }

    /**
     * Acts on the call at once and answers later.
     *
     * @param delay how long after the request was read; by real time, not the simulator's clock
     * @return the fault
     * @throws IllegalArgumentException if the delay is negative
     */
    static Fault delay(Duration delay) {
        return new SlowFault(delay, Duration.ZERO);
    }

    /**
     * Acts on the call and answers byte by byte: the first byte of the body comes at once, each further one after the
     * interval.
     *
     * @param interval time between two bytes of the body; by real time
     * @return the fault
     * @throws IllegalArgumentException if the interval is not positive
     */
    static Fault drip(Duration interval) {
        if (interval.isZero()) {
            throw new IllegalArgumentException("interval must be positive");
        }
        return new SlowFault(Duration.ZERO, interval);
    }

    /**
     * Closes the connection when the request's headers are there, without reading the body. The call is not acted on.
     * If bytes of a body are still on their way, TCP itself turns the close into a reset.
     *
     * @return the fault
     */
    static Fault closeBeforeReading() {
        return new BreakFault(BreakFault.Moment.BEFORE_READING, BreakFault.Manner.CLOSE, false);
    }

    /**
     * Resets the connection (RST) when the request's headers are there, without reading the body. The call is not acted
     * on.
     *
     * @return the fault
     */
    static Fault resetBeforeReading() {
        return new BreakFault(BreakFault.Moment.BEFORE_READING, BreakFault.Manner.RESET, false);
    }

    /**
     * Reads and acts on the call, then closes the connection without a byte of response: the code was sent, the caller
     * cannot know.
     *
     * @return the fault
     */
    static Fault closeAfterReading() {
        return new BreakFault(BreakFault.Moment.AFTER_READING, BreakFault.Manner.CLOSE, true);
    }

    /**
     * Reads the call and closes the connection without acting on it. To the caller it looks exactly like
     * {@link #closeAfterReading()}.
     *
     * @return the fault
     */
    static Fault closeAfterReadingWithoutActing() {
        return new BreakFault(BreakFault.Moment.AFTER_READING, BreakFault.Manner.CLOSE, false);
    }

    /**
     * Reads and acts on the call, then resets the connection (RST) without a byte of response: the code was sent, the
     * caller cannot know.
     *
     * @return the fault
     */
    static Fault resetAfterReading() {
        return new BreakFault(BreakFault.Moment.AFTER_READING, BreakFault.Manner.RESET, true);
    }

    /**
     * Reads the call and resets the connection (RST) without acting on it. To the caller it looks exactly like
     * {@link #resetAfterReading()}.
     *
     * @return the fault
     */
    static Fault resetAfterReadingWithoutActing() {
        return new BreakFault(BreakFault.Moment.AFTER_READING, BreakFault.Manner.RESET, false);
    }

    /**
     * Acts on the call, answers with complete headers and half of the body, then closes the connection.
     *
     * @return the fault
     */
    static Fault closeMidResponse() {
        return new BreakFault(BreakFault.Moment.MID_RESPONSE, BreakFault.Manner.CLOSE, true);
    }

    /**
     * Acts on the call, answers with complete headers and half of the body, then resets the connection (RST).
     *
     * @return the fault
     */
    static Fault resetMidResponse() {
        return new BreakFault(BreakFault.Moment.MID_RESPONSE, BreakFault.Manner.RESET, true);
    }

    /**
     * Reads and acts on the call and never answers; the connection stays open until the caller gives up or the
     * simulator is closed.
     *
     * @return the fault
     */
    static Fault hang() {
        return new BreakFault(BreakFault.Moment.AFTER_READING, BreakFault.Manner.HANG, true);
    }

    /**
     * Reads the call, does not act on it and never answers. To the caller it looks exactly like {@link #hang()}.
     *
     * @return the fault
     */
    static Fault hangWithoutActing() {
        return new BreakFault(BreakFault.Moment.AFTER_READING, BreakFault.Manner.HANG, false);
    }
}

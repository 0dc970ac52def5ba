package io.github.bandwidthmfa.reactor;

import io.github.bandwidthmfa.MfaException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a client knows of itself and of the service, from the calls that were made anyway: looking costs no call. A snapshot;
 * its values are read one after the other while calls go on, so they need not fit together to the last one.
 *
 * @param service what the latest call to end has shown of the service
 * @param refusals the calls that were refused for their credentials since the service last answered one
 * @param failures the calls that failed, refused ones included, since the service last answered one
 * @param latestFailure the latest call that failed and told something of the service; it may have been long ago
 * @param calls the calls now, and what they had to go through since the client was made
 * @param tokens the access tokens that were asked for since the client was made
 * @param closed whether the client has been closed
 */
public record MfaClientStatus(
        Service service,
        Streak refusals,
        Streak failures,
        Optional<Failure> latestFailure,
        Calls calls,
        Tokens tokens,
        boolean closed) {

    /** What the latest call to end has shown of the service. Calls that were shed or cancelled here show nothing. */
    public enum Service {
        /** No call has ended yet. */
        UNKNOWN,
        /** It answers: with a success, or with a refusal of the one request, such as 400 or 429. */
        AVAILABLE,
        /** It refuses the caller: 401, 403 in the words of its authorizer, or the token endpoint does. Only other credentials help. */
        UNAUTHORIZED,
        /** It cannot be reached, does not answer in time, or with something that is no response: 5xx, for example. */
        UNAVAILABLE
    }

    /**
     * Calls that ended alike, with none between them that the service answered. By a monotonic clock: setting the system's
     * clock changes nothing.
     *
     * @param calls how many; 0 if there was none, or the service has answered since
     * @param span the time from the first of them to the latest
     * @param age the time since the latest
     */
    public record Streak(long calls, Duration span, Duration age) {

        static final Streak NONE = new Streak(0, Duration.ZERO, Duration.ZERO);
    }

    /**
     * A call that failed.
     *
     * @param at when
     * @param exception how; its text holds no code, phone number, password or token
     */
    public record Failure(Instant at, MfaException exception) {}

    /**
     * Calls, and the limits they are under.
     *
     * @param running calls that have a permit, 0 to {@code maxConnections}; a permit that rests after its call was cancelled
     *     counts for up to 100 ms more
     * @param maxConnections how many there may be
     * @param waiting calls that wait for a permit, 0 to {@code maxPending}
     * @param maxPending how many there may be
     * @param connections open connections, idle ones included, those to the token endpoint too
     * @param queued calls that had to wait and do not any more, however it ended
     * @param queueTime how long they waited, all together
     * @param retries requests that were retried because the service could not have received them
     */
    public record Calls(
            int running,
            int maxConnections,
            int waiting,
            int maxPending,
            int connections,
            long queued,
            Duration queueTime,
            long retries) {}

    /**
     * Access tokens, or other credentials that come from a source.
     *
     * @param obtained how many were obtained
     * @param failed how often none could be had
     */
    public record Tokens(long obtained, long failed) {}
}

package io.github.bandwidthmfa.simulator;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A call as it arrived, recorded before it was judged: refused and faulted calls are there too.
 *
 * @param requestId the {@code x-amzn-RequestId} it was given
 * @param operation what it asked for
 * @param method the HTTP method
 * @param path the path and query as sent, not decoded
 * @param headers all headers by lower-case name, several values joined with {@code ", "}; includes
 *     {@code authorization} with its secret value
 * @param body the body as UTF-8, cut after 16,384 characters; empty if a fault broke the connection before reading it
 * @param time when, by the simulator's clock
 */
public record ReceivedRequest(
        String requestId,
        Operation operation,
        String method,
        String path,
        Map<String, String> headers,
        String body,
        Instant time) {

    /**
     * Creates a record of a call.
     *
     * @param requestId the {@code x-amzn-RequestId} it was given
     * @param operation what it asked for
     * @param method the HTTP method
     * @param path the path and query as sent
     * @param headers all headers by lower-case name
     * @param body the body as UTF-8
     * @param time when, by the simulator's clock
     */
    public ReceivedRequest {
        headers = Map.copyOf(headers);
    }

    /**
     * {@return the header's value, or empty if the call did not have it}
     *
     * @param name the header's name, in any case
     */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** {@return request id, operation, method and time; never path, header values or body, where secrets travel} */
    @Override
    public String toString() {
        return "ReceivedRequest[requestId=" + requestId + ", operation=" + operation + ", method=" + method + ", time="
                + time + ", ***]";
    }
}

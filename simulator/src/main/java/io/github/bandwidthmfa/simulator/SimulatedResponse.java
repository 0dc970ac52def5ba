package io.github.bandwidthmfa.simulator;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Status, body and extra headers of one response; the request id header is added when it is sent. */
final class SimulatedResponse {

    private static final SimulatedResponse UNAUTHORIZED =
            new SimulatedResponse(401, Json.object("message", "Unauthorized"), Map.of());
    /** The capital M is the authorizer's. */
    static final String DENIAL =
            Json.object("Message", "User is not authorized to access this resource with an explicit deny");

    private static final SimulatedResponse DENIED = new SimulatedResponse(403, DENIAL, Map.of());
    private static final SimulatedResponse NO_SUCH_ROUTE =
            new SimulatedResponse(403, Json.object("message", "Missing Authentication Token"), Map.of());
    private static final SimulatedResponse VALID = new SimulatedResponse(200, Json.object("valid", true), Map.of());
    private static final SimulatedResponse INVALID = new SimulatedResponse(200, Json.object("valid", false), Map.of());

    private final int status;
    private final byte[] body;
    private final Map<String, String> headers;

    private SimulatedResponse(int status, String body, Map<String, String> headers) {
        this.status = status;
        this.body = body.getBytes(StandardCharsets.UTF_8);
        this.headers = headers;
    }

    static SimulatedResponse ok(String body) {
        return new SimulatedResponse(200, body, Map.of());
    }

    static SimulatedResponse of(int status, String body) {
        return new SimulatedResponse(status, body, Map.of());
    }

    static SimulatedResponse of(int status, String body, Map<String, String> headers) {
        return new SimulatedResponse(status, body, headers);
    }

    static SimulatedResponse verified(boolean valid) {
        return valid ? VALID : INVALID;
    }

    /** The shape of the service's own errors, as opposed to those of the gateway in front of it. */
    static SimulatedResponse error(int status, String text, String requestId) {
        return new SimulatedResponse(status, Json.object("error", text, "requestId", requestId), Map.of());
    }

    static SimulatedResponse unauthorized() {
        return UNAUTHORIZED;
    }

    static SimulatedResponse denied() {
        return DENIED;
    }

    static SimulatedResponse noSuchRoute() {
        return NO_SUCH_ROUTE;
    }

    static SimulatedResponse tooLarge() {
        return new SimulatedResponse(413, Json.object("message", "Request Too Long"), Map.of());
    }

    int status() {
        return status;
    }

    byte[] body() {
        return body;
    }

    Map<String, String> headers() {
        return headers;
    }
}

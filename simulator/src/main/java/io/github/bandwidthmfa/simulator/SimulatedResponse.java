package io.github.bandwidthmfa.simulator;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Status, body and extra headers of one answer; the request id header is added when it is sent. */
final class Answer {

    private static final Answer UNAUTHORIZED = new Answer(401, Json.object("message", "Unauthorized"), Map.of());
    /** The capital M is the authorizer's. */
    static final String DENIAL =
            Json.object("Message", "User is not authorized to access this resource with an explicit deny");

    private static final Answer DENIED = new Answer(403, DENIAL, Map.of());
    private static final Answer NO_SUCH_ROUTE =
            new Answer(403, Json.object("message", "Missing Authentication Token"), Map.of());
    private static final Answer VALID = new Answer(200, Json.object("valid", true), Map.of());
    private static final Answer INVALID = new Answer(200, Json.object("valid", false), Map.of());

    private final int status;
    private final byte[] body;
    private final Map<String, String> headers;

    private Answer(int status, String body, Map<String, String> headers) {
        this.status = status;
        this.body = body.getBytes(StandardCharsets.UTF_8);
        this.headers = headers;
    }

    static Answer ok(String body) {
        return new Answer(200, body, Map.of());
    }

    static Answer of(int status, String body) {
        return new Answer(status, body, Map.of());
    }

    static Answer of(int status, String body, Map<String, String> headers) {
        return new Answer(status, body, headers);
    }

    static Answer verified(boolean valid) {
        return valid ? VALID : INVALID;
    }

    /** The shape of the service's own errors, as opposed to those of the gateway in front of it. */
    static Answer error(int status, String text, String requestId) {
        return new Answer(status, Json.object("error", text, "requestId", requestId), Map.of());
    }

    static Answer unauthorized() {
        return UNAUTHORIZED;
    }

    static Answer denied() {
        return DENIED;
    }

    static Answer noSuchRoute() {
        return NO_SUCH_ROUTE;
    }

    static Answer tooLarge() {
        return new Answer(413, Json.object("message", "Request Too Long"), Map.of());
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

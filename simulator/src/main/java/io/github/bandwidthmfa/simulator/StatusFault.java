package io.github.bandwidthmfa.simulator;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Answer this instead of doing the work: with {@code body}, or where that is null with the usual one of {@code form}. */
record StatusFault(int status, Form form, @Nullable String body, Map<String, String> headers) implements Fault {

    /** Who refuses: each has a body of its own for the same status. */
    enum Form {
        /** The service: the documented bodies. */
        SERVICE,
        /** The gateway in front of it: {@code {"message":"…"}}. */
        GATEWAY
    }

    StatusFault {
        Objects.requireNonNull(form, "form");
        headers = Map.copyOf(headers);
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("status must be 200 to 599, was " + status);
        }
    }

    SimulatedResponse respond(Operation operation, String lockoutText, String requestId) {
        if (body != null) {
            return SimulatedResponse.of(status, body, headers);
        }
        return SimulatedResponse.of(status, usualBody(operation, lockoutText, requestId), headers);
    }

    private String usualBody(Operation operation, String lockoutText, String requestId) {
        // The token endpoint is not of this service: what its errors look like is not documented.
        if (form == Form.GATEWAY || !operation.isMfa()) {
            return gatewayBody();
        }
        return switch (status) {
            case 400 -> error("400 Request is malformed or invalid", requestId);
            case 403 -> SimulatedResponse.DENIAL;
            case 429 -> error(operation == Operation.VERIFY ? lockoutText : "Too many requests", requestId);
            case 500 -> error("Internal Error", requestId);
            default -> gatewayBody();
        };
    }

    private static String error(String text, String requestId) {
        return Json.object("error", text, "requestId", requestId);
    }

    private String gatewayBody() {
        return Json.object("message", gatewayMessage());
    }

    private String gatewayMessage() {
        return switch (status) {
            case 400 -> "Invalid request body";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 413 -> "Request Too Long";
            case 415 -> "Unsupported Media Type";
            case 429 -> "Too Many Requests";
            case 500, 502 -> "Internal server error";
            case 503 -> "Service Unavailable";
            case 504 -> "Endpoint request timed out";
            default -> "Status " + status;
        };
    }
}

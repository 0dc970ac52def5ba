package io.github.bandwidthmfa.simulator;

import java.util.Map;
import java.util.Objects;

/** Answer this instead of doing the work. */
record StatusFault(int status, String body, Map<String, String> headers) implements Fault {

    StatusFault {
        Objects.requireNonNull(body, "body");
        headers = Map.copyOf(headers);
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("status must be 200 to 599, was " + status);
        }
    }

    static String gatewayBody(int status) {
        String message = switch (status) {
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
        return Json.object("message", message);
    }
}

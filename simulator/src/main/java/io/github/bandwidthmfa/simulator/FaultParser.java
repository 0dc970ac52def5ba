package io.github.bandwidthmfa.simulator;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads a fault from what {@code POST /simulator/faults} was sent. */
final class FaultParser {

    private FaultParser() {}

    static Fault parse(FaultRequest wish) {
        return switch (String.valueOf(wish.fault())) {
            case "status" -> status(wish);
            case "delay" -> Fault.delay(Duration.ofMillis(orElse(wish.millis(), 1_000)));
            case "drip" -> Fault.drip(Duration.ofMillis(orElse(wish.millis(), 100)));
            case "closeBeforeReading" -> Fault.closeBeforeReading();
            case "resetBeforeReading" -> Fault.resetBeforeReading();
            case "closeAfterReading" -> Fault.closeAfterReading();
            case "closeAfterReadingWithoutActing" -> Fault.closeAfterReadingWithoutActing();
            case "resetAfterReading" -> Fault.resetAfterReading();
            case "resetAfterReadingWithoutActing" -> Fault.resetAfterReadingWithoutActing();
            case "closeMidResponse" -> Fault.closeMidResponse();
            case "resetMidResponse" -> Fault.resetMidResponse();
            case "hang" -> Fault.hang();
            case "hangWithoutActing" -> Fault.hangWithoutActing();
            default ->
                throw new IllegalArgumentException(
                        "fault must be status, delay, drip, closeBeforeReading, resetBeforeReading,"
                                + " closeAfterReading[WithoutActing], resetAfterReading[WithoutActing], closeMidResponse,"
                                + " resetMidResponse or hang[WithoutActing]");
        };
    }

    /** What the service then does, in the words of the inbox page's menu: after "let it". */
    static String describe(Fault fault) {
        if (fault instanceof StatusFault status) {
            return describe(status);
        }
        if (fault instanceof SlowFault slow) {
            return slow.dripInterval().isZero()
                    ? "respond " + inWords(slow.delay()) + " late"
                    : "respond byte by byte, " + inWords(slow.dripInterval()) + " apart";
        }
        return describe((BreakFault) fault);
    }

    private static String describe(StatusFault fault) {
        if (fault.body() != null) {
            return "respond with status " + fault.status() + " and a body of its own";
        }
        if (fault.form() == StatusFault.Form.GATEWAY) {
            return "respond with status " + fault.status() + " of the gateway";
        }
        String status = " (" + fault.status() + ")";
        return switch (fault.status()) {
            case 401 -> "refuse the credentials" + status;
            case 429 -> "refuse" + retryAfter(fault) + status;
            case 503 -> "be out of order" + status;
            case 504 -> "time out in its gateway" + status;
            default -> "respond with status " + fault.status();
        };
    }

    private static String retryAfter(StatusFault fault) {
        String seconds = fault.headers().get("Retry-After");
        return seconds != null && seconds.matches("\\d{1,9}")
                ? " for " + inWords(Duration.ofSeconds(Long.parseLong(seconds)))
                : "";
    }

    private static String describe(BreakFault fault) {
        String breakOff = switch (fault.manner()) {
            case CLOSE -> "hang up";
            case RESET -> "reset the connection";
            case HANG -> "never respond";
        };
        return switch (fault.moment()) {
            case BEFORE_READING -> breakOff + " without reading";
            case MID_RESPONSE -> "act, and " + breakOff + " in the middle of the response";
            case AFTER_READING ->
                (fault.acts() ? "act, and " : "not act, and ")
                        + breakOff
                        + (fault.manner() == BreakFault.Manner.HANG ? "" : " without a response");
        };
    }

    private static String inWords(Duration time) {
        long seconds = time.toSeconds();
        boolean whole = seconds > 0 && time.equals(Duration.ofSeconds(seconds));
        return whole ? seconds + (seconds == 1 ? " second" : " seconds") : time.toMillis() + " ms";
    }

    private static Fault status(FaultRequest wish) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (wish.headers() != null) {
            wish.headers().forEach((name, value) -> headers.put(name, asWritten(value)));
        }
        JsonNode body = wish.body();
        return new StatusFault(
                orElse(wish.status(), 500),
                form(wish),
                body == null || body.isNull() ? null : asWritten(body),
                headers);
    }

    /** Text as it is, anything else as JSON. */
    private static String asWritten(JsonNode value) {
        return value.isString() ? value.stringValue() : Json.write(value);
    }

    private static StatusFault.Form form(FaultRequest wish) {
        return switch (wish.form() == null ? "service" : wish.form()) {
            case "service" -> StatusFault.Form.SERVICE;
            case "gateway" -> StatusFault.Form.GATEWAY;
            default -> throw new IllegalArgumentException("form must be service or gateway");
        };
    }

    static int orElse(@Nullable Integer value, int otherwise) {
        return value == null ? otherwise : value;
    }
}

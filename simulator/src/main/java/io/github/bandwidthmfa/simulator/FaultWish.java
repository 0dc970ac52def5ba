package io.github.bandwidthmfa.simulator;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Reads a fault from what {@code POST /simulator/faults} was sent. */
final class FaultWish {

    private FaultWish() {}

    static Fault parse(Map<String, Object> wish) {
        return switch (String.valueOf(wish.get("fault"))) {
            case "status" -> status(wish);
            case "delay" -> Fault.delay(Duration.ofMillis(number(wish, "millis", 1_000)));
            case "drip" -> Fault.drip(Duration.ofMillis(number(wish, "millis", 100)));
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

    /** What a person would call it; for a fault without numbers, the name that {@link #parse} understands. */
    static String describe(Fault fault) {
        if (fault instanceof StatusFault status) {
            boolean gateway = status.body() == null && status.form() == StatusFault.Form.GATEWAY;
            return "status " + status.status() + (gateway ? " of the gateway" : "");
        }
        if (fault instanceof SlowFault slow) {
            return slow.dripInterval().isZero()
                    ? "delay " + slow.delay().toMillis() + " ms"
                    : "drip " + slow.dripInterval().toMillis() + " ms";
        }
        BreakFault breaking = (BreakFault) fault;
        String manner = breaking.manner().name().toLowerCase(Locale.ROOT);
        boolean silent = breaking.moment() == BreakFault.Moment.AFTER_READING && !breaking.acts();
        String moment = switch (breaking.moment()) {
            case BEFORE_READING -> "BeforeReading";
            case AFTER_READING -> breaking.manner() == BreakFault.Manner.HANG ? "" : "AfterReading";
            case MID_RESPONSE -> "MidResponse";
        };
        return manner + moment + (silent ? "WithoutActing" : "");
    }

    private static Fault status(Map<String, Object> wish) {
        int status = number(wish, "status", 500);
        Map<String, String> headers = new LinkedHashMap<>();
        if (wish.get("headers") instanceof Map<?, ?> given) {
            given.forEach((name, value) -> headers.put(String.valueOf(name), String.valueOf(value)));
        }
        Object body = wish.get("body");
        return new StatusFault(
                status, form(wish), body == null || body instanceof String ? (String) body : Json.write(body), headers);
    }

    private static StatusFault.Form form(Map<String, Object> wish) {
        return switch (String.valueOf(wish.getOrDefault("form", "service"))) {
            case "service" -> StatusFault.Form.SERVICE;
            case "gateway" -> StatusFault.Form.GATEWAY;
            default -> throw new IllegalArgumentException("form must be service or gateway");
        };
    }

    static int number(Map<String, Object> wish, String name, int otherwise) {
        Object value = wish.get(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Integer number) {
            return number;
        }
        throw new IllegalArgumentException(name + " must be a whole number");
    }
}

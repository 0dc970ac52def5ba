package io.github.bandwidthmfa.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of a request and collects every violated rule. Violations name the field and the rule, never the
 * value: it may be a phone number or a code.
 */
final class RequestValidator {

    private static final String E164 = "\\+[1-9]\\d{1,14}";
    private static final Pattern TO = Pattern.compile(E164);
    /** The schema allows E.164 alone; Bandwidth's support also sells short codes, of unsaid length: 3 to 8 digits exist. */
    private static final Pattern FROM = Pattern.compile(E164 + "|\\d{3,8}");

    private final Map<String, Object> object;
    private final List<String> violations = new ArrayList<>();

    RequestValidator(Map<String, Object> object) {
        this.object = object;
    }

    static boolean isSender(String number) {
        return FROM.matcher(number).matches();
    }

    boolean valid() {
        return violations.isEmpty();
    }

    String violations() {
        return String.join("; ", violations);
    }

    String to() {
        return matching(TO, "to", "to number", "to number must match ^\\+[1-9]\\d{1,14}$");
    }

    String from() {
        return matching(
                FROM,
                "from",
                "from number",
                "from number must match ^\\+[1-9]\\d{1,14}$ or be a short code of 3 to 8 digits");
    }

    private String matching(Pattern pattern, String name, String label, String rule) {
        String value = required(name, label);
        if (!value.isEmpty() && !pattern.matcher(value).matches()) {
            violations.add(rule);
        }
        return value;
    }

    /** The empty string, with the violation noted, if it is not there. */
    String required(String name, String label) {
        String value = text(name);
        if (value != null && value.isEmpty()) {
            violations.add(label + " is required");
        }
        return value == null ? "" : value;
    }

    String required(String name, int minLength, int maxLength) {
        return limited(name, required(name, name), minLength, maxLength);
    }

    String optional(String name, int maxLength) {
        String value = text(name);
        return limited(name, value == null ? "" : value, 0, maxLength);
    }

    private String limited(String name, String value, int minLength, int maxLength) {
        // As JSON Schema counts: a character outside the basic plane is one, though Java stores it as two.
        int length = value.codePointCount(0, value.length());
        if (length > maxLength) {
            violations.add(name + " must have at most " + maxLength + " characters");
        } else if (!value.isEmpty() && length < minLength) {
            violations.add(name + " must have at least " + minLength + " characters");
        }
        return value;
    }

    /** Null, with the violation noted, for a value of another type; absent, null and empty are all the empty string. */
    private @Nullable String text(String name) {
        Object value = object.get(name);
        if (value == null || value instanceof String) {
            return value == null ? "" : (String) value;
        }
        violations.add(name + " must be a string");
        return null;
    }

    String message() {
        String message = required("message", 1, 2048);
        if (!message.isEmpty() && !message.contains("{CODE}")) {
            violations.add("message must contain {CODE}");
        }
        return message;
    }

    /** Also {@code 6.0}: clients that know only one type of number send that. */
    int wholeNumber(String name, int min, int max) {
        double value = number(name, min, max);
        if (value != Math.rint(value)) {
            violations.add(name + " must be a whole number");
        }
        return (int) value;
    }

    double number(String name, int min, int max) {
        Object value = object.get(name);
        if (value == null) {
            violations.add(name + " is required");
        } else if (!(value instanceof Number number)) {
            violations.add(name + " must be a number");
        } else if (number.doubleValue() < min || number.doubleValue() > max) {
            violations.add(name + " must be " + min + " to " + max);
        } else {
            return number.doubleValue();
        }
        return min;
    }
}

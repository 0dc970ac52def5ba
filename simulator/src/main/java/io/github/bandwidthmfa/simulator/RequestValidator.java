package io.github.bandwidthmfa.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads the fields of a request and collects every violated rule. Violations name the field and the rule, never the
 * value: it may be a phone number or a code.
 */
final class RequestValidator {

    private static final String E164 = "\\+[1-9]\\d{1,14}";
    private static final Pattern TO = Pattern.compile(E164);
    /** The schema allows E.164 alone; Bandwidth's support also sells short codes, of unsaid length: 3 to 8 digits exist. */
    private static final Pattern FROM = Pattern.compile(E164 + "|\\d{3,8}");

    private final List<String> violations = new ArrayList<>();

    static boolean isSender(String number) {
        return FROM.matcher(number).matches();
    }

    boolean valid() {
        return violations.isEmpty();
    }

    String violations() {
        return String.join("; ", violations);
    }

    String to(@Nullable JsonNode value) {
        return matching(TO, "to", value, "to number", "to number must match ^\\+[1-9]\\d{1,14}$");
    }

    String from(@Nullable JsonNode value) {
        return matching(
                FROM,
                "from",
                value,
                "from number",
                "from number must match ^\\+[1-9]\\d{1,14}$ or be a short code of 3 to 8 digits");
    }

    private String matching(Pattern pattern, String name, @Nullable JsonNode value, String label, String rule) {
        String text = required(name, value, label);
        if (!text.isEmpty() && !pattern.matcher(text).matches()) {
            violations.add(rule);
        }
        return text;
    }

    /** The empty string, with the violation noted, if it is not there. */
    private String required(String name, @Nullable JsonNode value, String label) {
        String text = text(name, value);
        if (text != null && text.isEmpty()) {
            violations.add(label + " is required");
        }
        return text == null ? "" : text;
    }

    String required(String name, @Nullable JsonNode value, int minLength, int maxLength) {
        return limited(name, required(name, value, name), minLength, maxLength);
    }

    String optional(String name, @Nullable JsonNode value, int maxLength) {
        String text = text(name, value);
        return limited(name, text == null ? "" : text, 0, maxLength);
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
    private @Nullable String text(String name, @Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            return "";
        }
        if (value.isString()) {
            return value.stringValue();
        }
        violations.add(name + " must be a string");
        return null;
    }

    String message(@Nullable JsonNode value) {
        String message = required("message", value, 1, 2048);
        if (!message.isEmpty() && !message.contains("{CODE}")) {
            violations.add("message must contain {CODE}");
        }
        return message;
    }

    /** Also {@code 6.0}: clients that know only one type of number send that. */
    int wholeNumber(String name, @Nullable JsonNode value, int min, int max) {
        double number = number(name, value, min, max);
        if (number != Math.rint(number)) {
            violations.add(name + " must be a whole number");
        }
        return (int) number;
    }

    double number(String name, @Nullable JsonNode value, int min, int max) {
        if (value == null || value.isNull()) {
            violations.add(name + " is required");
        } else if (!value.isNumber()) {
            violations.add(name + " must be a number");
        } else {
            double number = value.numberValue().doubleValue();
            if (number >= min && number <= max) {
                return number;
            }
            violations.add(name + " must be " + min + " to " + max);
        }
        return min;
    }
}

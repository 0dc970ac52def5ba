package io.github.bandwidthmfa;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with a request, so that the caller is told everything at once. */
final class Violations {

    private final List<String> faults = new ArrayList<>();

    void add(String field, String rule) {
        faults.add(field + " " + rule);
    }

    /** Notes a fault together with the offending value: never for a number, a code or a message. */
    void addShowing(String field, String rule, Object value) {
        add(field, rule + ", but was '" + value + "'");
    }

    void require(String field, @Nullable Object value) {
        if (value == null) {
            add(field, "is required");
        }
    }

    void requireText(String field, @Nullable String value, int longest) {
        if (value == null) {
            add(field, "is required");
        } else {
            checkText(field, value, longest);
        }
    }

    void checkText(String field, String value, int longest) {
        if (value.isBlank()) {
            add(field, "must not be blank");
        } else if (!isWellFormed(value)) {
            add(field, "must not hold half a surrogate pair: cut texts between code points, not within one");
        } else if (characters(value) > longest) {
            add(field, "must have at most " + longest + " characters, but had " + characters(value));
        }
    }

    /** Half a surrogate pair is no character: what a JSON writer, or UTF-8, makes of it is something else. */
    static boolean isWellFormed(String value) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(value);
    }

    /** Counted as the schema counts them: one outside the basic plane is one, though Java stores it as two. */
    static int characters(String value) {
        return value.codePointCount(0, value.length());
    }

    /** A phone number is personal data: the fault names the rule, not the value. */
    void requireNumber(String field, @Nullable String value) {
        if (value == null) {
            add(field, "is required");
        } else if (!PhoneNumber.isE164(value)) {
            add(field, PhoneNumber.RULE);
        }
    }

    void throwIfAny(String request) {
        if (faults.size() == 1) {
            throw new IllegalArgumentException("Invalid " + request + ": " + faults.get(0));
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(
                    "Invalid " + request + ", " + faults.size() + " faults: " + String.join("; ", faults));
        }
    }
}

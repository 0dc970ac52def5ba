package io.github.bandwidthmfa;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Both schemes present a name and a secret in the same way, to different addressees. */
abstract class BasicCredentials {

    private final String authorization;

    BasicCredentials(String nameField, String name, String secretField, String secret) {
        check(nameField, name);
        check(secretField, secret);
        if (name.indexOf(':') >= 0) {
            throw new IllegalArgumentException(nameField + " must not hold a colon (RFC 7617, section 2)");
        }
        byte[] pair = (name + ':' + secret).getBytes(StandardCharsets.UTF_8);
        this.authorization = "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    private static void check(String field, String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException(field + " must not be empty");
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    field + " must not hold control characters: look for a line break at its end");
        }
        if (!Violations.isWellFormed(value)) {
            throw new IllegalArgumentException(field + " must not hold half a surrogate pair");
        }
    }

    /**
     * The value of the {@code Authorization} header; see {@link Credentials#authorization()}.
     *
     * @return the value, secret
     */
    public String authorization() {
        return authorization;
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "[***]";
    }
}

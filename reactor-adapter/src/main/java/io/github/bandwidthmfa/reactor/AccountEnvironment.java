package io.github.bandwidthmfa.reactor;

import io.github.bandwidthmfa.Credentials;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the account and its credentials from environment variables. Messages name variables and show no value. */
final class AccountEnvironment {

    private static final String ACCOUNT_ID = "BW_ACCOUNT_ID";
    private static final String CLIENT_ID = "BW_CLIENT_ID";
    private static final String CLIENT_SECRET = "BW_CLIENT_SECRET";
    private static final String USERNAME = "BW_USERNAME";
    private static final String PASSWORD = "BW_PASSWORD";

    private static final String NO_CREDENTIALS =
            CLIENT_ID + " and " + CLIENT_SECRET + " (or, until 2026-12-02, " + USERNAME + " and " + PASSWORD + ")";

    private final Map<String, String> environment;
    private final Set<String> missing = new LinkedHashSet<>();
    private final List<String> violations = new ArrayList<>();

    private AccountEnvironment(Map<String, String> environment) {
        this.environment = environment;
    }

    static MfaClientOptions.Builder read(Map<String, String> environment, String... alsoRequired) {
        AccountEnvironment variables = new AccountEnvironment(environment);
        MfaClientOptions.Builder options = MfaClientOptions.builder();
        variables.readInto(options, alsoRequired);
        variables.throwIfAny();
        return options;
    }

    private void readInto(MfaClientOptions.Builder options, String... alsoRequired) {
        String accountId = required(ACCOUNT_ID);
        if (accountId != null && isVisibleAscii(ACCOUNT_ID, accountId)) {
            apply(ACCOUNT_ID, "accountId", accountId, options::accountId);
        }
        for (String name : alsoRequired) {
            required(name);
        }
        Credentials credentials = credentials();
        if (credentials != null) {
            options.credentials(credentials);
        }
    }

    /** OAuth2 as soon as one of its two variables is set: a forgotten secret must not lead back to Basic. */
    private @Nullable Credentials credentials() {
        if (isSet(CLIENT_ID) || isSet(CLIENT_SECRET)) {
            return clientCredentials(required(CLIENT_ID), required(CLIENT_SECRET));
        }
        if (isSet(USERNAME) || isSet(PASSWORD)) {
            return basic(required(USERNAME), required(PASSWORD));
        }
        missing.add(NO_CREDENTIALS);
        return null;
    }

    private @Nullable Credentials clientCredentials(@Nullable String id, @Nullable String secret) {
        boolean idFits = id != null
                && isVisibleAscii(CLIENT_ID, id)
                && apply(CLIENT_ID, "clientId", id, value -> Credentials.clientCredentials(value, "-"));
        boolean secretFits = secret != null
                && isVisibleAscii(CLIENT_SECRET, secret)
                && apply(CLIENT_SECRET, "clientSecret", secret, value -> Credentials.clientCredentials("-", value));
        return id != null && secret != null && idFits && secretFits ? Credentials.clientCredentials(id, secret) : null;
    }

    @SuppressWarnings("deprecation") // Accepted as long as Bandwidth does.
    private @Nullable Credentials basic(@Nullable String username, @Nullable String password) {
        boolean nameFits =
                username != null && apply(USERNAME, "username", username, value -> Credentials.basic(value, "-"));
        boolean passwordFits =
                password != null && apply(PASSWORD, "password", password, value -> Credentials.basic("-", value));
        return username != null && password != null && nameFits && passwordFits
                ? Credentials.basic(username, password)
                : null;
    }

    /** Null if it is not set, or cannot have been meant as it is; the fault is noted then. */
    private @Nullable String required(String name) {
        if (!isSet(name)) {
            missing.add(name);
            return null;
        }
        String value = value(name);
        String violation = violation(value);
        if (violation == null) {
            return value;
        }
        note(name, violation);
        return null;
    }

    /** What files of variables and copying add to a value. */
    private static @Nullable String violation(String value) {
        char first = value.charAt(0);
        char last = value.charAt(value.length() - 1);
        if (value.chars().anyMatch(Character::isISOControl)) {
            return "must not hold control characters: look for a line break at its end";
        }
        if (isBlank(first) || isBlank(last)) {
            return "must not begin or end with a space or an invisible character: remove it";
        }
        if (value.length() > 1 && first == last && (first == '"' || first == '\'' || first == '`')) {
            return "must not be in quotes: remove them (a file of variables for Docker takes them as part of the value)";
        }
        return null;
    }

    private static boolean isBlank(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.getType(c) == Character.FORMAT;
    }

    /** RFC 6749, appendix A, for client ids and secrets; account ids are digits. */
    private boolean isVisibleAscii(String name, String value) {
        boolean visible = value.chars().allMatch(c -> c >= ' ' && c < 0x7f);
        if (!visible) {
            note(name, "must consist of visible ASCII characters and spaces: copy it again");
        }
        return visible;
    }

    private boolean apply(String name, String field, String value, Consumer<String> option) {
        try {
            option.accept(value);
            return true;
        } catch (IllegalArgumentException refused) {
            String rule = String.valueOf(refused.getMessage());
            note(name, rule.startsWith(field + " ") ? rule.substring(field.length() + 1) : rule);
            return false;
        }
    }

    private void note(String name, String rule) {
        String violation = name + " " + rule;
        if (!violations.contains(violation)) {
            violations.add(violation);
        }
    }

    private boolean isSet(String name) {
        return !value(name).chars().allMatch(c -> Character.isISOControl(c) || isBlank((char) c));
    }

    private String value(String name) {
        @Nullable String value = environment.get(name);
        return value == null ? "" : value;
    }

    private void throwIfAny() {
        List<String> faults = new ArrayList<>();
        if (!missing.isEmpty()) {
            faults.add("Not set: " + String.join(", ", missing));
        }
        faults.addAll(violations);
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", faults));
        }
    }
}

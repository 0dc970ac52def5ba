package io.github.bandwidthmfa.examples.signin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The account to send from, in the environment under the names that Bandwidth's own samples use: {@code BW_ACCOUNT_ID};
 * {@code BW_CLIENT_ID} and {@code BW_CLIENT_SECRET}, or else {@code BW_USERNAME} and {@code BW_PASSWORD}; {@code BW_NUMBER},
 * {@code BW_MESSAGING_APPLICATION_ID} and {@code BW_VOICE_APPLICATION_ID}.
 */
final class BandwidthAccount {

    private static final Map<String, String> CLIENT = ordered(
            "BW_CLIENT_ID", "bandwidth.mfa.client-id",
            "BW_CLIENT_SECRET", "bandwidth.mfa.client-secret");
    private static final Map<String, String> USER = ordered(
            "BW_USERNAME", "bandwidth.mfa.username",
            "BW_PASSWORD", "bandwidth.mfa.password");
    private static final Map<String, String> REQUIRED = ordered(
            "BW_ACCOUNT_ID", "bandwidth.mfa.account-id",
            "BW_NUMBER", "sign-in.from",
            "BW_MESSAGING_APPLICATION_ID", "sign-in.messaging-application-id",
            "BW_VOICE_APPLICATION_ID", "sign-in.voice-application-id");

    private BandwidthAccount() {}

    /** Empty if none of the variables is set: that asks for the simulator. A blank variable counts as not set. */
    static Optional<Map<String, Object>> properties(Map<String, String> environment) {
        boolean client = anySet(CLIENT, environment);
        boolean user = anySet(USER, environment);
        if (!client && !user && !anySet(REQUIRED, environment)) {
            return Optional.empty();
        }
        Map<String, String> needed = new LinkedHashMap<>(REQUIRED);
        needed.putAll(user && !client ? USER : CLIENT);
        List<String> missing = new ArrayList<>();
        Map<String, Object> properties = new LinkedHashMap<>();
        needed.forEach((variable, property) -> {
            String value = environment.getOrDefault(variable, "");
            if (value.isBlank()) {
                missing.add(variable);
            }
            properties.put(property, value);
        });
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("Not set: " + String.join(", ", missing)
                    + ". The real service needs them; to use the simulator, unset all of BW_*.");
        }
        return Optional.of(properties);
    }

    /** The variable that a property is read from. */
    static Optional<String> variable(String property) {
        return Stream.of(REQUIRED, CLIENT, USER)
                .flatMap(variables -> variables.entrySet().stream())
                .filter(entry -> entry.getValue().equals(property))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static boolean anySet(Map<String, String> variables, Map<String, String> environment) {
        return variables.keySet().stream()
                .anyMatch(variable -> !environment.getOrDefault(variable, "").isBlank());
    }

    private static Map<String, String> ordered(String... variablesAndProperties) {
        Map<String, String> ordered = new LinkedHashMap<>();
        for (int i = 0; i < variablesAndProperties.length; i += 2) {
            ordered.put(variablesAndProperties[i], variablesAndProperties[i + 1]);
        }
        return ordered;
    }
}

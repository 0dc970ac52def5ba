package io.github.bandwidthmfa.examples.signin;

import io.github.bandwidthmfa.reactor.MfaClientOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The account to send from, in the environment under the names that Bandwidth's own samples use: {@code BW_ACCOUNT_ID};
 * {@code BW_CLIENT_ID} and {@code BW_CLIENT_SECRET}, or, until 2026-12-02, {@code BW_USERNAME} and {@code BW_PASSWORD}; {@code BW_NUMBER},
 * {@code BW_MESSAGING_APPLICATION_ID} and {@code BW_VOICE_APPLICATION_ID}.
 */
final class BandwidthAccount {

    private static final Map<String, String> CLIENT = ordered(
            "BW_CLIENT_ID", "bandwidth.mfa.client-id",
            "BW_CLIENT_SECRET", "bandwidth.mfa.client-secret");
    private static final Map<String, String> USER = ordered(
            "BW_USERNAME", "bandwidth.mfa.username",
            "BW_PASSWORD", "bandwidth.mfa.password");
    private static final Map<String, String> ACCOUNT = ordered("BW_ACCOUNT_ID", "bandwidth.mfa.account-id");
    private static final Map<String, String> PAGE = ordered(
            "BW_NUMBER", "bandwidth.mfa.phone-factor.from",
            "BW_MESSAGING_APPLICATION_ID", "bandwidth.mfa.phone-factor.messaging-application-id",
            "BW_VOICE_APPLICATION_ID", "bandwidth.mfa.phone-factor.voice-application-id");

    private BandwidthAccount() {}

    /** Empty if none of the variables is set: that asks for the simulator. A blank variable counts as not set. */
    static Optional<Map<String, Object>> properties(Map<String, String> environment) {
        if (Stream.of(ACCOUNT, PAGE, CLIENT, USER).noneMatch(variables -> anySet(variables, environment))) {
            return Optional.empty();
        }
        try {
            // The client is made of the properties: here the variables are only checked, all at once.
            MfaClientOptions.Builder unusedChecked =
                    MfaClientOptions.fromEnvironment(environment, PAGE.keySet().toArray(String[]::new));
        } catch (IllegalArgumentException unusable) {
            throw new IllegalArgumentException(
                    unusable.getMessage()
                            + ". The real service needs all of them; to use the simulator, unset all of BW_*.",
                    unusable);
        }
        Map<String, Object> properties = new LinkedHashMap<>();
        Stream.of(ACCOUNT, anySet(CLIENT, environment) ? CLIENT : USER, PAGE)
                .forEach(variables -> variables.forEach(
                        (variable, property) -> properties.put(property, environment.getOrDefault(variable, ""))));
        return Optional.of(properties);
    }

    /** The variable that a property is read from. */
    static Optional<String> variable(String property) {
        return Stream.of(ACCOUNT, PAGE, CLIENT, USER)
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

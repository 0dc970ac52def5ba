package io.github.bandwidthmfa.examples.quickstart;

import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.PhoneNumber;
import io.github.bandwidthmfa.reactor.MfaClientOptions;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who calls, who is called, and as which applications. Read from the environment under the names that Bandwidth's own
 * samples use:
 *
 * <ul>
 *   <li>{@code BW_ACCOUNT_ID};
 *   <li>{@code BW_CLIENT_ID} and {@code BW_CLIENT_SECRET}, or else {@code BW_USERNAME} and {@code BW_PASSWORD};
 *   <li>{@code BW_NUMBER}, the sender, {@code BW_MESSAGING_APPLICATION_ID} and {@code BW_VOICE_APPLICATION_ID};
 *   <li>{@code USER_NUMBER}, the phone of the person at the terminal.
 * </ul>
 */
record Settings(
        String accountId,
        Credentials credentials,
        PhoneNumber from,
        PhoneNumber to,
        String messagingApplicationId,
        String voiceApplicationId) {

    private static final List<String> CLIENT = List.of("BW_CLIENT_ID", "BW_CLIENT_SECRET");
    private static final List<String> USER = List.of("BW_USERNAME", "BW_PASSWORD");
    private static final List<String> REQUIRED = List.of(
            "BW_ACCOUNT_ID", "BW_NUMBER", "BW_MESSAGING_APPLICATION_ID", "BW_VOICE_APPLICATION_ID", "USER_NUMBER");

    /** Empty if none of the variables is set: that asks for the simulator. A blank variable counts as not set. */
    static Optional<Settings> from(Map<String, String> environment) {
        if (Stream.of(REQUIRED, CLIENT, USER).flatMap(List::stream).noneMatch(name -> isSet(environment, name))) {
            return Optional.empty();
        }
        List<String> missing = missing(environment);
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("Not set: " + String.join(", ", missing)
                    + ". The real service needs them; to use the simulator, unset all of BW_* and USER_NUMBER.");
        }
        return Optional.of(new Settings(
                value(environment, "BW_ACCOUNT_ID"),
                credentials(environment),
                number(environment, "BW_NUMBER"),
                number(environment, "USER_NUMBER"),
                value(environment, "BW_MESSAGING_APPLICATION_ID"),
                value(environment, "BW_VOICE_APPLICATION_ID")));
    }

    static Settings ofSimulator() {
        return new Settings(
                MfaSimulator.DEFAULT_ACCOUNT_ID,
                Credentials.clientCredentials(MfaSimulator.DEFAULT_CLIENT_ID, MfaSimulator.DEFAULT_CLIENT_SECRET),
                PhoneNumber.of("+19195554321"),
                PhoneNumber.of("+19195551234"),
                "demo-messaging-app",
                "demo-voice-app");
    }

    MfaClientOptions.Builder clientOptions() {
        return MfaClientOptions.builder().accountId(accountId).credentials(credentials);
    }

    private static List<String> missing(Map<String, String> environment) {
        List<String> missing = new ArrayList<>();
        Stream.concat(REQUIRED.stream(), credentialNames(environment).stream())
                .filter(name -> !isSet(environment, name))
                .forEach(missing::add);
        if (missing.containsAll(CLIENT)) {
            missing.removeAll(CLIENT);
            missing.add("BW_CLIENT_ID and BW_CLIENT_SECRET (or BW_USERNAME and BW_PASSWORD)");
        }
        return missing;
    }

    private static Credentials credentials(Map<String, String> environment) {
        List<String> names = credentialNames(environment);
        String name = value(environment, names.get(0));
        String secret = value(environment, names.get(1));
        return names.equals(USER) ? Credentials.basic(name, secret) : Credentials.clientCredentials(name, secret);
    }

    /** OAuth2 unless only the other pair was begun. */
    private static List<String> credentialNames(Map<String, String> environment) {
        boolean client = CLIENT.stream().anyMatch(name -> isSet(environment, name));
        boolean user = USER.stream().anyMatch(name -> isSet(environment, name));
        return user && !client ? USER : CLIENT;
    }

    private static PhoneNumber number(Map<String, String> environment, String name) {
        try {
            return PhoneNumber.of(value(environment, name));
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(name + ": " + malformed.getMessage(), malformed);
        }
    }

    private static boolean isSet(Map<String, String> environment, String name) {
        return !value(environment, name).isBlank();
    }

    private static String value(Map<String, String> environment, String name) {
        return environment.getOrDefault(name, "");
    }
}

package io.github.bandwidthmfa.examples.quickstart;

import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.PhoneNumber;
import io.github.bandwidthmfa.reactor.MfaClientOptions;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Who calls, who is called, and as which applications. Read from the environment under the names that Bandwidth's own
 * samples use:
 *
 * <ul>
 *   <li>{@code BW_ACCOUNT_ID};
 *   <li>{@code BW_CLIENT_ID} and {@code BW_CLIENT_SECRET}; or, until 2026-12-02, {@code BW_USERNAME} and {@code BW_PASSWORD};
 *   <li>{@code BW_NUMBER}, the sender, {@code BW_MESSAGING_APPLICATION_ID} and {@code BW_VOICE_APPLICATION_ID};
 *   <li>{@code USER_NUMBER}, the phone of the person at the terminal.
 * </ul>
 */
record Settings(
        Supplier<MfaClientOptions.Builder> account,
        PhoneNumber from,
        PhoneNumber to,
        String messagingApplicationId,
        String voiceApplicationId) {

    private static final List<String> ACCOUNT =
            List.of("BW_ACCOUNT_ID", "BW_CLIENT_ID", "BW_CLIENT_SECRET", "BW_USERNAME", "BW_PASSWORD");
    private static final List<String> PHONES =
            List.of("BW_NUMBER", "BW_MESSAGING_APPLICATION_ID", "BW_VOICE_APPLICATION_ID", "USER_NUMBER");

    /** Empty if none of the variables is set: that asks for the simulator. A blank variable counts as not set. */
    static Optional<Settings> from(Map<String, String> environment) {
        if (Stream.of(ACCOUNT, PHONES)
                .flatMap(List::stream)
                .allMatch(name -> environment.getOrDefault(name, "").isBlank())) {
            return Optional.empty();
        }
        Supplier<MfaClientOptions.Builder> account =
                () -> MfaClientOptions.fromEnvironment(environment, PHONES.toArray(String[]::new));
        try {
            MfaClientOptions.Builder unusedChecked = account.get();
        } catch (IllegalArgumentException unusable) {
            throw new IllegalArgumentException(
                    unusable.getMessage()
                            + ". The real service needs all of them; to use the simulator, unset all of BW_* and USER_NUMBER.",
                    unusable);
        }
        return Optional.of(new Settings(
                account,
                number(environment, "BW_NUMBER"),
                number(environment, "USER_NUMBER"),
                environment.getOrDefault("BW_MESSAGING_APPLICATION_ID", ""),
                environment.getOrDefault("BW_VOICE_APPLICATION_ID", "")));
    }

    static Settings ofSimulator() {
        return new Settings(
                () -> MfaClientOptions.builder()
                        .accountId(MfaSimulator.DEFAULT_ACCOUNT_ID)
                        .credentials(Credentials.clientCredentials(
                                MfaSimulator.DEFAULT_CLIENT_ID, MfaSimulator.DEFAULT_CLIENT_SECRET)),
                PhoneNumber.of("+19195554321"),
                PhoneNumber.of("+19195551234"),
                "demo-messaging-app",
                "demo-voice-app");
    }

    MfaClientOptions.Builder clientOptions() {
        return account.get();
    }

    private static PhoneNumber number(Map<String, String> environment, String name) {
        try {
            return PhoneNumber.of(environment.getOrDefault(name, ""));
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(name + ": " + malformed.getMessage(), malformed);
        }
    }
}

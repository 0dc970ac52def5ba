package io.github.bandwidthmfa.examples.bulksender;

import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.reactor.MfaClientOptions;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Who sends, from which number. Secrets come from the environment: a command line is there for everyone to see. */
record Account(MfaClientOptions options, String from, String applicationId) {

    private static final List<String> REQUIRED = List.of("BW_ACCOUNT_ID", "BW_NUMBER", "BW_MESSAGING_APPLICATION_ID");

    static final List<String> VARIABLES = Stream.concat(
                    REQUIRED.stream(), Stream.of("BW_CLIENT_ID", "BW_CLIENT_SECRET", "BW_USERNAME", "BW_PASSWORD"))
            .toList();

    static Account ofSimulator(MfaSimulator simulator, int connections) {
        return new Account(
                MfaClientOptions.builder()
                        .accountId(MfaSimulator.DEFAULT_ACCOUNT_ID)
                        .credentials(Credentials.clientCredentials(
                                MfaSimulator.DEFAULT_CLIENT_ID, MfaSimulator.DEFAULT_CLIENT_SECRET))
                        .baseUri(simulator.baseUri())
                        .tokenUri(simulator.tokenUri())
                        .maxConnections(connections)
                        .build(),
                "+19195554321",
                "demo-messaging-app");
    }

    /** Empty if no variable is set. */
    static Optional<Account> from(
            Map<String, String> environment, Optional<URI> baseUri, Optional<URI> tokenUri, int connections) {
        if (VARIABLES.stream().noneMatch(name -> isSet(environment, name))) {
            return Optional.empty();
        }
        List<String> missing = new ArrayList<>(
                REQUIRED.stream().filter(name -> !isSet(environment, name)).toList());
        boolean client = isSet(environment, "BW_CLIENT_ID") && isSet(environment, "BW_CLIENT_SECRET");
        if (!client && !(isSet(environment, "BW_USERNAME") && isSet(environment, "BW_PASSWORD"))) {
            missing.add("BW_CLIENT_ID and BW_CLIENT_SECRET (or BW_USERNAME and BW_PASSWORD)");
        }
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(
                    "Not set: " + String.join(", ", missing) + ". To use the simulator, unset all of BW_*.");
        }
        MfaClientOptions.Builder options = MfaClientOptions.builder()
                .accountId(environment.getOrDefault("BW_ACCOUNT_ID", ""))
                .credentials(
                        client
                                ? Credentials.clientCredentials(
                                        environment.getOrDefault("BW_CLIENT_ID", ""),
                                        environment.getOrDefault("BW_CLIENT_SECRET", ""))
                                : Credentials.basic(
                                        environment.getOrDefault("BW_USERNAME", ""),
                                        environment.getOrDefault("BW_PASSWORD", "")))
                .maxConnections(connections);
        baseUri.ifPresent(options::baseUri);
        tokenUri.ifPresent(options::tokenUri);
        return Optional.of(new Account(
                options.build(),
                environment.getOrDefault("BW_NUMBER", ""),
                environment.getOrDefault("BW_MESSAGING_APPLICATION_ID", "")));
    }

    private static boolean isSet(Map<String, String> environment, String name) {
        return !environment.getOrDefault(name, "").isBlank();
    }
}

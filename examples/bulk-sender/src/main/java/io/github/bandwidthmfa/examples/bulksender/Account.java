package io.github.bandwidthmfa.examples.bulksender;

import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.reactor.MfaClientOptions;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Who sends, from which number. Secrets come from the environment: a command line is there for everyone to see. */
record Account(MfaClientOptions options, String from, String applicationId, String target) {

    /** What the journal of a run with the embedded simulator is bound to. */
    static final String SIMULATOR = "the embedded simulator";

    private static final URI BANDWIDTH = URI.create("https://mfa.bandwidth.com/api/v1");

    private static final List<String> SENDER = List.of("BW_NUMBER", "BW_MESSAGING_APPLICATION_ID");

    static final List<String> VARIABLES = Stream.concat(
                    Stream.of("BW_ACCOUNT_ID", "BW_CLIENT_ID", "BW_CLIENT_SECRET", "BW_USERNAME", "BW_PASSWORD"),
                    SENDER.stream())
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
                "demo-messaging-app",
                SIMULATOR);
    }

    /**
     * Empty if no variable is set.
     *
     * @throws IllegalArgumentException if only some are, or an address is given that only an account could use
     */
    static Optional<Account> from(
            Map<String, String> environment, Optional<URI> baseUri, Optional<URI> tokenUri, int connections) {
        if (VARIABLES.stream().noneMatch(name -> isSet(environment, name))) {
            if (baseUri.isPresent() || tokenUri.isPresent()) {
                throw new IllegalArgumentException((baseUri.isPresent() ? "--base-uri" : "--token-uri")
                        + " is given, and no account: set BW_ACCOUNT_ID, BW_CLIENT_ID, BW_CLIENT_SECRET, "
                        + String.join(", ", SENDER) + ", or leave it out to try the embedded simulator");
            }
            return Optional.empty();
        }
        MfaClientOptions.Builder options =
                named(environment).maxConnections(connections).baseUri(baseUri.orElse(BANDWIDTH));
        tokenUri.ifPresent(options::tokenUri);
        return Optional.of(new Account(
                options.build(),
                environment.getOrDefault("BW_NUMBER", ""),
                environment.getOrDefault("BW_MESSAGING_APPLICATION_ID", ""),
                "account " + environment.getOrDefault("BW_ACCOUNT_ID", "") + " at "
                        + oneForm(baseUri.orElse(BANDWIDTH))));
    }

    private static MfaClientOptions.Builder named(Map<String, String> environment) {
        try {
            return MfaClientOptions.fromEnvironment(environment, SENDER.toArray(String[]::new));
        } catch (IllegalArgumentException unusable) {
            throw new IllegalArgumentException(
                    unusable.getMessage() + "; to use the simulator, unset all of BW_*", unusable);
        }
    }

    /** The same for all ways to write the same address. */
    private static String oneForm(URI address) {
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        int usual = scheme.equals("https") ? 443 : 80;
        int port = address.getPort() == usual ? -1 : address.getPort();
        return scheme + "://" + String.valueOf(address.getHost()).toLowerCase(Locale.ROOT)
                + (port < 0 ? "" : ":" + port)
                + String.valueOf(address.getPath()).replaceAll("/+$", "");
    }

    private static boolean isSet(Map<String, String> environment, String name) {
        return !environment.getOrDefault(name, "").isBlank();
    }
}

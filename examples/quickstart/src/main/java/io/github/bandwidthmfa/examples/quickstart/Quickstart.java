package io.github.bandwidthmfa.examples.quickstart;

import io.github.bandwidthmfa.reactor.MfaClient;
import io.github.bandwidthmfa.reactor.MfaClientOptions;
import io.github.bandwidthmfa.simulator.MfaSimulator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * A walk through the product: on a simulator, or on the real service if the environment names an account (see {@link
 * Settings}). Exit codes: 0 if every step did what it should, 1 if one did not, 2 if settings are missing or malformed.
 */
public final class Quickstart {

    private static final int DONE = 0;
    private static final int STEP_FAILED = 1;
    private static final int BAD_SETTINGS = 2;

    private static final String USAGE = """
            Walks through the product at a terminal. Without variables it takes its own simulator, and no message leaves this
            machine. With all of these it takes Bandwidth's service, which sends and bills one text message and one phone call:

              BW_ACCOUNT_ID
              BW_CLIENT_ID, BW_CLIENT_SECRET   or, until 2026-12-02, BW_USERNAME and BW_PASSWORD
              BW_NUMBER                        the sender, such as +19195554321
              BW_MESSAGING_APPLICATION_ID
              BW_VOICE_APPLICATION_ID
              USER_NUMBER                      your phone, such as +19195551234

            Options:
              -h, --help                       show this text""";

    private Quickstart() {}

    /**
     * Takes the walk.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.getenv(), Terminal.ofThisProcess()));
    }

    static int run(List<String> arguments, Map<String, String> environment, Terminal terminal) {
        if (arguments.contains("-h") || arguments.contains("--help")) {
            terminal.line(USAGE);
            return DONE;
        }
        if (!arguments.isEmpty()) {
            terminal.problem("There are no options but --help; everything else is set in the environment.");
            return BAD_SETTINGS;
        }
        return run(environment, terminal);
    }

    static int run(Map<String, String> environment, Terminal terminal) {
        terminal.heading("Bandwidth MFA quickstart");
        try {
            Optional<Settings> settings = Settings.from(environment);
            return settings.isPresent() ? onRealService(settings.get(), terminal) : onSimulator(terminal);
        } catch (IllegalArgumentException unusable) {
            terminal.problem(String.valueOf(unusable.getMessage()));
            return BAD_SETTINGS;
        }
    }

    private static int onSimulator(Terminal terminal) {
        try (MfaSimulator simulator = MfaSimulator.builder().refuseBasic().start()) {
            Settings settings = Settings.ofSimulator();
            terminal.line("Service: a simulator at " + simulator.baseUri() + "; no message leaves this machine.");
            MfaClientOptions options = settings.clientOptions()
                    .baseUri(simulator.baseUri())
                    .tokenUri(simulator.tokenUri())
                    .maxPending(LoadSteps.CALLS)
                    .pendingTimeout(LoadSteps.PATIENCE)
                    .build();
            return take(options, client -> Tour.onSimulator(client, settings, simulator), terminal);
        }
    }

    private static int onRealService(Settings settings, Terminal terminal) {
        terminal.line("Service: Bandwidth's, which sends and bills one text message and one phone call.");
        return take(
                settings.clientOptions().build(), client -> Tour.onRealService(client, settings, terminal), terminal);
    }

    /** The only place that waits for a result: the main thread may, an event loop must not. */
    private static int take(MfaClientOptions options, Function<MfaClient, List<Step>> walk, Terminal terminal) {
        boolean allDone = Boolean.TRUE.equals(Mono.usingWhen(
                        Mono.fromSupplier(() -> MfaClient.create(options)),
                        client -> Tour.take(walk.apply(client), terminal),
                        MfaClient::close)
                .block());
        terminal.summary(allDone);
        return allDone ? DONE : STEP_FAILED;
    }
}

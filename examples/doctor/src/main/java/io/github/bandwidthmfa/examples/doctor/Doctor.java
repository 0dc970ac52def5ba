package io.github.bandwidthmfa.examples.doctor;

import io.github.bandwidthmfa.simulator.MfaSimulator;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        versionProvider = Doctor.Version.class,
        description = "Checks an account and the way to Bandwidth's MFA service. Sends no message and makes no call.",
        footer = {
            "",
            "The account is read from BW_ACCOUNT_ID, and BW_CLIENT_ID with BW_CLIENT_SECRET (or, until 2026-12-02,"
                    + " BW_USERNAME and BW_PASSWORD).",
            "",
            "Steps: variables, dns, connect, tls, token, verify, clock. The step verify asks once whether a made-up code for"
                    + " a number that cannot exist is valid: the response shows whether the credentials are accepted.",
            "",
            "Exit codes: 0 all is well; 1 something failed; 2 arguments or variables are missing or wrong, and nothing was"
                    + " checked; 3 something could not be decided."
        })
public final class Doctor implements Callable<Integer> {

    private static final URI BANDWIDTH = URI.create("https://mfa.bandwidth.com/api/v1");
    private static final URI BANDWIDTH_TOKENS = URI.create("https://api.bandwidth.com/api/v1/oauth2/token");
    private static final int MAX_TIMEOUT = 600;

    private final Map<String, String> environment;
    private final Trust trust;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--base-uri", paramLabel = "URI", description = "where the service is; default: Bandwidth's")
    private @Nullable URI baseUri;

    @Option(names = "--token-uri", paramLabel = "URI", description = "where tokens come from; default: Bandwidth's")
    private @Nullable URI tokenUri;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "how long each step may take, 1 to 600; default ${DEFAULT-VALUE}")
    private int timeout;

    @Option(names = "--json", description = "print one JSON object in place of lines")
    private boolean json;

    @Option(
            names = "--simulator",
            description = "check an embedded simulator in place of the account: a trial of this command")
    private boolean simulator;

    Doctor(Map<String, String> environment, Trust trust) {
        this.environment = environment;
        this.trust = trust;
    }

    /** The version that the build has written into a resource. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() throws IOException {
            try (InputStream text = Objects.requireNonNull(Doctor.class.getResourceAsStream("version.txt"))) {
                return new String[] {new String(text.readAllBytes(), StandardCharsets.UTF_8).strip()};
            }
        }
    }

    /**
     * Runs the command and exits with its code.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        System.exit(run(
                System.getenv(),
                Trust.ofJvm(),
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                arguments));
    }

    static int run(
            Map<String, String> environment, Trust trust, PrintWriter out, PrintWriter err, String... arguments) {
        return new CommandLine(new Doctor(environment, trust))
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler((wrong, given) -> {
                    err.println(fault(wrong) + "; see --help");
                    return Report.UNUSABLE;
                })
                .setExecutionExceptionHandler((unexpected, command, parsed) -> {
                    // Without its message, which may quote what was received.
                    err.println("ended by an unexpected error, "
                            + unexpected.getClass().getName() + ": report it");
                    return Report.UNDECIDED;
                })
                .execute(arguments);
    }

    /** Arguments may hold what somebody took for an option's value, such as a secret. */
    private static String fault(ParameterException wrong) {
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            String argument = unmatched.getUnmatched().get(0);
            return argument.startsWith("-")
                    ? "unknown option " + argument.split("[= ]", 2)[0]
                    : "there is a value without an option";
        }
        return String.valueOf(wrong.getMessage());
    }

    @Override
    public Integer call() {
        CommandLine command = Objects.requireNonNull(spec).commandLine();
        if (timeout < 1 || timeout > MAX_TIMEOUT) {
            throw new ParameterException(command, "--timeout must be between 1 and " + MAX_TIMEOUT);
        }
        if (simulator && (baseUri != null || tokenUri != null)) {
            throw new ParameterException(command, "--simulator excludes --base-uri and --token-uri");
        }
        Report report = new Report(command.getOut(), json);
        try {
            if (simulator) {
                examineSimulator(report);
            } else {
                examine(
                        environment,
                        baseUri == null ? BANDWIDTH : baseUri,
                        tokenUri == null ? BANDWIDTH_TOKENS : tokenUri,
                        report);
            }
        } catch (IllegalArgumentException unusable) {
            throw new ParameterException(
                    command,
                    String.valueOf(unusable.getMessage())
                            .replace("baseUri", "--base-uri")
                            .replace("tokenUri", "--token-uri")
                            .replace(" (allowPlaintext(true) allows it)", ""),
                    unusable);
        }
        return report.conclude();
    }

    private void examineSimulator(Report report) {
        try (MfaSimulator embedded = MfaSimulator.builder().refuseBasic().start()) {
            report.say("A trial on an embedded simulator: it says nothing about any account.");
            examine(
                    Map.of(
                            "BW_ACCOUNT_ID", MfaSimulator.DEFAULT_ACCOUNT_ID,
                            "BW_CLIENT_ID", MfaSimulator.DEFAULT_CLIENT_ID,
                            "BW_CLIENT_SECRET", MfaSimulator.DEFAULT_CLIENT_SECRET),
                    embedded.baseUri(),
                    embedded.tokenUri(),
                    report);
        }
    }

    private void examine(Map<String, String> account, URI service, URI tokens, Report report) {
        new Examination(account, service, tokens, Duration.ofSeconds(timeout), trust, report).run();
    }
}

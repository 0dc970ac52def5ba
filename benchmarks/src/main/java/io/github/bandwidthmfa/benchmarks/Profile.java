package io.github.bandwidthmfa.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How much is measured. */
enum Profile {
    /** The regression gate. */
    QUICK,
    /** Everybody, in a few minutes. */
    DEFAULT,
    /** More rounds, and scale. */
    FULL,
    /** Only this client, as it is and with the classes of {@code compare.classes}. */
    COMPARE;

    private static final Path TARGET = Path.of("target");
    private static final List<Candidate> EVERYBODY = List.of(
            Candidate.CLIENT,
            Candidate.BY_HAND_TUNED,
            Candidate.BY_HAND,
            Candidate.WEB_CLIENT,
            Candidate.JDK,
            Candidate.OKHTTP,
            Candidate.APACHE,
            Candidate.VERTX,
            Candidate.SDK);

    static Profile named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    boolean includesMicroBenchmarks() {
        return this == DEFAULT || this == FULL;
    }

    /** In a few minutes, JMH's benchmarks can be no more than a glance. */
    String[] jmhArguments() {
        return this == DEFAULT ? new String[] {"-wi", "2", "-w", "500ms", "-i", "3", "-r", "500ms"} : new String[0];
    }

    boolean run() throws IOException, InterruptedException, GeneralSecurityException {
        Files.createDirectories(TARGET);
        try (Server server = new Server(TARGET)) {
            if (this == QUICK) {
                return Gate.passes(server);
            }
            Comparison comparison = new Comparison(server);
            List<String> further = new ArrayList<>();
            if (this == COMPARE) {
                comparison.run(Transport.CLEAR, List.of(Candidate.CLIENT, Candidate.CHANGED), List.of(1, 64), 8, 1_500);
            } else {
                int rounds = this == FULL ? 7 : 3;
                int millis = this == FULL ? 2_000 : 700;
                comparison.run(Transport.CLEAR, EVERYBODY, List.of(1, 16, 64, 256), rounds, millis);
                comparison.run(Transport.TLS, EVERYBODY, List.of(64), rounds, millis);
                comparison.run(Transport.HTTP2, EVERYBODY, List.of(64), rounds, millis);
                comparison.run(Transport.SLOW, EVERYBODY, List.of(256), rounds, millis);
                if (this == FULL) {
                    further.addAll(Scale.run(server));
                }
            }
            new Report(comparison).write(TARGET.resolve("results.md"), further);
            Plots.write(comparison, TARGET);
            return true;
        }
    }
}

package io.github.bandwidthmfa.benchmarks;

import io.github.bandwidthmfa.benchmarks.Comparison.Cell;
import io.github.bandwidthmfa.benchmarks.Comparison.Stage;
import io.netty.handler.ssl.OpenSsl;
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
    /** Many calls, many waiters, a long time: this client's part of the full profile. */
    SCALE,
    /** More rounds, and scale. */
    FULL,
    /** This client as a Spring Boot application makes it: on shared loops, with and without an observation registry. */
    APPLICATION,
    /** Only this client, as it is and with the classes of {@code compare.classes}. */
    COMPARE;

    private static final Path TARGET = Path.of("target");
    private static final int CONCURRENCY = 64;

    /** Enough to make the connections: all else is warm by then. */
    private static final int A_SECOND = 1_000;

    private static final List<ContenderType> EVERYBODY = List.of(
            ContenderType.CLIENT,
            ContenderType.BY_HAND_TUNED,
            ContenderType.BY_HAND,
            ContenderType.WEB_CLIENT,
            ContenderType.JDK,
            ContenderType.OKHTTP,
            ContenderType.APACHE,
            ContenderType.VERTX,
            ContenderType.SDK);

    static Profile named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    boolean includesMicroBenchmarks() {
        return this == DEFAULT || this == FULL;
    }

    /** In a few minutes, JMH's benchmarks can be no more than a glance. */
    String[] jmhArguments() {
        return this == DEFAULT
                ? new String[] {"-wi", "2", "-w", "300ms", "-i", "3", "-r", "300ms"}
                : new String[] {"-wi", "4", "-w", "1s", "-i", "4", "-r", "1s"};
    }

    /** Whether all is well: for the gate, that it is passed. */
    boolean run(Goals goals) throws IOException, InterruptedException, GeneralSecurityException {
        Files.createDirectories(TARGET);
        try (Server server = new Server(TARGET)) {
            if (this == QUICK) {
                return Gate.passes(server);
            }
            Comparison comparison = new Comparison(server);
            List<String> further = new ArrayList<>();
            if (this == COMPARE) {
                comparison.run(
                        List.of(ContenderType.CLIENT, ContenderType.CHANGED),
                        List.of(new Stage(Transport.CLEAR, List.of(1, CONCURRENCY), 20_000)),
                        20,
                        400);
                further.addAll(changed(comparison));
            } else if (this == APPLICATION) {
                comparison.run(
                        List.of(
                                ContenderType.CLIENT,
                                ContenderType.SHARED_LOOPS,
                                ContenderType.OBSERVED,
                                ContenderType.WEB_CLIENT),
                        List.of(
                                new Stage(Transport.CLEAR, List.of(16, CONCURRENCY, 256), 15_000),
                                new Stage(Transport.TLS, List.of(CONCURRENCY), 8_000)),
                        10,
                        400);
                further.addAll(application(comparison));
            } else if (this == SCALE) {
                further.addAll(Scale.run(server, goals));
            } else {
                everybody(comparison);
                ThroughputGoals.addTo(goals, comparison);
                double capacity = comparison
                        .spread(new Cell(ContenderType.BY_HAND, Transport.CLEAR, CONCURRENCY), Sample::callsPerSecond)
                        .median();
                further.addAll(FixedRate.run(server, this == FULL ? 9 : 5, capacity, goals));
                if (this == FULL) {
                    further.addAll(Scale.run(server, goals));
                }
            }
            new Report(comparison)
                    .write(
                            TARGET.resolve(
                                    this == DEFAULT
                                            ? "results.md"
                                            : "results-" + name().toLowerCase(Locale.ROOT) + ".md"),
                            further,
                            goals);
            if (this != SCALE) {
                Plots.write(comparison, TARGET);
            }
            return true;
        }
    }

    private static List<String> application(Comparison comparison) {
        List<String> lines =
                new ArrayList<>(List.of("", "### Against this client on its own loops, round by round", ""));
        for (ContenderType contender : List.of(ContenderType.SHARED_LOOPS, ContenderType.OBSERVED)) {
            for (int concurrency : List.of(16, CONCURRENCY, 256)) {
                lines.add("- " + contender + ", calls/s, " + concurrency + " in flight: "
                        + comparison
                                .ratio(
                                        new Cell(contender, Transport.CLEAR, concurrency),
                                        new Cell(ContenderType.CLIENT, Transport.CLEAR, concurrency))
                                .rounded("%.2f"));
            }
        }
        return lines;
    }

    private static List<String> changed(Comparison comparison) {
        List<String> lines = new ArrayList<>(List.of("", "### Changed against present, round by round", ""));
        for (int concurrency : List.of(1, CONCURRENCY)) {
            lines.add("- calls/s, " + concurrency + " in flight: "
                    + comparison
                            .ratio(
                                    new Cell(ContenderType.CHANGED, Transport.CLEAR, concurrency),
                                    new Cell(ContenderType.CLIENT, Transport.CLEAR, concurrency))
                            .rounded("%.2f"));
        }
        return lines;
    }

    private void everybody(Comparison comparison) throws IOException {
        int rounds = this == FULL ? 12 : 8;
        int millis = this == FULL ? 500 : 250;
        int most = this == FULL ? 25_000 : 12_000;
        int again = this == FULL ? 15_000 : 8_000;
        List<ContenderType> all = new ArrayList<>(EVERYBODY);
        if (Wrk.isInstalled()) {
            all.add(ContenderType.WRK);
        }
        comparison.run(
                all,
                List.of(
                        new Stage(Transport.CLEAR, List.of(1, 16, CONCURRENCY, 256), most),
                        new Stage(Transport.TLS, List.of(CONCURRENCY), again),
                        new Stage(Transport.HTTP2, List.of(CONCURRENCY), again),
                        new Stage(Transport.SLOW, List.of(256), A_SECOND)),
                rounds,
                millis);
        if (OpenSsl.isAvailable()) {
            Stage boringSsl = new Stage(Transport.TLS_NATIVE, List.of(CONCURRENCY), most + again / 2);
            comparison.run(all, List.of(boringSsl), rounds, millis);
        }
    }
}

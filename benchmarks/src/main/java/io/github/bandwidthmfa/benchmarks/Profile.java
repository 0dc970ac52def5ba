package io.github.bandwidthmfa.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Locale;

/** How much is measured. */
enum Profile {
    /** The regression gate. */
    QUICK,
    /** What there are goals for, in some minutes; without what takes long. */
    DEFAULT,
    /** Many calls, many waiters, a long time: this client's part of the full profile. */
    SCALE,
    /** More contenders, more rounds, and scale. */
    FULL,
    /** This client as a Spring Boot application makes it: on shared loops, with and without an observation registry. */
    APPLICATION,
    /** An endpoint of a WebFlux application. */
    ENDPOINT,
    /** The first calls of a fresh JVM. */
    FIRST_CALL,
    /** Only this client, as it is and with the classes of {@code compare.classes}. */
    COMPARE;

    private static final Path TARGET = Path.of("target");

    static Profile named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    boolean includesMicroBenchmarks() {
        return this == DEFAULT || this == FULL;
    }

    /** In a few minutes, JMH's benchmarks can be no more than a glance at those that there are goals for. */
    String[] jmhArguments() {
        return this == DEFAULT
                ? new String[] {"BatchBenchmark", "-wi", "3", "-w", "300ms", "-i", "4", "-r", "300ms"}
                : new String[] {"-wi", "4", "-w", "1s", "-i", "4", "-r", "1s"};
    }

    private List<Part> parts() {
        return switch (this) {
            case QUICK -> List.of();
            case DEFAULT -> {
                Throughput throughput = Throughput.ofRivals(new Throughput.Extent(7, 250, 6_000, 5_000));
                yield List.of(
                        throughput,
                        EndToEnd.atFullLoad(5),
                        new FirstCall(4),
                        new SteadyLoad(10, throughput::byHandCallsPerSecond));
            }
            case FULL -> {
                Throughput throughput = Throughput.ofEverybody(new Throughput.Extent(12, 500, 25_000, 15_000));
                yield List.of(
                        throughput,
                        EndToEnd.atFullAndHalfLoad(15),
                        new FirstCall(15),
                        new SteadyLoad(40, throughput::byHandCallsPerSecond),
                        Scale::run);
            }
            case SCALE -> List.of(Scale::run);
            case APPLICATION -> List.of(Throughput.ofApplications(new Throughput.Extent(10, 400, 15_000, 8_000)));
            case ENDPOINT -> List.of(EndToEnd.atFullAndHalfLoad(15));
            case FIRST_CALL -> List.of(new FirstCall(15));
            case COMPARE -> List.of(new Changes());
        };
    }

    /** Whether all is well: for the gate, that it is passed. */
    boolean run(Goals goals) throws IOException, InterruptedException, GeneralSecurityException {
        Files.createDirectories(TARGET);
        try (Server server = new Server(TARGET)) {
            if (this == QUICK) {
                return Gate.passes(server);
            }
            Report report = new Report(
                    Path.of(System.getProperty("results", "target/results")),
                    name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    goals);
            for (Part part : parts()) {
                part.run(server, report);
            }
            report.write();
            return true;
        }
    }
}

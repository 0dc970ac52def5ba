package io.github.bandwidthmfa.benchmarks;

import io.github.bandwidthmfa.benchmarks.Comparison.Cell;
import io.github.bandwidthmfa.benchmarks.Comparison.Stage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/** Fails where the client has become dearer than {@code baseline.properties} allows. */
final class Gate {

    private static final Path BASELINE = Path.of("baseline.properties");
    private static final int CONCURRENCY = 64;
    private static final int WARM_UP_MILLIS = 25_000;
    private static final int ROUNDS = 30;
    private static final int MILLIS = 300;

    private Gate() {}

    static boolean passes(Server server) throws IOException {
        Properties baseline = new Properties();
        try (InputStream file = Files.newInputStream(BASELINE)) {
            baseline.load(file);
        }
        ContenderType client = ContenderType.valueOf(
                System.getProperty("gate.client", "client").toUpperCase(Locale.ROOT));
        Comparison comparison = new Comparison(server);
        comparison.run(
                List.of(new Stage(
                        Transport.CLEAR,
                        List.of(client, ContenderType.BY_HAND_TUNED),
                        List.of(CONCURRENCY),
                        WARM_UP_MILLIS)),
                ROUNDS,
                MILLIS);
        Cell cell = new Cell(client, Transport.CLEAR, CONCURRENCY);
        Cell byHand = new Cell(ContenderType.BY_HAND_TUNED, Transport.CLEAR, CONCURRENCY);
        Spread bytes = comparison.spread(cell, Sample::bytesPerCall);
        Spread ratio = comparison.ratio(cell, byHand);
        double mostBytes = number(baseline, "bytesPerCall.most");
        double leastRatio = number(baseline, "ratioToByHand.least");
        comparison.remarks().forEach(System.out::println);
        System.out.printf(
                "CPU per call:    %s us%n",
                comparison.spread(cell, Sample::cpuMicros).rounded("%.1f"));
        System.out.printf("bytes per call:  %s, at most %.0f allowed%n", bytes.rounded("%.0f"), mostBytes);
        System.out.printf(
                "ratio to Reactor Netty by hand: %s, at least %.2f wanted%n", ratio.rounded("%.2f"), leastRatio);
        boolean passes = bytes.median() <= mostBytes && ratio.median() >= leastRatio;
        System.out.println(
                passes
                        ? "The gate is passed."
                        : "The gate is NOT passed. To see it again: mvn -pl benchmarks -Dprofile=quick -Dgate.client="
                                + client.name().toLowerCase(Locale.ROOT)
                                + "; if the cost is wanted, change benchmarks/baseline.properties and say why");
        return passes;
    }

    private static double number(Properties baseline, String key) {
        return Double.parseDouble(baseline.getProperty(key));
    }
}

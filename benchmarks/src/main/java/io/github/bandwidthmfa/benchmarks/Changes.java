package io.github.bandwidthmfa.benchmarks;

import io.github.bandwidthmfa.benchmarks.Comparison.Cell;
import io.github.bandwidthmfa.benchmarks.Comparison.Stage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** This client as it is, and with the classes of {@code compare.classes}. */
final class Changes implements Part {

    private static final List<Integer> CONCURRENCIES = List.of(1, 64);
    private static final int WARM_UP_MILLIS = 20_000;
    private static final int ROUNDS = 20;
    private static final int MILLIS = 400;

    @Override
    public void run(Server server, Report report) throws IOException {
        Comparison comparison = new Comparison(server);
        comparison.run(
                List.of(new Stage(
                        Transport.CLEAR,
                        List.of(ContenderType.CLIENT, ContenderType.CHANGED),
                        CONCURRENCIES,
                        WARM_UP_MILLIS)),
                ROUNDS,
                MILLIS);
        report.comparison("", comparison);
        List<String> lines = new ArrayList<>();
        for (int concurrency : CONCURRENCIES) {
            lines.add("- calls/s, " + concurrency + " in flight: "
                    + comparison
                            .ratio(
                                    new Cell(ContenderType.CHANGED, Transport.CLEAR, concurrency),
                                    new Cell(ContenderType.CLIENT, Transport.CLEAR, concurrency))
                            .rounded("%.2f"));
        }
        report.section("Changed against present, round by round", lines);
    }
}

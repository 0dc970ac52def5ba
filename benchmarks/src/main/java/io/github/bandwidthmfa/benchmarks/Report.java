package io.github.bandwidthmfa.benchmarks;

import io.github.bandwidthmfa.benchmarks.Comparison.Cell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a run has shown: for the terminal, and the same as Markdown. */
final class Report {

    private static final List<Candidate> CLIENT_ONLY = List.of(Candidate.CLIENT);

    private final Comparison comparison;
    private final List<String> lines = new ArrayList<>();

    Report(Comparison comparison) {
        this.comparison = comparison;
    }

    void write(Path file, List<String> furtherLines) throws IOException {
        lines.add(String.format(
                "%s, JDK %s, %d processors, server and client %s.",
                System.getProperty("os.name"),
                System.getProperty("java.version"),
                Runtime.getRuntime().availableProcessors(),
                JavaProcess.pins() ? "on one each" : "not pinned"));
        for (Transport transport : Transport.values()) {
            table(transport);
        }
        lines.addAll(furtherLines);
        goals();
        comparison.remarks().forEach(remark -> lines.add("- " + remark));
        lines.forEach(System.out::println);
        Files.write(file, lines);
    }

    private void table(Transport transport) {
        boolean begun = false;
        for (Cell cell : comparison.samples().keySet()) {
            if (cell.transport() != transport) {
                continue;
            }
            if (!begun) {
                begun = true;
                lines.addAll(List.of(
                        "",
                        "### " + transport,
                        "",
                        "| contender | calls in flight | calls/s | CPU us/call | B/call | p50 / p99 / p99.9 ms | threads | sockets |",
                        "|---|---|---|---|---|---|---|---|"));
            }
            lines.add(String.format(
                    Locale.ROOT,
                    "| %s | %d | %s | %s | %.0f | %.2f / %.2f / %.2f | %.0f | %.0f |",
                    cell.candidate(),
                    cell.concurrency(),
                    comparison.spread(cell, Sample::callsPerSecond).rounded("%.0f"),
                    comparison.spread(cell, Sample::cpuMicros).rounded("%.1f"),
                    comparison.spread(cell, Sample::bytesPerCall).median(),
                    comparison.spread(cell, sample -> sample.p50() / 1e6).median(),
                    comparison.spread(cell, sample -> sample.p99() / 1e6).median(),
                    comparison.spread(cell, sample -> sample.p999() / 1e6).median(),
                    comparison.spread(cell, Sample::threads).median(),
                    comparison.spread(cell, Sample::sockets).median()));
        }
    }

    private void goals() {
        lines.addAll(List.of(
                "",
                "### Goals: calls per second, ratio within a round",
                "",
                "| this client to | transport | in flight | ratio | goal | |",
                "|---|---|---|---|---|---|"));
        for (Cell cell : comparison.samples().keySet()) {
            if (!CLIENT_ONLY.contains(cell.candidate())) {
                continue;
            }
            goal(cell, Candidate.BY_HAND_TUNED, 0.95);
            if (cell.transport() == Transport.SLOW) {
                goal(cell, Candidate.SDK, 10);
            } else if (cell.transport() == Transport.CLEAR) {
                if (cell.concurrency() == 64) {
                    goal(cell, Candidate.BY_HAND, 1.4);
                }
                if (cell.concurrency() > 1) {
                    goal(cell, Candidate.WEB_CLIENT, 1.8);
                    goal(cell, Candidate.SDK, 2.2);
                }
                goal(cell, Candidate.APACHE, 1.0);
                if (cell.concurrency() >= 64) {
                    goal(cell, Candidate.VERTX, 1.0);
                }
            }
        }
    }

    private void goal(Cell cell, Candidate other, double least) {
        Cell baseline = new Cell(other, cell.transport(), cell.concurrency());
        if (comparison.has(baseline)) {
            Spread ratio = comparison.ratio(cell, baseline);
            lines.add(String.format(
                    Locale.ROOT,
                    "| %s | %s | %d | %s | %.2f | %s |",
                    other,
                    cell.transport(),
                    cell.concurrency(),
                    ratio.rounded("%.2f"),
                    least,
                    ratio.median() >= least ? "met" : "missed"));
        }
    }
}

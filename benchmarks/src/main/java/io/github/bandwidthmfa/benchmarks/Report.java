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

    private static final List<String> COLUMNS = List.of(
            "| contender | calls in flight | calls/s | CPU us/call | B/call | p50 / p99 / p99.9 ms | threads | sockets |",
            "|---|---|---|---|---|---|---|---|");

    private static final int MIN_CALLS_FOR_P999 = 1_000;

    private final Comparison comparison;
    private final List<String> lines = new ArrayList<>();

    Report(Comparison comparison) {
        this.comparison = comparison;
    }

    void write(Path file, List<String> further, Goals goals) throws IOException {
        lines.add(String.format(
                "%s, JDK %s, %d processors, server and client %s.",
                System.getProperty("os.name"),
                System.getProperty("java.version"),
                Runtime.getRuntime().availableProcessors(),
                Processors.canBeChosen() ? "on one each" : "not pinned"));
        for (Transport transport : Transport.values()) {
            table(transport);
        }
        lines.addAll(further);
        lines.addAll(goals.lines());
        lines.add("");
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
                lines.addAll(List.of("", "### " + transport, ""));
                lines.addAll(COLUMNS);
            }
            lines.add(row(cell));
        }
    }

    private String row(Cell cell) {
        String row = String.format(
                Locale.ROOT,
                "| %s | %d | %s | ",
                cell.candidate(),
                cell.concurrency(),
                comparison.spread(cell, Sample::callsPerSecond).rounded("%.0f"));
        if (cell.candidate() == ContenderType.WRK) {
            return row + "- | - | - | - | - |";
        }
        return row
                + String.format(
                        Locale.ROOT,
                        "%s | %.0f | %.2f / %.2f / %s | %.0f | %.0f |",
                        comparison.spread(cell, Sample::cpuMicros).rounded("%.1f"),
                        comparison.spread(cell, Sample::bytesPerCall).median(),
                        comparison.spread(cell, sample -> sample.p50() / 1e6).median(),
                        comparison.spread(cell, sample -> sample.p99() / 1e6).median(),
                        p999(cell),
                        comparison.spread(cell, Sample::threads).median(),
                        comparison.spread(cell, Sample::sockets).median());
    }

    /** Of fewer calls it would be the slowest one. */
    private String p999(Cell cell) {
        return comparison.spread(cell, Sample::calls).median() < MIN_CALLS_FOR_P999
                ? "-"
                : String.format(
                        Locale.ROOT,
                        "%.2f",
                        comparison.spread(cell, sample -> sample.p999() / 1e6).median());
    }
}

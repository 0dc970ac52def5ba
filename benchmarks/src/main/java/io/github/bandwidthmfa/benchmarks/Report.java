package io.github.bandwidthmfa.benchmarks;

import io.github.bandwidthmfa.benchmarks.Comparison.Cell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a run has shown: for the terminal, and the same as Markdown with plots, in a directory for each profile. What matters
 * comes first: goals, ratios, and what each contender promises.
 */
final class Report {

    private static final List<String> COLUMNS = List.of(
            "| contender | calls in flight | calls/s | CPU us/call | B/call | p50 / p99 / p99.9 ms | threads | sockets |",
            "|---|---|---|---|---|---|---|---|");

    private static final int MIN_CALLS_FOR_P999 = 1_000;

    private final Path results;
    private final String profile;
    private final Goals goals;
    private final Instant begun = Instant.now();
    private final List<String> ratios = new ArrayList<>();
    private final List<String> sections = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
    private final Set<ContenderType> contenders = EnumSet.noneOf(ContenderType.class);

    Report(Path results, String profile, Goals goals) {
        this.results = results;
        this.profile = profile;
        this.goals = goals;
    }

    Goals goals() {
        return goals;
    }

    void section(String title, List<String> lines) {
        sections.addAll(List.of("", "### " + title, ""));
        sections.addAll(lines);
    }

    void remark(String remark) {
        remarks.add(remark);
    }

    /** A table for each transport. */
    void comparison(String title, Comparison comparison) {
        for (Transport transport : Transport.values()) {
            List<String> rows = comparison.samples().keySet().stream()
                    .filter(cell -> cell.transport() == transport)
                    .map(cell -> row(comparison, cell))
                    .toList();
            if (!rows.isEmpty()) {
                section(
                        title.isEmpty() ? transport.toString() : title + ", " + transport,
                        Stream.concat(COLUMNS.stream(), rows.stream()).toList());
            }
        }
        comparison.samples().keySet().forEach(cell -> contenders.add(cell.candidate()));
        remarks.addAll(comparison.remarks());
    }

    /** One contender's calls per second against everybody's. */
    void ratios(ContenderType ours, Comparison comparison) {
        Set<Cell> columns = new TreeSet<>(Cell.AS_IN_TABLES);
        comparison.samples().keySet().stream()
                .map(cell -> new Cell(ours, cell.transport(), cell.concurrency()))
                .filter(comparison::has)
                .forEach(columns::add);
        ratios.addAll(List.of(
                "",
                "### Calls per second of " + ours + ", divided by those of others, by transport and calls in flight",
                "",
                columns.stream()
                        .map(column -> column.transport() + ", " + column.concurrency())
                        .collect(Collectors.joining(" | ", "| | ", " |")),
                "|---" + "|---".repeat(columns.size()) + "|"));
        for (ContenderType other : ContenderType.values()) {
            if (other != ours && comparison.samples().keySet().stream().anyMatch(cell -> cell.candidate() == other)) {
                ratios.add(columns.stream()
                        .map(column -> ratio(comparison, column, other))
                        .collect(Collectors.joining(" | ", "| " + other + " | ", " |")));
            }
        }
    }

    private static String ratio(Comparison comparison, Cell ours, ContenderType other) {
        Cell theirs = new Cell(other, ours.transport(), ours.concurrency());
        return comparison.has(theirs) ? comparison.ratio(ours, theirs).rounded("%.2f") : "-";
    }

    /** A plot against the number of calls in flight over HTTP/1.1. */
    void lines(String name, String title, Comparison comparison, ToDoubleFunction<Sample> figure) throws IOException {
        Plots.lines(title, comparison, figure, plot(name, title));
    }

    /** For each label a series of figures by name. */
    void bars(String name, String title, String unit, Map<String, Map<String, Double>> figures) throws IOException {
        Plots.bars(title, unit, figures, plot(name, title));
    }

    private Path plot(String name, String title) throws IOException {
        sections.addAll(List.of("", "![" + title + "](" + name + ".png)"));
        return Files.createDirectories(directory()).resolve(name);
    }

    private Path directory() {
        return results.resolve(profile);
    }

    void write() throws IOException {
        List<String> summary = new ArrayList<>(List.of(machine()));
        summary.addAll(goals.lines());
        summary.addAll(ratios);
        List<String> all = new ArrayList<>(List.of("# Results of the profile " + profile, ""));
        all.addAll(summary);
        all.addAll(promises());
        all.addAll(sections);
        all.add("");
        remarks.forEach(remark -> all.add("- " + remark));
        all.forEach(System.out::println);
        Files.write(Files.createDirectories(directory()).resolve("README.md"), all);
        Readme.replaceSummary(results, directory(), summary);
    }

    private String machine() {
        return String.format(
                "%s, JDK %s, %d processors, server and client %s; took %d minutes after JMH.",
                System.getProperty("os.name"),
                System.getProperty("java.version"),
                Runtime.getRuntime().availableProcessors(),
                Processors.canBeChosen() ? "on one each" : "not pinned",
                Duration.between(begun, Instant.now()).plusSeconds(30).toMinutes());
    }

    private List<String> promises() {
        if (contenders.isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>(List.of(
                "",
                "### What each promises",
                "",
                Stream.of(Promise.values()).map(Promise::toString).collect(Collectors.joining(" | ", "| | ", " |")),
                "|---" + "|---".repeat(Promise.values().length) + "|"));
        for (ContenderType contender : contenders) {
            lines.add(Stream.of(Promise.values())
                    .map(promise -> contender.promises(promise) ? "yes" : "-")
                    .collect(Collectors.joining(" | ", "| " + contender + " | ", " |")));
        }
        return lines;
    }

    private static String row(Comparison comparison, Cell cell) {
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
                        p999(comparison, cell),
                        comparison.spread(cell, Sample::threads).median(),
                        comparison.spread(cell, Sample::sockets).median());
    }

    /** Of fewer calls it would be the slowest one. */
    private static String p999(Comparison comparison, Cell cell) {
        return comparison.spread(cell, Sample::calls).median() < MIN_CALLS_FOR_P999
                ? "-"
                : String.format(
                        Locale.ROOT,
                        "%.2f",
                        comparison.spread(cell, sample -> sample.p999() / 1e6).median());
    }
}

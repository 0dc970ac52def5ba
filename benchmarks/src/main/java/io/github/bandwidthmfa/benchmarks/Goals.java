package io.github.bandwidthmfa.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the client is to reach, each compared with what this run has shown. */
final class Goals {

    private final List<String> rows = new ArrayList<>();

    void atLeast(double goal, Spread seen, String what) {
        row(what, seen.rounded("%.2f"), String.format(Locale.ROOT, "at least %.2f", goal), seen.median() >= goal);
    }

    void atMost(double goal, Spread seen, String format, String what) {
        row(what, seen.rounded(format), String.format(Locale.ROOT, "at most " + format, goal), seen.median() <= goal);
    }

    private void row(String what, String seen, String goal, boolean met) {
        rows.add("| " + what + " | " + seen + " | " + goal + " | " + (met ? "met" : "missed") + " |");
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>(List.of(
                "", "### Goals", "", "| this client | seen: median (lowest-highest) | goal | |", "|---|---|---|---|"));
        lines.addAll(rows);
        return lines;
    }
}

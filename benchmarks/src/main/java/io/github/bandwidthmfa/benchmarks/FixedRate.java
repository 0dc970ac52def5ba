package io.github.bandwidthmfa.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Latency of two at half of a capacity, by calls at fixed moments: a stall shows in all the calls it delayed. */
final class FixedRate {

    private static final int WARM_UP_MILLIS = 15_000;
    private static final int MILLIS = 2_000;
    private static final int MAX_WARM_UPS = 10;
    private static final double QUIET_COMPILER = 0.02;

    private final long perSecond;
    private final List<ContenderType> pair;
    private final Map<ContenderType, List<Sample>> samples = new LinkedHashMap<>();

    private FixedRate(long perSecond, List<ContenderType> pair) {
        this.perSecond = perSecond;
        this.pair = pair;
    }

    /** Ratios are those of the first to the second. */
    static FixedRate measure(Server server, Transport transport, List<ContenderType> pair, int rounds, double capacity)
            throws IOException {
        FixedRate rate = new FixedRate(Math.round(capacity / 2), pair);
        rate.measure(server, transport, rounds);
        return rate;
    }

    private void measure(Server server, Transport transport, int rounds) throws IOException {
        Map<ContenderType, LoadSource> loads = new LinkedHashMap<>();
        try {
            for (ContenderType candidate : pair) {
                System.out.println(perSecond + " calls a second: warming up " + candidate);
                // The queue is to hold what a stall piles up.
                LoadSource load = LoadSource.of(candidate, server, transport, "-Dpending=100000");
                loads.put(candidate, load);
                // More than there are connections: waiting for one is to be nothing new, either.
                load.warmUp(transport, 4 * Contender.CONNECTIONS, WARM_UP_MILLIS);
            }
            settle(loads, transport);
            for (int round = 1; round <= rounds; round++) {
                System.out.printf("%d calls a second: round %d of %d%n", perSecond, round, rounds);
                List<ContenderType> order = new ArrayList<>(pair);
                if (round % 2 == 0) {
                    Collections.reverse(order);
                }
                for (ContenderType candidate : order) {
                    samples.computeIfAbsent(candidate, any -> new ArrayList<>())
                            .add(loads.get(candidate).atFixedRate(transport, perSecond, MILLIS));
                }
            }
        } finally {
            loads.values().forEach(LoadSource::close);
        }
    }

    /** Calls from another thread, with pauses in which connections are closed, take paths that are new to the compiler. */
    private void settle(Map<ContenderType, LoadSource> loads, Transport transport) throws IOException {
        boolean compiling = true;
        for (int times = 0; compiling && times < MAX_WARM_UPS; times++) {
            compiling = false;
            for (ContenderType candidate : pair) {
                Sample sample = loads.get(candidate).atFixedRate(transport, perSecond, MILLIS);
                compiling |= sample.compilerShare() > QUIET_COMPILER;
            }
        }
    }

    String title() {
        return perSecond + " calls a second, at fixed moments";
    }

    /** Of so many rounds the extremes say little: the middle half is told, too. */
    List<String> lines() {
        List<String> lines = new ArrayList<>(List.of(
                "Milliseconds: median of " + samples.get(pair.get(0)).size()
                        + " rounds, lowest and highest, and between which the middle half lies.",
                "",
                "| | p50 | p99 | p99.9 |",
                "|---|---|---|---|"));
        samples.forEach((candidate, seen) -> lines.add(row(
                candidate.toString(), figure -> spread(seen, sample -> figure.applyAsDouble(sample) / 1e6))));
        lines.add(row("ratio, round by round", this::ratio));
        return lines;
    }

    private interface Column {
        Spread of(ToDoubleFunction<Sample> figure);
    }

    private static String row(String label, Column column) {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s |",
                label,
                column.of(Sample::p50).withMiddleHalf("%.2f"),
                column.of(Sample::p99).withMiddleHalf("%.2f"),
                column.of(Sample::p999).withMiddleHalf("%.2f"));
    }

    Map<String, Map<String, Double>> bars() {
        Map<String, Map<String, Double>> bars = new LinkedHashMap<>();
        samples.forEach((candidate, seen) -> {
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put("p50", spread(seen, Sample::p50).median() / 1e6);
            figures.put("p99", spread(seen, Sample::p99).median() / 1e6);
            figures.put("p99.9", spread(seen, Sample::p999).median() / 1e6);
            bars.put(candidate.toString(), figures);
        });
        return bars;
    }

    Spread ratio(ToDoubleFunction<Sample> figure) {
        List<Sample> ours = samples.get(pair.get(0));
        List<Sample> theirs = samples.get(pair.get(1));
        double[] ratios = new double[ours.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = figure.applyAsDouble(ours.get(i)) / figure.applyAsDouble(theirs.get(i));
        }
        return Spread.of(ratios);
    }

    private static Spread spread(List<Sample> samples, ToDoubleFunction<Sample> figure) {
        return Spread.of(samples.stream().mapToDouble(figure).toArray());
    }
}

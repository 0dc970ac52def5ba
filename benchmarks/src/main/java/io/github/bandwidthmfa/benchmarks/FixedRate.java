package io.github.bandwidthmfa.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Latency at half of what Reactor Netty can do, by calls at fixed moments: a stall shows in all the calls it delayed. */
final class FixedRate {

    private static final int WARM_UP_MILLIS = 15_000;
    private static final int MILLIS = 2_000;
    private static final int MAX_WARM_UPS = 6;
    private static final double QUIET_COMPILER = 0.02;

    private FixedRate() {}

    static List<String> run(Server server, int rounds, double capacity, Goals goals) throws IOException {
        long perSecond = Math.round(capacity / 2);
        Map<ContenderType, JavaProcess> loads = new LinkedHashMap<>();
        Map<ContenderType, List<Sample>> samples = new LinkedHashMap<>();
        try {
            for (ContenderType candidate : List.of(ContenderType.CLIENT, ContenderType.BY_HAND)) {
                System.out.println(perSecond + " calls a second: warming up " + candidate);
                // The queue is to hold what a stall piles up.
                JavaProcess load = JavaProcess.load(candidate, server, false, "-Dpending=100000");
                loads.put(candidate, load);
                // More than there are connections: waiting for one is to be nothing new, either.
                load.warmUp(Transport.CLEAR, 4 * Contender.CONNECTIONS, WARM_UP_MILLIS);
                warmUp(load, perSecond);
            }
            for (int round = 1; round <= rounds; round++) {
                System.out.printf("%d calls a second: round %d of %d%n", perSecond, round, rounds);
                List<Map.Entry<ContenderType, JavaProcess>> order = new ArrayList<>(loads.entrySet());
                if (round % 2 == 0) {
                    Collections.reverse(order);
                }
                for (Map.Entry<ContenderType, JavaProcess> load : order) {
                    samples.computeIfAbsent(load.getKey(), any -> new ArrayList<>())
                            .add(load.getValue().order("rate CLEAR " + perSecond + " " + MILLIS));
                }
            }
        } finally {
            loads.values().forEach(JavaProcess::close);
        }
        List<String> lines = new ArrayList<>(List.of("", "### " + perSecond + " calls a second, at fixed moments", ""));
        samples.forEach((candidate, seen) -> lines.add(String.format(
                Locale.ROOT,
                "- %s: p50 %s, p99 %s, p99.9 %s ms",
                candidate,
                spread(seen, sample -> sample.p50() / 1e6).rounded("%.2f"),
                spread(seen, sample -> sample.p99() / 1e6).rounded("%.2f"),
                spread(seen, sample -> sample.p999() / 1e6).rounded("%.2f"))));
        goals.atMost(
                1.2, ratio(samples, Sample::p99), "%.2f", "p99 at half of capacity, ratio to " + ContenderType.BY_HAND);
        goals.atMost(
                1.5,
                ratio(samples, Sample::p999),
                "%.2f",
                "p99.9 at half of capacity, ratio to " + ContenderType.BY_HAND);
        return lines;
    }

    /** Calls from another thread take paths that the compiler has not seen before. */
    private static void warmUp(JavaProcess load, long perSecond) throws IOException {
        Sample sample;
        int times = 0;
        do {
            sample = load.order("rate CLEAR " + perSecond + " " + MILLIS);
            times++;
        } while (sample.compilerShare() > QUIET_COMPILER && times < MAX_WARM_UPS);
    }

    private static Spread spread(List<Sample> samples, ToDoubleFunction<Sample> figure) {
        return Spread.of(samples.stream().mapToDouble(figure).toArray());
    }

    private static Spread ratio(Map<ContenderType, List<Sample>> samples, ToDoubleFunction<Sample> figure) {
        List<Sample> ours = samples.getOrDefault(ContenderType.CLIENT, List.of());
        List<Sample> theirs = samples.getOrDefault(ContenderType.BY_HAND, List.of());
        double[] ratios = new double[ours.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = figure.applyAsDouble(ours.get(i)) / figure.applyAsDouble(theirs.get(i));
        }
        return Spread.of(ratios);
    }
}

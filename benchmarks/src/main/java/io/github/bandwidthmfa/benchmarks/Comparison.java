package io.github.bandwidthmfa.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Contenders round by round, each in its own process, against one server; so that what disturbs one disturbs all. */
final class Comparison {

    /** A contender under one kind of load. */
    record Cell(Candidate candidate, Transport transport, int concurrency) {}

    private static final int WARM_UP_SLICES = 10;
    private static final int WARM_UP_MILLIS = 1_000;
    private static final double AGREEMENT = 0.07;
    private static final double BUSY_SERVER = 0.9;

    private final Server server;
    private final Map<Cell, List<Sample>> samples = new LinkedHashMap<>();
    private final List<String> remarks = new ArrayList<>();

    Comparison(Server server) {
        this.server = server;
    }

    void run(Transport transport, List<Candidate> candidates, List<Integer> concurrencies, int rounds, int millis)
            throws IOException {
        Map<Candidate, JavaProcess> processes = new LinkedHashMap<>();
        try {
            for (Candidate candidate : candidates) {
                if (candidate.speaks(transport)) {
                    System.out.println(transport + ": warming up " + candidate);
                    JavaProcess process = JavaProcess.load(candidate, server.target(transport));
                    processes.put(candidate, process);
                    warmUp(process, Collections.max(concurrencies));
                }
            }
            for (int round = 1; round <= rounds; round++) {
                for (int concurrency : concurrencies) {
                    System.out.printf(
                            "%s: round %d of %d, %d calls at a time%n", transport, round, rounds, concurrency);
                    for (Map.Entry<Candidate, JavaProcess> entry : processes.entrySet()) {
                        Cell cell = new Cell(entry.getKey(), transport, concurrency);
                        double before = server.cpuSeconds();
                        Sample sample = entry.getValue().order("run " + concurrency + " " + millis);
                        double busy = (server.cpuSeconds() - before) * 1e9 / sample.nanos();
                        samples.computeIfAbsent(cell, any -> new ArrayList<>()).add(sample);
                        if (busy > BUSY_SERVER) {
                            remarks.add(String.format(
                                    "%s, %s, %d at a time: the server was busy %.0f %% of the time, and may be what was measured",
                                    cell.candidate(), transport, concurrency, 100 * busy));
                        }
                    }
                }
            }
        } finally {
            processes.values().forEach(JavaProcess::close);
        }
    }

    /** Until three slices agree. */
    static void warmUp(JavaProcess process, int concurrency) throws IOException {
        List<Double> last = new ArrayList<>();
        for (int slice = 0; slice < WARM_UP_SLICES; slice++) {
            last.add(process.order("run " + concurrency + " " + WARM_UP_MILLIS).callsPerSecond());
            if (last.size() > 3) {
                last.remove(0);
                double low = Collections.min(last);
                if (Collections.max(last) - low < AGREEMENT * low) {
                    return;
                }
            }
        }
    }

    Map<Cell, List<Sample>> samples() {
        return samples;
    }

    List<String> remarks() {
        return remarks.stream().distinct().toList();
    }

    boolean has(Cell cell) {
        return samples.containsKey(cell);
    }

    Spread spread(Cell cell, ToDoubleFunction<Sample> figure) {
        return Spread.of(samples.get(cell).stream().mapToDouble(figure).toArray());
    }

    /** The ratios of calls per second, each of two figures of one round. */
    Spread ratio(Cell cell, Cell baseline) {
        List<Sample> ours = samples.get(cell);
        List<Sample> theirs = samples.get(baseline);
        double[] ratios = new double[Math.min(ours.size(), theirs.size())];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = ours.get(i).callsPerSecond() / theirs.get(i).callsPerSecond();
        }
        return Spread.of(ratios);
    }
}

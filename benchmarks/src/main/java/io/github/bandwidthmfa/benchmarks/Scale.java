package io.github.bandwidthmfa.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Many calls, many waiters, a long time. */
final class Scale {

    private static final int WARM_UP_MILLIS = 15_000;
    private static final int HALF_SOAK_MILLIS = 300_000;
    private static final double SOAK_TOLERANCE = 0.05;

    private static final int STRETCH_MILLIS = 2_000;

    /** A crowd of callers, several times: a single time says little about what comes right after it. */
    private record Crowd(int waiters, int times) {}

    private static final List<Crowd> CROWDS = List.of(new Crowd(10_000, 10), new Crowd(100_000, 1));

    private final Server server;
    private final Goals goals;
    private final List<String> lines = new ArrayList<>();

    private Scale(Server server, Goals goals) {
        this.server = server;
        this.goals = goals;
    }

    static void run(Server server, Report report) throws IOException {
        Scale scale = new Scale(server, report.goals());
        scale.million();
        for (Crowd crowd : CROWDS) {
            scale.waiters(crowd);
        }
        scale.soak();
        report.section("Scale", scale.lines);
    }

    private void million() throws IOException {
        double client = million(ContenderType.CLIENT);
        double byHand = million(ContenderType.BY_HAND);
        million(ContenderType.WEB_CLIENT);
        goals.atLeast(1, Spread.of(client / byHand), "1,000,000 calls in 64 MB, ratio to " + ContenderType.BY_HAND);
    }

    private double million(ContenderType candidate) throws IOException {
        System.out.println("1,000,000 calls in 64 MB: " + candidate);
        try (JavaProcess load = JavaProcess.load(candidate, server, false, "-Xmx64m")) {
            load.warmUp(Transport.CLEAR, 256, WARM_UP_MILLIS);
            Sample sample = load.order("count CLEAR 256 1000000");
            say(
                    "1,000,000 calls, 256 at a time, 64 MB of heap, %s: %d answered, %.0f calls/s, %d MB peak RSS, %d ms of GC",
                    candidate,
                    sample.calls(),
                    sample.callsPerSecond(),
                    sample.peakRssKilobytes() / 1024,
                    sample.gcMillis());
            return sample.callsPerSecond();
        }
    }

    private void waiters(Crowd crowd) throws IOException {
        for (Transport transport : List.of(Transport.SLOW, Transport.CLEAR)) {
            System.out.println(crowd.waiters() + " at once: " + transport);
            double[] seconds = new double[crowd.times()];
            double[] heap = new double[crowd.times()];
            double[] after = new double[crowd.times()];
            try (JavaProcess load = JavaProcess.load(
                    ContenderType.CLIENT, server, false, "-Dpatient=true", "-Dpending=" + crowd.waiters())) {
                load.warmUp(transport, Contender.CONNECTIONS, WARM_UP_MILLIS);
                for (int i = 0; i < crowd.times(); i++) {
                    double before = stretch(load, transport);
                    Sample all = load.order("waiters " + transport.name() + " " + crowd.waiters());
                    after[i] = stretch(load, transport) / before;
                    seconds[i] = all.nanos() / 1e9;
                    heap[i] = all.heapPerWaiter();
                }
            }
            say(
                    "%d calls at once on 64 connections, %s: answered in %s s, %s B of heap for each that waits",
                    crowd.waiters(),
                    transport,
                    Spread.of(seconds).rounded("%.2f"),
                    Spread.of(heap).rounded("%.0f"));
            if (transport == Transport.SLOW) {
                goals.atMost(
                        1_536, Spread.of(heap), "%.0f", "bytes of heap for each of " + crowd.waiters() + " waiters");
            }
            goals.atLeast(
                    0.95,
                    Spread.of(after),
                    "calls/s right after " + crowd.waiters() + " waiters, ratio to before, " + transport);
        }
    }

    private static double stretch(JavaProcess load, Transport transport) throws IOException {
        return load.run(transport, Contender.CONNECTIONS, STRETCH_MILLIS).callsPerSecond();
    }

    private void soak() throws IOException {
        System.out.println("soak, two halves of " + HALF_SOAK_MILLIS / 60_000 + " minutes");
        try (JavaProcess load = JavaProcess.load(ContenderType.CLIENT, server, false, "-Xmx64m")) {
            load.warmUp(Transport.CLEAR, Contender.CONNECTIONS, WARM_UP_MILLIS);
            Sample first = half(load, 1);
            Sample second = half(load, 2);
            goals.atLeast(
                    1 - SOAK_TOLERANCE,
                    Spread.of(second.callsPerSecond() / first.callsPerSecond()),
                    "soak: calls/s of the second half, ratio to the first");
            goals.atMost(
                    1 + SOAK_TOLERANCE,
                    Spread.of((double) second.peakRssKilobytes() / first.peakRssKilobytes()),
                    "%.2f",
                    "soak: peak RSS after the second half, ratio to the first");
        }
    }

    private Sample half(JavaProcess load, int half) throws IOException {
        Sample sample = load.run(Transport.CLEAR, Contender.CONNECTIONS, HALF_SOAK_MILLIS);
        say(
                "soak, half %d: %.0f calls/s, %d MB peak RSS, %d threads, %d sockets",
                half, sample.callsPerSecond(), sample.peakRssKilobytes() / 1024, sample.threads(), sample.sockets());
        return sample;
    }

    private void say(String format, Object... figures) {
        lines.add("- " + String.format(Locale.ROOT, format, figures));
    }
}

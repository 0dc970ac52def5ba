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

    private final Server server;
    private final Goals goals;
    private final List<String> lines = new ArrayList<>(List.of("", "### Scale", ""));

    private Scale(Server server, Goals goals) {
        this.server = server;
        this.goals = goals;
    }

    static List<String> run(Server server, Goals goals) throws IOException {
        Scale scale = new Scale(server, goals);
        scale.million();
        for (int waiters : new int[] {10_000, 100_000}) {
            scale.waiters(waiters);
        }
        scale.soak();
        return scale.lines;
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

    private void waiters(int waiters) throws IOException {
        for (Transport transport : List.of(Transport.SLOW, Transport.CLEAR)) {
            System.out.println(waiters + " at once: " + transport);
            try (JavaProcess load =
                    JavaProcess.load(ContenderType.CLIENT, server, false, "-Dpatient=true", "-Dpending=" + waiters)) {
                load.warmUp(transport, Contender.CONNECTIONS, WARM_UP_MILLIS);
                Sample before = load.run(transport, Contender.CONNECTIONS, 2_000);
                Sample crowd = load.order("waiters " + transport.name() + " " + waiters);
                Sample after = load.run(transport, Contender.CONNECTIONS, 2_000);
                say(
                        "%d calls at once on 64 connections, %s: %d answered in %.2f s, %d B of heap for each that waits",
                        waiters, transport, crowd.calls(), crowd.nanos() / 1e9, crowd.heapPerWaiter());
                if (transport == Transport.SLOW) {
                    goals.atMost(
                            1_536,
                            Spread.of(crowd.heapPerWaiter()),
                            "%.0f",
                            "bytes of heap for each of " + waiters + " waiters");
                }
                goals.atLeast(
                        0.95,
                        Spread.of(after.callsPerSecond() / before.callsPerSecond()),
                        "calls/s right after " + waiters + " waiters, ratio to before, " + transport);
            }
        }
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

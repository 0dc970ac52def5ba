package io.github.bandwidthmfa.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Many calls, many waiters, a long time. */
final class Scale {

    private static final int SOAK_MILLIS = 300_000;

    private Scale() {}

    static List<String> run(Server server) throws IOException {
        List<String> lines = new ArrayList<>(List.of("", "### Scale", ""));
        for (Candidate candidate : List.of(Candidate.CLIENT, Candidate.BY_HAND, Candidate.WEB_CLIENT)) {
            System.out.println("1,000,000 calls in 64 MB: " + candidate);
            try (JavaProcess load = JavaProcess.load(candidate, server.target(Transport.CLEAR), "-Xmx64m")) {
                Sample sample = load.order("count 256 1000000");
                lines.add(String.format(
                        Locale.ROOT,
                        "- 1,000,000 calls, 256 at a time, 64 MB of heap, %s: %d answered, %.0f calls/s, %d MB peak RSS, %d ms of GC",
                        candidate,
                        sample.calls(),
                        sample.callsPerSecond(),
                        sample.peakRssKilobytes() / 1024,
                        sample.gcMillis()));
            }
        }
        for (int waiters : new int[] {10_000, 100_000}) {
            for (Transport transport : List.of(Transport.SLOW, Transport.CLEAR)) {
                System.out.println(waiters + " at once: " + transport);
                try (JavaProcess load = JavaProcess.load(
                        Candidate.CLIENT, server.target(transport), "-Dpatient=true", "-Dpending=" + waiters)) {
                    load.order("run 64 3000");
                    Sample sample = load.order("waiters " + waiters);
                    lines.add(String.format(
                            Locale.ROOT,
                            "- %d calls at once on 64 connections, %s: %d answered in %.2f s, %d B of heap for each that waits",
                            waiters,
                            transport,
                            sample.calls(),
                            sample.nanos() / 1e9,
                            sample.heapPerWaiter()));
                }
            }
        }
        System.out.println("soak, two halves of " + SOAK_MILLIS / 60_000 + " minutes");
        try (JavaProcess load = JavaProcess.load(Candidate.CLIENT, server.target(Transport.CLEAR), "-Xmx64m")) {
            load.order("run 64 10000");
            for (int half = 1; half <= 2; half++) {
                Sample sample = load.order("run 64 " + SOAK_MILLIS);
                lines.add(String.format(
                        Locale.ROOT,
                        "- soak, half %d: %.0f calls/s, %d MB peak RSS, %d threads, %d sockets",
                        half,
                        sample.callsPerSecond(),
                        sample.peakRssKilobytes() / 1024,
                        sample.threads(),
                        sample.sockets()));
            }
        }
        return lines;
    }
}

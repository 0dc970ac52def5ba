package io.github.bandwidthmfa.benchmarks;

import java.util.Arrays;

/** What one stretch of load has shown. Durations in nanoseconds. */
record Sample(
        long calls,
        long nanos,
        long cpuNanos,
        long bytes,
        long p50,
        long p99,
        long p999,
        long threads,
        long sockets,
        long gcMillis,
        long compilerMillis,
        long peakRssKilobytes,
        long heapPerWaiter) {

    double callsPerSecond() {
        return calls * 1e9 / nanos;
    }

    double cpuMicros() {
        return cpuNanos / 1e3 / calls;
    }

    double bytesPerCall() {
        return (double) bytes / calls;
    }

    /** How much of a processor the process had. */
    double busy() {
        return (double) cpuNanos / nanos;
    }

    /** How much of the time the JVM was still compiling: such a sample shows the compiler. */
    double compilerShare() {
        return compilerMillis * 1e6 / nanos;
    }

    /** The same calls, but what they took is what another process says. */
    Sample withCostsOf(Sample process) {
        return new Sample(
                calls,
                nanos,
                process.cpuNanos,
                process.bytes,
                p50,
                p99,
                p999,
                process.threads,
                process.sockets,
                process.gcMillis,
                process.compilerMillis,
                process.peakRssKilobytes,
                process.heapPerWaiter);
    }

    String line() {
        return calls + " " + nanos + " " + cpuNanos + " " + bytes + " " + p50 + " " + p99 + " " + p999 + " " + threads
                + " " + sockets + " " + gcMillis + " " + compilerMillis + " " + peakRssKilobytes + " " + heapPerWaiter;
    }

    static Sample parse(String line) {
        long[] n = Arrays.stream(line.split(" ")).mapToLong(Long::parseLong).toArray();
        return new Sample(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9], n[10], n[11], n[12]);
    }
}

package io.github.bandwidthmfa.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** The JVM's and the operating system's own counters. */
final class Meter {

    private final com.sun.management.ThreadMXBean threads =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final com.sun.management.OperatingSystemMXBean system =
            (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final Map<Long, Long> bytesBefore = bytes();
    private final long gcBefore = gcMillis();
    private final long compilerBefore = compilerMillis();
    private final long cpuBefore = system.getProcessCpuTime();
    final long start = System.nanoTime();
    private long nanos;
    private long cpu;
    private long allocated;

    /** What is done with the figures after this is not in them. */
    void stop() {
        nanos = System.nanoTime() - start;
        cpu = system.getProcessCpuTime() - cpuBefore;
        bytes().forEach((thread, bytes) -> allocated += bytes - bytesBefore.getOrDefault(thread, 0L));
    }

    /** What the process has taken, whoever counts the calls. */
    Sample sample() {
        return sample(new Histogram(1), 0);
    }

    Sample sample(Histogram latencies, long heapPerWaiter) {
        return new Sample(
                latencies.getTotalCount(),
                nanos,
                cpu,
                allocated,
                latencies.getValueAtPercentile(50),
                latencies.getValueAtPercentile(99),
                latencies.getValueAtPercentile(99.9),
                threads.getThreadCount(),
                sockets(),
                gcMillis() - gcBefore,
                compilerMillis() - compilerBefore,
                peakRssKilobytes(),
                heapPerWaiter);
    }

    private Map<Long, Long> bytes() {
        long[] ids = threads.getAllThreadIds();
        long[] bytes = threads.getThreadAllocatedBytes(ids);
        Map<Long, Long> byId = new HashMap<>();
        for (int i = 0; i < ids.length; i++) {
            byId.put(ids[i], Math.max(0, bytes[i]));
        }
        return byId;
    }

    private static long gcMillis() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(collector -> collector.getCollectionTime())
                .sum();
    }

    private static long compilerMillis() {
        return ManagementFactory.getCompilationMXBean().getTotalCompilationTime();
    }

    private static long sockets() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(Meter::isSocket).count();
        } catch (IOException e) {
            return 0;
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException e) {
            return false;
        }
    }

    private static long peakRssKilobytes() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (IOException e) {
            return 0;
        }
    }
}

package io.github.bandwidthmfa.benchmarks;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** A JVM of its own, where {@code taskset} exists on a processor of its own. */
final class JavaProcess implements LoadSource {

    private static final int WARM_UP_SLICE_MILLIS = 1_000;
    private static final int AGREEING_SLICES = 3;
    private static final double AGREEMENT = 0.07;
    private static final double QUIET_COMPILER = 0.05;

    private final Process process;
    private final BufferedReader output;

    private JavaProcess(Process process) {
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    }

    static JavaProcess server(Path certificates) throws IOException {
        JavaProcess server = start(
                List.of("-Xmx128m"),
                classPath(ContenderType.CLIENT),
                FixedResponseServer.class,
                certificates.toString());
        Processors.give(Processors.SERVER, server.process.pid());
        return server;
    }

    static JavaProcess load(ContenderType candidate, Server server, boolean boringSsl, String... jvmOptions)
            throws IOException {
        List<String> options = new ArrayList<>(List.of(jvmOptions));
        options.add("-Dio.netty.handler.ssl.noOpenSsl=" + !boringSsl);
        if (Processors.canBeChosen()) {
            options.add("-XX:ActiveProcessorCount=1");
            // With one, a CompletableFuture begins a thread for each step: that is not what is to be measured.
            options.add("-Djava.util.concurrent.ForkJoinPool.common.parallelism=2");
        }
        return start(
                options,
                classPath(candidate),
                LoadMain.class,
                candidate.name(),
                server.certificates().toString(),
                server.ports());
    }

    /** A process that measures by itself, on the processor of the loads. */
    static JavaProcess client(Class<?> main, String jvmOption, String... arguments) throws IOException {
        JavaProcess client = start(List.of(jvmOption), classPath(ContenderType.CLIENT), main, arguments);
        Processors.give(Processors.LOAD, client.process.pid());
        return client;
    }

    private static JavaProcess start(List<String> options, String classPath, Class<?> main, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:+UseSerialGC");
        if (options.stream().noneMatch(option -> option.startsWith("-Xmx"))) {
            command.addAll(List.of("-Xms256m", "-Xmx512m"));
        }
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(List.of(arguments));
        return new JavaProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** Of the two versions of OkHttp only the one that the contender needs. */
    private static String classPath(ContenderType candidate) {
        List<String> unwanted =
                candidate == ContenderType.SDK ? List.of("okhttp-jvm-", "okio-jvm-") : List.of("okhttp-3.", "okio-1.");
        String present = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry ->
                        unwanted.stream().noneMatch(Path.of(entry).getFileName().toString()::startsWith))
                .collect(Collectors.joining(File.pathSeparator));
        return candidate == ContenderType.CHANGED ? changedClasses() + File.pathSeparator + present : present;
    }

    private static Path changedClasses() {
        String given = System.getProperty("compare.classes", "");
        if (given.isEmpty() || !Files.isDirectory(Path.of(given))) {
            throw new IllegalArgumentException(
                    "compare.classes must name the directory of the changed classes, was \"" + given + "\"");
        }
        return Path.of(given);
    }

    Sample order(String order) throws IOException {
        process.getOutputStream().write((order + "\n").getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
        return Sample.parse(readLine());
    }

    @Override
    public Sample run(Transport transport, int concurrency, int millis) throws IOException {
        return order("run " + transport.name() + " " + concurrency + " " + millis);
    }

    /**
     * Until the compiler has nothing left to do and three slices agree. Meanwhile the compiler may use the other processor.
     */
    @Override
    public void warmUp(Transport transport, int concurrency, int mostMillis) throws IOException {
        Processors.give(Processors.BOTH, process.pid());
        untilSteady(transport, concurrency, mostMillis);
        Processors.give(Processors.LOAD, process.pid());
    }

    private void untilSteady(Transport transport, int concurrency, int mostMillis) throws IOException {
        List<Double> last = new ArrayList<>();
        for (int spent = 0; spent < mostMillis; spent += WARM_UP_SLICE_MILLIS) {
            Sample slice = run(transport, concurrency, WARM_UP_SLICE_MILLIS);
            last.add(slice.callsPerSecond());
            if (last.size() > AGREEING_SLICES) {
                last.remove(0);
                double low = Collections.min(last);
                if (slice.compilerShare() < QUIET_COMPILER && Collections.max(last) - low < AGREEMENT * low) {
                    return;
                }
            }
        }
    }

    String readLine() throws IOException {
        String line = output.readLine();
        if (line == null) {
            throw new IOException("a process of this run has ended; what it said is above");
        }
        return line;
    }

    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

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
import java.util.List;
import java.util.stream.Collectors;

/** A JVM of its own, where {@code taskset} exists on a processor of its own. */
final class JavaProcess implements LoadSource {

    /** What a JVM is told where it has one processor of the machine. */
    private static final List<String> ONE_PROCESSOR = List.of(
            "-XX:ActiveProcessorCount=1",
            // With one, a CompletableFuture begins a thread for each step: that is not what is to be measured.
            "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2");

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
        return start(
                optionsOfMeasured(boringSsl, jvmOptions),
                classPath(candidate),
                LoadMain.class,
                candidate.name(),
                server.certificates().toString(),
                server.ports());
    }

    /** An application that serves an endpoint. Prints its port. */
    static JavaProcess endpoint(ContenderType candidate, Server server, Transport toService) throws IOException {
        return start(
                optionsOfMeasured(toService == Transport.TLS_NATIVE),
                classPath(candidate),
                EndpointMain.class,
                candidate.name(),
                server.certificates().toString(),
                toService.name(),
                String.valueOf(server.target(toService).port()));
    }

    /** Those who call an endpoint, beside the server. */
    static JavaProcess callers(ContenderType candidate, Server server, int port) throws IOException {
        JavaProcess callers = start(
                optionsOfMeasured(false),
                classPath(candidate),
                LoadMain.class,
                candidate.name(),
                server.certificates().toString(),
                server.portsAllBeing(port));
        Processors.give(Processors.SERVER, callers.process.pid());
        return callers;
    }

    /** A JVM that makes its first calls at once, and prints what they took. */
    static JavaProcess firstCalls(FirstCall.Start how, Server server, Transport transport, int calls)
            throws IOException {
        return start(
                Processors.canBeChosen() ? Processors.prefix(Processors.LOAD) : List.of(),
                optionsOfMeasured(false),
                classPath(how.contender()),
                FirstCallMain.class,
                how.name(),
                server.certificates().toString(),
                transport.name(),
                String.valueOf(server.target(transport).port()),
                String.valueOf(calls));
    }

    private static List<String> optionsOfMeasured(boolean boringSsl, String... further) {
        List<String> options = new ArrayList<>(List.of(further));
        options.add("-Dio.netty.handler.ssl.noOpenSsl=" + !boringSsl);
        if (Processors.canBeChosen()) {
            options.addAll(ONE_PROCESSOR);
        }
        return options;
    }

    /** A process that measures by itself, on the processor of the loads. */
    static JavaProcess client(Class<?> main, String jvmOption, String... arguments) throws IOException {
        JavaProcess client = start(List.of(jvmOption), classPath(ContenderType.CLIENT), main, arguments);
        Processors.give(Processors.LOAD, client.process.pid());
        return client;
    }

    private static JavaProcess start(List<String> options, String classPath, Class<?> main, String... arguments)
            throws IOException {
        return start(List.of(), options, classPath, main, arguments);
    }

    private static JavaProcess start(
            List<String> prefix, List<String> options, String classPath, Class<?> main, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(prefix);
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

    @Override
    public Sample atFixedRate(Transport transport, long perSecond, int millis) throws IOException {
        return order("rate " + transport.name() + " " + perSecond + " " + millis);
    }

    @Override
    public void warmUp(Transport transport, int concurrency, int mostMillis) throws IOException {
        onBothProcessors(() -> untilSteady(transport, concurrency, mostMillis));
    }

    /** So that the compiler may use the other one. */
    void onBothProcessors(WarmUp work) throws IOException {
        Processors.give(Processors.BOTH, process.pid());
        work.run();
        Processors.give(Processors.LOAD, process.pid());
    }

    interface WarmUp {
        void run() throws IOException;
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

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
final class JavaProcess implements AutoCloseable {

    private static final Path TASKSET = Path.of("/usr/bin/taskset");

    private final Process process;
    private final BufferedReader output;

    private JavaProcess(Process process) {
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    }

    static boolean pins() {
        return Files.isExecutable(TASKSET) && Runtime.getRuntime().availableProcessors() > 1;
    }

    static JavaProcess server(Path certificates) throws IOException {
        return start(
                1, List.of("-Xmx128m"), classPath(Candidate.CLIENT), FixedAnswerServer.class, certificates.toString());
    }

    static JavaProcess load(Candidate candidate, Target target, String... jvmOptions) throws IOException {
        JavaProcess load = start(
                0,
                List.of(jvmOptions),
                classPath(candidate),
                LoadMain.class,
                candidate.name(),
                target.transport().name(),
                String.valueOf(target.port()),
                target.certificates().toString());
        load.readLine();
        return load;
    }

    static JavaProcess client(Class<?> main, String jvmOption, String... arguments) throws IOException {
        return start(0, List.of(jvmOption), classPath(Candidate.CLIENT), main, arguments);
    }

    private static JavaProcess start(
            int processor, List<String> options, String classPath, Class<?> main, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        if (pins()) {
            command.addAll(List.of(TASKSET.toString(), "-c", String.valueOf(processor)));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-Xms256m"));
        if (options.stream().anyMatch(option -> option.startsWith("-Xmx"))) {
            command.remove("-Xms256m");
        } else {
            command.add("-Xmx512m");
        }
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(List.of(arguments));
        return new JavaProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** Of the two versions of OkHttp only the one that the contender needs. */
    private static String classPath(Candidate candidate) {
        String unwanted = candidate == Candidate.SDK ? "okhttp-jvm-" : "okhttp-3.";
        String present = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).getFileName().toString().startsWith(unwanted))
                .collect(Collectors.joining(File.pathSeparator));
        return candidate == Candidate.CHANGED
                ? System.getProperty("compare.classes") + File.pathSeparator + present
                : present;
    }

    Sample order(String order) throws IOException {
        process.getOutputStream().write((order + "\n").getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
        return Sample.parse(readLine());
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

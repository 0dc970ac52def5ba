package io.github.bandwidthmfa.batch.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** JVMs of a test, and the signals that they get. What is left is killed at the end. */
final class Processes implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path directory;
    private final List<Process> all = new ArrayList<>();

    Processes(Path directory) {
        this.directory = directory;
    }

    /** Starts a main class of the tests; what it prints is in a file. Small, and quick to start. */
    Process start(Class<?> main, String heap, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx" + heap,
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(directory
                            .resolve(main.getSimpleName() + "-" + all.size() + ".log")
                            .toFile())
                    .start();
            all.add(process);
            return process;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Waits until the latest process of this class has printed a line with this. */
    String awaitLine(Class<?> main, String text) {
        Path log = directory.resolve(main.getSimpleName() + "-" + (all.size() - 1) + ".log");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            for (String line : lines(log)) {
                if (line.contains(text)) {
                    return line;
                }
            }
            pause(Duration.ofMillis(20));
        }
        throw new AssertionError(main.getSimpleName() + " did not print " + text + ": " + lines(log));
    }

    static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static void signal(String name, Process process) {
        try {
            new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (name.equals("KILL")) {
                process.waitFor();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** How long a process is away, or how fast orders come: not a wait for something to happen. */
    static void pause(Duration duration) {
        try {
            TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() {
        all.forEach(process -> {
            if (process.isAlive()) {
                signal("KILL", process);
            }
        });
    }
}

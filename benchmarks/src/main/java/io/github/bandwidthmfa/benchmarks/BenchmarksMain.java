package io.github.bandwidthmfa.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs the benchmarks; takes JMH's own arguments, and adds defaults where they leave something open. */
public final class BenchmarksMain {

    private static final Path RESULT = Path.of("target", "jmh-result.json");

    private BenchmarksMain() {}

    /**
     * Runs the benchmarks.
     *
     * @param arguments JMH's arguments; {@code -h} explains them
     * @throws CommandLineOptionException if JMH does not understand them
     * @throws IOException if the directory for the result cannot be made, or the help cannot be printed
     * @throws RunnerException if a benchmark fails, or none matches
     */
    public static void main(String[] arguments) throws CommandLineOptionException, IOException, RunnerException {
        stopWithParentProcess();
        CommandLineOptions commandLine = new CommandLineOptions(arguments);
        if (commandLine.shouldHelp()) {
            commandLine.showHelp();
            return;
        }
        Runner runner = new Runner(withDefaults(commandLine).build());
        if (commandLine.shouldList()) {
            runner.list();
            return;
        }
        runner.run();
    }

    private static ChainedOptionsBuilder withDefaults(CommandLineOptions commandLine) throws IOException {
        ChainedOptionsBuilder options = new OptionsBuilder().parent(commandLine);
        if (!commandLine.getResult().hasValue()) {
            Files.createDirectories(RESULT.getParent());
            options.result(RESULT.toString());
        }
        if (!commandLine.getResultFormat().hasValue()) {
            options.resultFormat(ResultFormatType.JSON);
        }
        if (!commandLine.shouldFailOnError().hasValue()) {
            options.shouldFailOnError(true);
        }
        return options;
    }

    /** Maven may be killed without a chance to stop what it has started; benchmarks left running would disturb the next. */
    private static void stopWithParentProcess() {
        ProcessHandle.current()
                .parent()
                .ifPresent(parent ->
                        parent.onExit().thenRun(() -> Runtime.getRuntime().halt(1)));
    }
}

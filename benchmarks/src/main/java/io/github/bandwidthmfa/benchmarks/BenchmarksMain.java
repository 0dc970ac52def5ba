package io.github.bandwidthmfa.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs a {@link Profile}, after JMH's benchmarks where it includes them; or, where there are arguments, JMH, whose arguments they are. */
public final class BenchmarksMain {

    private static final Path RESULT = Path.of("target", "jmh-result.json");

    private BenchmarksMain() {}

    /**
     * Runs the benchmarks.
     *
     * @param arguments JMH's arguments; {@code -h} explains them
     * @throws Exception if JMH does not understand them, a benchmark fails, or none matches
     */
    public static void main(String[] arguments) throws Exception {
        ParentProcess.endWithIt();
        if (arguments.length == 0) {
            Profile profile = Profile.named(System.getProperty("profile", "default"));
            Goals goals = new Goals();
            if (profile.includesMicroBenchmarks()) {
                BatchGoals.addTo(
                        goals,
                        new Runner(withDefaults(new CommandLineOptions(profile.jmhArguments()))
                                        .addProfiler(GCProfiler.class)
                                        .build())
                                .run());
            }
            System.exit(profile.run(goals) ? 0 : 1);
        }
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
}

package io.github.bandwidthmfa.examples.signin;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;

/** Tells why the application does not start in a line where one is enough, in place of Spring Boot's report. */
final class FailureLine implements FailureAnalysisReporter {

    @Override
    public void report(FailureAnalysis analysis) {
        System.err.println(text(analysis));
    }

    static String text(FailureAnalysis analysis) {
        String description = withoutBlankLines(analysis.getDescription());
        if (analysis.getAction() == null) {
            return description;
        }
        return description + (description.contains("\n") ? "\n" : " ") + withoutBlankLines(analysis.getAction());
    }

    private static String withoutBlankLines(String text) {
        return Stream.of(text.split("\\R"))
                .filter(line -> !line.isBlank())
                .map(String::stripTrailing)
                .collect(Collectors.joining("\n"));
    }
}

package io.github.bandwidthmfa.examples.doctor;

import io.github.bandwidthmfa.examples.doctor.Finding.Status;
import io.github.bandwidthmfa.examples.doctor.Finding.Step;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Shows findings as they come, or all of them as one JSON object at the end. */
final class Report {

    static final int OK = 0;
    static final int FAILED = 1;
    static final int UNUSABLE = 2;
    static final int UNDECIDED = 3;

    private static final JsonMapper JSON = JsonMapper.shared();

    private final PrintWriter out;
    private final boolean json;
    private final List<Finding> findings = new ArrayList<>();

    Report(PrintWriter out, boolean json) {
        this.out = out;
        this.json = json;
    }

    void say(String line) {
        if (!json) {
            out.println(line);
            out.flush();
        }
    }

    Finding add(Finding finding) {
        findings.add(finding);
        say(String.format(
                Locale.ROOT,
                "%-9s  %-9s  %s%s",
                label(finding.status()),
                finding.step().key(),
                finding.about().isEmpty() ? "" : finding.about() + ": ",
                finding.seen()));
        more("means", finding.meaning());
        more("to do", finding.action());
        return finding;
    }

    private void more(String label, String text) {
        if (!text.isEmpty()) {
            say(" ".repeat(22) + label + ": " + text);
        }
    }

    private static String label(Status status) {
        return status == Status.FAILED ? "FAILED" : status.key();
    }

    boolean has(Status status) {
        return findings.stream().anyMatch(finding -> finding.status() == status);
    }

    int exitCode() {
        if (findings.stream()
                .anyMatch(finding -> finding.step() == Step.VARIABLES && finding.status() == Status.FAILED)) {
            return UNUSABLE;
        }
        return has(Status.FAILED) ? FAILED : has(Status.UNDECIDED) ? UNDECIDED : OK;
    }

    int conclude() {
        int exitCode = exitCode();
        if (json) {
            out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(asJson(exitCode)));
            out.flush();
        } else {
            say(conclusion(exitCode));
        }
        return exitCode;
    }

    private ObjectNode asJson(int exitCode) {
        ObjectNode report =
                JSON.createObjectNode().put("result", result(exitCode)).put("exitCode", exitCode);
        ArrayNode steps = report.putArray("steps");
        for (Finding finding : findings) {
            steps.addObject()
                    .put("step", finding.step().key())
                    .put("about", finding.about())
                    .put("status", finding.status().key())
                    .put("seen", finding.seen())
                    .put("meaning", finding.meaning())
                    .put("action", finding.action());
        }
        return report;
    }

    private static String result(int exitCode) {
        return switch (exitCode) {
            case OK -> "ok";
            case FAILED -> "failed";
            case UNUSABLE -> "unusable";
            default -> "undecided";
        };
    }

    private static String conclusion(int exitCode) {
        return switch (exitCode) {
            case OK -> "All is well.";
            case FAILED -> "Something failed; see above.";
            case UNUSABLE -> "Nothing was checked: there is no account to check.";
            default -> "Not everything could be decided; see above.";
        };
    }
}

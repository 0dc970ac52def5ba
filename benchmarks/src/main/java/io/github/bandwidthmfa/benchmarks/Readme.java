package io.github.bandwidthmfa.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The page of this module: it shows the summary of the results that are committed beside it. */
final class Readme {

    private static final Path PAGE = Path.of("README.md");
    private static final Path COMMITTED = Path.of("results");
    private static final String BEGIN = "<!-- summary of ";
    private static final String END = "<!-- end of summary -->";

    private Readme() {}

    /** Only for results that are to be committed. */
    static void replaceSummary(Path results, Path directory, List<String> summary) throws IOException {
        if (!results.equals(COMMITTED)) {
            return;
        }
        List<String> page = Files.readAllLines(PAGE);
        String begin = BEGIN + directory + " -->";
        int from = page.indexOf(begin);
        int to = page.indexOf(END);
        if (from < 0 || to < from) {
            System.out.println(PAGE + " has no place for the summary of " + directory);
            return;
        }
        List<String> changed = new ArrayList<>(page.subList(0, from + 1));
        changed.add("");
        changed.addAll(summary);
        changed.add("");
        changed.addAll(page.subList(to, page.size()));
        Files.write(PAGE, changed);
    }
}

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Prints one line with how many tests were skipped and why, and nothing if none was: {@code java SkippedTests.java ROOT SINCE}.
 * The reasons are those of the tests, which say what to install. Reads the reports of Surefire that are not older than SINCE.
 */
final class SkippedTests {

    private SkippedTests() {}

    public static void main(String[] arguments) throws IOException {
        Map<String, Integer> countsByReason = new TreeMap<>();
        for (Path report : reports(Path.of(arguments[0]), Instant.parse(arguments[1]))) {
            NodeList skipped = read(report).getElementsByTagName("skipped");
            for (int i = 0; i < skipped.getLength(); i++) {
                countsByReason.merge(reason((Element) skipped.item(i)), 1, Integer::sum);
            }
        }
        if (!countsByReason.isEmpty()) {
            int all = countsByReason.values().stream().mapToInt(Integer::intValue).sum();
            System.out.println("[WARNING] " + all + (all == 1 ? " test was" : " tests were") + " skipped. "
                    + countsByReason.entrySet().stream()
                            .map(entry -> entry.getValue() + ": " + entry.getKey())
                            .collect(Collectors.joining("; ")));
        }
    }

    /** Of a condition it is an attribute; of an assumption that failed it is in the first line of the stack trace. */
    private static String reason(Element skipped) {
        String condition = skipped.getAttribute("message");
        if (!condition.isBlank()) {
            return condition;
        }
        String assumption = skipped.getTextContent().strip().lines().findFirst().orElse("");
        return assumption.isEmpty() ? "no reason given" : assumption.replaceFirst("^.*Assumption failed: ", "");
    }

    private static List<Path> reports(Path root, Instant since) throws IOException {
        List<Path> reports = new ArrayList<>();
        try (Stream<Path> files = Files.find(
                root,
                6,
                (file, attributes) -> file.getFileName().toString().matches("TEST-.*\\.xml")
                        && file.getParent().endsWith(Path.of("target", "surefire-reports"))
                        && !attributes.lastModifiedTime().toInstant().isBefore(since))) {
            files.forEach(reports::add);
        }
        return reports;
    }

    private static Element read(Path report) {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(report.toFile())
                    .getDocumentElement();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (Exception malformed) {
            throw new IllegalStateException("not a report: " + report, malformed);
        }
    }
}

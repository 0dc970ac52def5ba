package io.github.bandwidthmfa.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaOperation;
import io.github.bandwidthmfa.MfaServiceException;
import io.github.bandwidthmfa.ServiceError;
import io.github.bandwidthmfa.batch.BatchOptions;
import io.github.bandwidthmfa.reactor.observation.MfaObservationDocumentation;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documents say about the code is true of the code, and their links lead somewhere. */
final class DocumentationTests {

    private static final Path ROOT = Path.of("..");

    private static final String README = "README.md";
    private static final String GUIDE = "docs/guide.md";
    private static final String BATCH = "docs/batch.md";
    private static final String OBSERVABILITY = "docs/observability.md";
    private static final String CONTRIBUTING = "CONTRIBUTING.md";

    @Test
    void theOptionsTableHasEveryOptionWithItsDefault() throws ReflectiveOperationException {
        Map<String, String> expected = new TreeMap<>();
        MfaClientOptions.Builder untouched = MfaClientOptions.builder();
        for (Method setter : MfaClientOptions.Builder.class.getMethods()) {
            if (setter.getReturnType() == MfaClientOptions.Builder.class) {
                expected.put(setter.getName(), defaultOf(setter.getName(), untouched));
            }
        }

        Map<String, String> documented = new TreeMap<>();
        table(GUIDE, "option").forEach(row -> documented.put(plain(row.get(0)), plain(row.get(1))));

        assertThat(documented).isEqualTo(expected);
    }

    @Test
    void maxPendingFollowsMaxConnections() {
        assertThat(MfaClientOptions.builder()
                        .accountId("9900000")
                        .credentials(Credentials.basic("user", "password"))
                        .maxConnections(7)
                        .build())
                .asString()
                .contains("maxConnections=7, maxPending=14");
    }

    @Test
    void theErrorTableIsTheStatusTable() {
        Map<String, List<String>> documented = new LinkedHashMap<>();
        for (List<String> row : table(README, "status")) {
            for (String status : plain(row.get(0)).replace("other ", "").split(", ", -1)) {
                documented.put(status, List.of(plain(row.get(1)), plain(row.get(2))));
            }
        }

        Map<Integer, List<String>> wrong = new TreeMap<>();
        IntStream.range(100, 600).filter(status -> status / 100 != 2).forEach(status -> {
            MfaServiceException failure = MfaServiceException.of(
                    MfaOperation.MESSAGING,
                    new ServiceError(status, Optional.empty(), Optional.empty(), Optional.empty()));
            List<String> actual = List.of(
                    failure.getClass().getSimpleName(), failure.disposition().name());
            List<String> said = documented.getOrDefault(
                    String.valueOf(status), documented.getOrDefault(status / 100 + "xx", List.of()));
            if (!said.equals(actual)) {
                wrong.put(status, actual);
            }
        });

        assertThat(wrong).isEmpty();
    }

    @Test
    void theErrorTableHasEveryException() {
        assertThat(table(README, "status").stream()
                        .map(row -> plain(row.get(1)))
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(
                        concreteTypes(MfaException.class).distinct().toList());
    }

    @Test
    void theOperationsTableHasEveryOperation() {
        assertThat(table(README, "operation").stream().map(row -> plain(row.get(0))))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(MfaClient.class.getMethods())
                        .filter(method -> !Modifier.isStatic(method.getModifiers()))
                        .map(method -> method.getName() + "("
                                + Arrays.stream(method.getParameterTypes())
                                        .map(Class::getSimpleName)
                                        .findFirst()
                                        .orElse("")
                                + ")")
                        .toList());
    }

    @Test
    void theBatchOptionsTableHasEveryOptionWithTheDefaultInForce() {
        assertThat(table(BATCH, "batch option").stream().map(row -> plain(row.get(0))))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(BatchOptions.Builder.class.getMethods())
                        .filter(method -> method.getReturnType() == BatchOptions.Builder.class)
                        .map(Method::getName)
                        .toList());
        Map<String, String> defaults = table(BATCH, "batch option").stream()
                .collect(Collectors.toMap(row -> plain(row.get(0)), row -> row.get(1)));
        assertThat(BatchOptions.defaults())
                .hasToString("BatchOptions[concurrency=" + defaults.get("concurrency") + ", rateLimiter="
                        + !defaults.get("rateLimiter").equals("none") + ", maxRetries=" + defaults.get("maxRetries")
                        + ", maxPause=PT" + defaults.get("maxPause").replace(" min", "M") + "]");
    }

    @Test
    void theObservationTableHasEveryObservation() {
        assertThat(table(OBSERVABILITY, "observation").stream().map(row -> plain(row.get(0))))
                .containsExactlyElementsOf(Arrays.stream(MfaObservationDocumentation.values())
                        .map(MfaObservationDocumentation::getName)
                        .toList());
    }

    @Test
    void theMeterTableHasEveryMeter() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        MfaClient client = MfaClient.create(MfaClientOptions.builder()
                .accountId("9900000")
                .credentials(Credentials.basic("user", "password"))
                .build());
        new MfaClientMeters(client).bindTo(meters);

        assertThat(table(OBSERVABILITY, "meter").stream().flatMap(row -> metersOf(plain(row.get(0)))))
                .containsExactlyInAnyOrderElementsOf(meters.getMeters().stream()
                        .map(meter -> meter.getId().getName())
                        .distinct()
                        .toList());
        client.close().block(Duration.ofSeconds(20));
    }

    /** The second name of a cell is an end: {@code bandwidth.mfa.calls.running, .running.max}. */
    private static Stream<String> metersOf(String cell) {
        String[] names = cell.split(", ", -1);
        return names.length == 1
                ? Stream.of(cell)
                : Stream.of(names[0], names[0].substring(0, names[0].lastIndexOf('.')) + names[1]);
    }

    @Test
    void theModuleTablesHaveEveryModule() {
        List<String> modules = matches("<module>([^<]+)</module>", read("pom.xml"));

        assertThat(modules).isNotEmpty();
        assertThat(table(README, "module").stream()
                        .map(row -> row.get(0).substring(1).split("]", -1)[0]))
                .containsExactlyInAnyOrderElementsOf(modules);
        assertThat(table(CONTRIBUTING, "module").stream().map(row -> plain(row.get(0))))
                .containsExactlyInAnyOrderElementsOf(modules);
    }

    @Test
    void theReadmeFitsItsReader() {
        assertThat(read(README).lines()).hasSizeLessThanOrEqualTo(200);
        assertThat(read(README)).contains(indented("mvn -q -pl examples/quickstart"), indented("mvn -B -T 2 verify"));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyLinkLeadsSomewhere(String document) {
        Path file = ROOT.resolve(document).normalize();

        assertThat(matches("\\]\\(((?!https?:|mailto:)[^)]+)\\)", withoutCode(read(document))))
                .allSatisfy(link -> {
                    String[] parts = link.split("#", 2);
                    Path target = parts[0].isEmpty()
                            ? file
                            : file.resolveSibling(parts[0]).normalize();
                    assertThat(target).exists();
                    if (parts.length == 2) {
                        assertThat(anchors(Files.readString(target))).contains(parts[1]);
                    }
                });
    }

    @Test
    void everyPageIsReachedFromTheReadme() throws IOException {
        Set<Path> reached = new TreeSet<>();
        Deque<Path> next = new ArrayDeque<>(List.of(ROOT.resolve(README)));
        while (!next.isEmpty()) {
            Path page = next.remove();
            if (reached.add(ROOT.relativize(page))) {
                matches("\\]\\(([^)#:]+\\.md)", Files.readString(page))
                        .forEach(link -> next.add(page.resolveSibling(link).normalize()));
            }
        }

        assertThat(reached.stream().map(Path::toString)).containsExactlyInAnyOrderElementsOf(documents());
    }

    @Test
    void theContributorReadsTheCommandsOfTheContinuousCheck() {
        List<String> commands =
                read(".ci/run").lines().filter(line -> line.startsWith("mvn ")).toList();

        assertThat(commands)
                .contains("mvn -B -T 2 verify", "mvn -q -pl examples/quickstart")
                .allSatisfy(command -> assertThat(read(CONTRIBUTING)).contains(indented(command)));
    }

    private static String indented(String command) {
        return "\n    " + command + "\n";
    }

    private static List<String> documents() throws IOException {
        try (Stream<Path> files = Files.find(
                ROOT,
                6,
                (file, attributes) -> file.toString().endsWith(".md")
                        && StreamSupport.stream(file.spliterator(), false)
                                .noneMatch(part -> part.toString().equals("target")))) {
            return files.map(file -> ROOT.relativize(file).toString()).sorted().toList();
        }
    }

    /** Links to headings, as the hosts of repositories make them. */
    private static List<String> anchors(String text) {
        return matches("(?m)^#+ (.+)$", withoutBlocks(text)).stream()
                .map(heading -> heading.toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    private static String withoutCode(String text) {
        return withoutBlocks(text).replaceAll("`[^`\n]*`", "");
    }

    private static String withoutBlocks(String text) {
        return text.replaceAll("(?s)\n```.*?\n```", "");
    }

    private static String defaultOf(String option, MfaClientOptions.Builder untouched)
            throws ReflectiveOperationException {
        switch (option) {
            case "accountId", "credentials" -> {
                return "required";
            }
            case "maxPending" -> {
                return "2 x maxConnections";
            }
            default -> {
                Object values = field(untouched, "values");
                return inWords(option, field(values, option.equals("customize") ? "customizer" : option));
            }
        }
    }

    private static Object field(Object holder, String name) throws ReflectiveOperationException {
        Field field = holder.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(holder);
    }

    private static String inWords(String option, Object value) {
        if (value == null || value.equals(UnaryOperator.identity())) {
            return "none";
        }
        if (value instanceof Duration duration) {
            return duration.toSeconds() < 60 ? duration.toSeconds() + " s" : duration.toMinutes() + " min";
        }
        if (option.endsWith("Bytes")) {
            return (Integer) value / 1024 + " KiB";
        }
        return value.toString();
    }

    private static Stream<String> concreteTypes(Class<?> type) {
        Stream<String> own =
                Modifier.isAbstract(type.getModifiers()) ? Stream.empty() : Stream.of(type.getSimpleName());
        return type.isSealed()
                ? Stream.concat(
                        own, Arrays.stream(type.getPermittedSubclasses()).flatMap(DocumentationTests::concreteTypes))
                : own;
    }

    /** The rows of the table whose first heading is this, without its headings. */
    private static List<List<String>> table(String document, String firstHeading) {
        List<List<String>> rows = read(document)
                .lines()
                .dropWhile(line -> !line.startsWith("| " + firstHeading + " |"))
                .takeWhile(line -> line.startsWith("|"))
                .skip(2)
                .map(line -> Arrays.stream(line.split("\\|"))
                        .skip(1)
                        .map(String::strip)
                        .toList())
                .toList();
        assertThat(rows).as("the table of " + firstHeading + " in " + document).isNotEmpty();
        return rows;
    }

    private static String plain(String cell) {
        return cell.replace("`", "");
    }

    private static List<String> matches(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private static String read(String file) {
        try {
            return Files.readString(ROOT.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

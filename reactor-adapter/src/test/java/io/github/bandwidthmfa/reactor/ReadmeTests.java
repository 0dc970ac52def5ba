package io.github.bandwidthmfa.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.Credentials;
import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.MfaOperation;
import io.github.bandwidthmfa.MfaServiceException;
import io.github.bandwidthmfa.ServiceError;
import io.github.bandwidthmfa.batch.BatchOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the README says about the code is true of the code. */
final class ReadmeTests {

    private static final Path ROOT = Path.of("..");

    private static final String README = read("README.md");

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
        table("option").forEach(row -> documented.put(plain(row.get(0)), plain(row.get(1))));

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
        for (List<String> row : table("status")) {
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
        assertThat(table("status").stream().map(row -> plain(row.get(1))).distinct())
                .containsExactlyInAnyOrderElementsOf(
                        concreteTypes(MfaException.class).distinct().toList());
    }

    @Test
    void theOperationsTableHasEveryOperation() {
        assertThat(table("operation").stream().map(row -> plain(row.get(0))))
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
        assertThat(table("batch option").stream().map(row -> plain(row.get(0))))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(BatchOptions.Builder.class.getMethods())
                        .filter(method -> method.getReturnType() == BatchOptions.Builder.class)
                        .map(Method::getName)
                        .toList());
        Map<String, String> defaults =
                table("batch option").stream().collect(Collectors.toMap(row -> plain(row.get(0)), row -> row.get(1)));
        assertThat(BatchOptions.defaults())
                .hasToString("BatchOptions[concurrency=" + defaults.get("concurrency") + ", rateLimiter="
                        + !defaults.get("rateLimiter").equals("none") + ", maxRetries=" + defaults.get("maxRetries")
                        + ", maxPause=PT" + defaults.get("maxPause").replace(" min", "M") + "]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "README.md",
                "CONTRIBUTING.md",
                "SECURITY.md",
                "CHANGELOG.md",
                "benchmarks/README.md",
                "examples/bulk-sender/README.md",
                "docs/operations.md"
            })
    void everyLinkedFileExists(String document) {
        Path directory = ROOT.resolve(document).toAbsolutePath().getParent();

        assertThat(matches("\\]\\(([^)#:]+)\\)", read(document)))
                .allSatisfy(link -> assertThat(directory.resolve(link)).exists());
    }

    @Test
    void theContinuousCheckRunsTheCommandsOfTheReadme() {
        List<String> commands =
                read(".ci/run").lines().filter(line -> line.startsWith("mvn ")).toList();

        assertThat(commands)
                .contains("mvn -B verify")
                .allSatisfy(command -> assertThat(README).contains("\n    " + command + "\n"));
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
                Field field = MfaClientOptions.Builder.class.getDeclaredField(
                        option.equals("customize") ? "customizer" : option);
                field.setAccessible(true);
                return inWords(option, field.get(untouched));
            }
        }
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
                        own, Arrays.stream(type.getPermittedSubclasses()).flatMap(ReadmeTests::concreteTypes))
                : own;
    }

    /** The rows of the table whose first heading is this, without its headings. */
    private static List<List<String>> table(String firstHeading) {
        List<List<String>> rows = README.lines()
                .dropWhile(line -> !line.startsWith("| " + firstHeading + " |"))
                .takeWhile(line -> line.startsWith("|"))
                .skip(2)
                .map(line -> Arrays.stream(line.split("\\|"))
                        .skip(1)
                        .map(String::strip)
                        .toList())
                .toList();
        assertThat(rows).as("the table of " + firstHeading).isNotEmpty();
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

package io.github.bandwidthmfa.batch.kafka;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Batches from Kafka need a batch and Kafka's clients; no HTTP client and no Spring. */
final class LayoutTests {

    private static final String PACKAGE = "io.github.bandwidthmfa.batch.kafka";

    private static final JavaClasses TYPES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(PACKAGE);

    @Test
    void itKnowsABatchKafkasClientsAndJacksonOnly() {
        assertThat(TYPES).isNotEmpty();
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        PACKAGE,
                        "io.github.bandwidthmfa",
                        "io.github.bandwidthmfa.batch",
                        "io.micrometer.core.instrument..",
                        "java..",
                        "com.fasterxml.jackson.annotation..",
                        "org.apache.kafka.clients..",
                        "org.apache.kafka.common..",
                        "org.jspecify..",
                        "org.reactivestreams..",
                        "org.slf4j..",
                        "reactor.core..",
                        "reactor.util..",
                        "tools.jackson..")
                .check(TYPES);
    }

    @Test
    void micrometerIsNeededByTheMetersOnly() {
        noClasses()
                .that()
                .haveNameNotMatching(".*KafkaBatchMeters.*")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.micrometer..")
                .check(TYPES);
    }

    @Test
    void exactlyTheIntendedTypesArePublic() {
        assertThat(TYPES.stream()
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        .map(JavaClass::getName)
                        .map(name -> name.substring(PACKAGE.length() + 1)))
                .containsExactlyInAnyOrder(
                        "FirstStart",
                        "KafkaBatch",
                        "KafkaBatch$Builder",
                        "KafkaBatchException",
                        "KafkaBatchMeters",
                        "KafkaBatchOptions",
                        "KafkaBatchOptions$Builder",
                        "KafkaBatchStatus",
                        "KafkaBatchStatus$State",
                        "KafkaBatchStatus$Totals",
                        "MissingClaimsException",
                        "MissingOrders",
                        "MissingOrdersException",
                        "MissingTopicException",
                        "OrderDecoder",
                        "OrderId",
                        "OutcomeRecord",
                        "OutcomeRecord$Result",
                        "UnsettledCommitException");
    }

    @Test
    void theDocumentationHasEveryOptionWithItsDefault() throws IOException {
        String page = Files.readString(Path.of("../docs/kafka.md"));

        assertThat(Pattern.compile("(?m)^\\| `([a-zA-Z]+)` \\| (.+?) \\|")
                        .matcher(page.substring(page.indexOf("| option |"), page.indexOf("## Outcomes")))
                        .results()
                        .map(found -> found.group(1)))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(KafkaBatchOptions.Builder.class.getMethods())
                        .filter(method -> method.getReturnType() == KafkaBatchOptions.Builder.class)
                        .map(Method::getName)
                        .toList());
        assertThat(KafkaBatchOptions.defaults().toString())
                .contains(
                        "claimAhead=32",
                        "drainTimeout=PT45S",
                        "staleAfter=PT30S",
                        "firstStart=REFUSE",
                        "missingOrders=REFUSE",
                        "maxAttempts=10");
    }
}

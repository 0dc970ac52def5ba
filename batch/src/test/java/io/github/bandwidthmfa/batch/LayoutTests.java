package io.github.bandwidthmfa.batch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A batch works with any function that returns a {@code Mono}: it needs no HTTP client. */
final class LayoutTests {

    private static final String PACKAGE = "io.github.bandwidthmfa.batch";

    private static final JavaClasses BATCH = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(PACKAGE);

    @Test
    void aBatchKnowsTheCoreReactorAndHdrHistogramOnly() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        PACKAGE,
                        "io.github.bandwidthmfa",
                        "java..",
                        "org.HdrHistogram..",
                        "org.jspecify..",
                        "org.reactivestreams..",
                        "reactor.core..",
                        "reactor.util..")
                .check(BATCH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reactor.netty.http.client.HttpClient", "io.netty.channel.Channel"})
    void reactorNettyIsNotOnItsClassPath(String name) {
        assertThat(getClass().getClassLoader().getResource(name.replace('.', '/') + ".class"))
                .isNull();
    }

    @Test
    void exactlyTheIntendedTypesArePublic() {
        assertThat(BATCH.stream()
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        .map(JavaClass::getName)
                        .map(name -> name.substring(PACKAGE.length() + 1)))
                .containsExactlyInAnyOrder(
                        "Batch",
                        "BatchOptions",
                        "BatchOptions$Builder",
                        "BatchReport",
                        "BatchStoppedException",
                        "Outcome",
                        "Outcome$UnexpectedError",
                        "Outcome$Failure",
                        "Outcome$NotAttempted",
                        "Outcome$NotAttempted$Reason",
                        "Outcome$Success",
                        "RateLimiter");
    }
}

package io.github.bandwidthmfa.spring;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.bandwidthmfa.reactor.MfaClient;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The arrows: the starter knows the client, the client does not know Spring. */
final class LayoutTests {

    private static final String ROOT = "io.github.bandwidthmfa";
    private static final String SPRING = ROOT + ".spring";

    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("/simulator/"))
            .importPackages(ROOT);

    @Test
    void theClassesOfAllModulesAreLookedAt() {
        assertThat(PRODUCT.contain(MfaClient.class)).isTrue();
        assertThat(PRODUCT.contain(MfaAutoConfiguration.class)).isTrue();
        assertThat(PRODUCT.contain(LayoutTests.class)).isFalse();
    }

    @Test
    void nothingPointsAtTheStarterOrAtSpring() {
        noClasses()
                .that()
                .resideOutsideOfPackage(SPRING)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(SPRING, "org.springframework..")
                .check(PRODUCT);
    }

    @Test
    void theStarterUsesTheClientAndTheRootAndNeitherTheWireNorTheNetwork() {
        noClasses()
                .that()
                .resideInAPackage(SPRING)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + ".wire..", "reactor.netty..", "io.netty..", "tools.jackson..")
                .check(PRODUCT);
    }

    @Test
    void nothingInTheStarterBlocksButTheWarmUp() {
        classes()
                .that()
                .resideInAPackage(SPRING)
                .and()
                .doNotHaveSimpleName("MfaClientWarmUp")
                .should()
                .onlyCallMethodsThat(DescribedPredicate.describe(
                        "do not wait for a Mono or a Future",
                        method -> !method.getName().startsWith("block")
                                && !method.getName().equals("join")
                                && !(method.getName().equals("get")
                                        && method.getOwner().isAssignableTo(Future.class))))
                .check(PRODUCT);
    }

    @Test
    void exactlyTheIntendedTypesArePublic() {
        assertThat(PRODUCT.stream()
                        .filter(type -> type.getPackageName().equals(SPRING))
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        .map(JavaClass::getSimpleName))
                .containsExactlyInAnyOrder(
                        "MfaAutoConfiguration",
                        "MfaClientOptionsCustomizer",
                        "MfaConnectionDetails",
                        "MfaHealthAutoConfiguration",
                        "MfaMetricsAutoConfiguration",
                        "MfaSanitizingAutoConfiguration");
    }
}

package io.github.bandwidthmfa.phonefactor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What the module may use, and what of it others may use. */
final class LayoutTests {

    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.github.bandwidthmfa.phonefactor");

    @Test
    void itKnowsNeitherTheWireNorTheNetwork() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.github.bandwidthmfa.wire..", "reactor.netty..", "io.netty..")
                .check(PRODUCT);
    }

    @Test
    void nothingBlocks() {
        classes()
                .should()
                .onlyCallMethodsThat(DescribedPredicate.describe(
                        "do not wait for a Mono", method -> !method.getName().startsWith("block")))
                .check(PRODUCT);
    }

    @Test
    void exactlyTheIntendedTypesArePublic() {
        assertThat(PRODUCT.stream()
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        .map(JavaClass::getSimpleName))
                .containsExactlyInAnyOrder(
                        "Channel",
                        "PhoneEnrolment",
                        "PhoneFactor",
                        "PhoneFactorAutoConfiguration",
                        "PhoneFactorExemption",
                        "PhoneLoginState",
                        "Step",
                        "PhoneUsers",
                        "SendSource",
                        "TrustedDeviceVersion",
                        "UserPhones");
    }
}

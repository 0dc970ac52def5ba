package io.github.bandwidthmfa.reactor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.bandwidthmfa.MfaException;
import io.github.bandwidthmfa.wire.WireCall;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Which way the arrows point, and who may know whom. */
final class LayoutTests {

    private static final String ROOT = "io.github.bandwidthmfa";
    private static final String WIRE = ROOT + ".wire";
    private static final String REACTOR = ROOT + ".reactor";
    private static final String BATCH = REACTOR + ".batch";

    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("/simulator/"))
            .importPackages(ROOT);

    /** The only classes that may know of the network. ReactorMfaClient only passes on what ConnectionResources made. */
    private static final Set<String> ON_THE_NETWORK = Set.of(
            "HttpExchange",
            "AnswerReader",
            "EventLoops",
            "SettledInterest",
            "ServiceAddress",
            "OneAnswerCodec",
            "NotSentRetries",
            "BoundedBody",
            "Attempt",
            "ConnectionResources",
            "ErrorTranslator",
            "MfaClientOptions",
            "Http2Refusals",
            "Http2InterimAnswers",
            "ProxyWait",
            "BesideProxyResolverGroup",
            "WholeTlsRecords",
            "ReactorMfaClient",
            "UnreadInput",
            "KeepAlive",
            "ConnectBudget",
            "DecoderSettings",
            "Observations");

    /** The only classes that may know of Micrometer: a client without a registry loads none of them. */
    private static final Set<String> OBSERVING = Set.of(
            "MfaClientOptions",
            "MfaClientMeters",
            "MfaObservationConvention",
            "MfaObservationDocumentation",
            "Observations",
            "ObservedAttempt",
            "ObservedCall",
            "Ending");

    @Test
    void theClassesOfBothModulesAreLookedAt() {
        assertThat(PRODUCT.contain(MfaException.class)).isTrue();
        assertThat(PRODUCT.contain(WireCall.class)).isTrue();
        assertThat(PRODUCT.contain(MfaClient.class)).isTrue();
        assertThat(PRODUCT.contain(HttpExchange.class)).isTrue();
        assertThat(PRODUCT.contain(LayoutTests.class)).isFalse();
        assertThat(PRODUCT).hasSizeGreaterThan(50);
        assertThat(PRODUCT).extracting(JavaClass::getPackageName).containsOnly(ROOT, WIRE, REACTOR, BATCH);
    }

    @Test
    void theArrowsPointFromTheAdapterToTheWireToTheRoot() {
        noClasses()
                .that()
                .resideInAPackage(ROOT)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(WIRE, REACTOR, BATCH)
                .check(PRODUCT);
        noClasses()
                .that()
                .resideInAPackage(WIRE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(REACTOR, BATCH)
                .check(PRODUCT);
        noClasses()
                .that()
                .resideInAPackage(BATCH)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(WIRE, REACTOR)
                .check(PRODUCT);
        slices().matching("io.github.(**)").should().beFreeOfCycles().check(PRODUCT);
    }

    @Test
    void theCoreKnowsNoTransportAndOnlyTheWireKnowsJackson() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT, WIRE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("reactor..", "io.netty..", "org.reactivestreams..", "java.net.http..")
                .check(PRODUCT);
        noClasses()
                .that()
                .resideOutsideOfPackage(WIRE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("tools.jackson..", "com.fasterxml..")
                .check(PRODUCT);
    }

    @Test
    void fewClassesKnowOfTheNetwork() {
        noClasses()
                .that(are("not on the network", type -> !ON_THE_NETWORK.contains(outermost(type))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("reactor.netty..", "io.netty..")
                .check(PRODUCT);
    }

    @Test
    void fewClassesKnowOfMicrometer() {
        noClasses()
                .that(are("not observing", type -> !OBSERVING.contains(outermost(type))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.micrometer..")
                .check(PRODUCT);
    }

    @Test
    void nothingBlocks() {
        noClasses()
                .should()
                .callMethodWhere(calls(
                        "a Mono or Flux that is waited for",
                        call -> (call.getTargetOwner().isAssignableTo(Mono.class)
                                        || call.getTargetOwner().isAssignableTo(Flux.class))
                                && (call.getName().startsWith("block")
                                        || call.getName().equals("toFuture")
                                        || call.getName().equals("toIterable")
                                        || call.getName().equals("toStream"))))
                .orShould()
                .callMethodWhere(calls(
                        "a Future that is waited for",
                        call -> call.getTargetOwner().isAssignableTo(Future.class)
                                && (call.getName().equals("get")
                                        || call.getName().equals("join"))))
                .orShould()
                .callMethodWhere(calls(
                        "a thread that is put to sleep",
                        call -> call.getTargetOwner().isEquivalentTo(Thread.class)
                                && (call.getName().equals("sleep")
                                        || call.getName().equals("join"))))
                .orShould()
                .callMethodWhere(calls(
                        "an object that is waited for",
                        call -> call.getName().startsWith("wait")
                                && call.getTargetOwner().isEquivalentTo(Object.class)))
                .orShould()
                .dependOnClassesThat(are("locks", type -> type.getPackageName().equals("java.util.concurrent.locks")))
                .check(PRODUCT);
    }

    @Test
    void namesSayWhatThingsAre() {
        Pattern saysNothing =
                Pattern.compile("(?i)(.*[.$])?(\\w*)(utils?|common|helpers?|managers?|internal|impl)([.$].*)?");

        assertThat(PRODUCT)
                .extracting(type -> type.getName().substring("io.github.".length()))
                .noneMatch(name -> saysNothing.matcher(name).matches());
    }

    @Test
    void exactlyTheIntendedTypesArePublic() {
        List<String> visible = PRODUCT.stream()
                .filter(LayoutTests::isVisible)
                .map(type -> type.getName().substring(ROOT.length() + 1))
                .sorted()
                .toList();

        assertThat(visible)
                .containsExactly(
                        "CodeRequest",
                        "CodeRequest$Builder",
                        "Credentials",
                        "Credentials$Basic",
                        "Credentials$BearerToken",
                        "Credentials$ClientCredentials",
                        "Disposition",
                        "MessagingCodeResponse",
                        "MfaBadRequestException",
                        "MfaDecodingException",
                        "MfaException",
                        "MfaForbiddenException",
                        "MfaOperation",
                        "MfaOverloadedException",
                        "MfaServerException",
                        "MfaServiceException",
                        "MfaTimeoutException",
                        "MfaTimeoutException$Phase",
                        "MfaTokenException",
                        "MfaTooManyRequestsException",
                        "MfaTransportException",
                        "MfaUnauthorizedException",
                        "PhoneNumber",
                        "ServiceError",
                        "TypedCode",
                        "VerifyCodeRequest",
                        "VerifyCodeRequest$Builder",
                        "VerifyCodeResponse",
                        "VoiceCodeResponse",
                        "reactor.MfaClient",
                        "reactor.MfaClientMeters",
                        "reactor.MfaClientOptions",
                        "reactor.MfaClientOptions$Builder",
                        "reactor.MfaClientStatus",
                        "reactor.MfaClientStatus$Calls",
                        "reactor.MfaClientStatus$Failure",
                        "reactor.MfaClientStatus$Service",
                        "reactor.MfaClientStatus$Streak",
                        "reactor.MfaClientStatus$Tokens",
                        "reactor.MfaObservationContext",
                        "reactor.MfaObservationContext$Outcome",
                        "reactor.MfaObservationConvention",
                        "reactor.MfaObservationDocumentation",
                        "reactor.MfaObservationDocumentation$KeyNames",
                        "reactor.batch.Batch",
                        "reactor.batch.BatchOptions",
                        "reactor.batch.BatchOptions$Builder",
                        "reactor.batch.BatchReport",
                        "reactor.batch.BatchStoppedException",
                        "reactor.batch.Outcome",
                        "reactor.batch.Outcome$Defect",
                        "reactor.batch.Outcome$Failure",
                        "reactor.batch.Outcome$NotAttempted",
                        "reactor.batch.Outcome$NotAttempted$Reason",
                        "reactor.batch.Outcome$Success",
                        "reactor.batch.RateLimiter",
                        "wire.AccessToken",
                        "wire.UnexpectedBodyException",
                        "wire.WireCall",
                        "wire.WireResponse",
                        "wire.WireResponse$Headers");
    }

    private static DescribedPredicate<JavaClass> are(String what, Predicate<JavaClass> test) {
        return DescribedPredicate.describe(what, test);
    }

    private static DescribedPredicate<JavaMethodCall> calls(String what, Predicate<JavaMethodCall> test) {
        return DescribedPredicate.describe(what, test);
    }

    private static boolean isVisible(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(LayoutTests::isVisible).orElse(true);
    }

    private static String outermost(JavaClass type) {
        return type.getEnclosingClass().map(LayoutTests::outermost).orElseGet(type::getSimpleName);
    }
}

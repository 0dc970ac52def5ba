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
import java.util.Map;
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
    private static final String NETTY = REACTOR + ".netty";
    private static final String OBSERVATION = REACTOR + ".observation";

    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("/simulator/") && !location.contains("/batch/"))
            .importPackages(ROOT);

    /** The only classes outside the package {@code netty} that may know of Netty or Reactor Netty, and why. */
    private static final Map<String, String> ON_THE_NETWORK = Map.of(
            "HttpExchange", "is the exchange: it builds the request and reads the head of the response",
            "ResponseReader", "reads the buffers of a response",
            "Attempt", "knows the event loop on which its signals arrive",
            "ConnectionResources", "makes the pool, the loops and the one HttpClient",
            "MfaClientOptions", "has LoopResources and HttpClient in its API",
            "ReactorMfaClient", "passes the HttpClient on to the exchanges",
            "ObservedExchange", "adds the headers of a trace to a request");

    /** The only classes outside the package {@code observation} that may know of Micrometer, and why. */
    private static final Map<String, String> OBSERVING = Map.of(
            "MfaClientOptions", "has ObservationRegistry in its API",
            "MfaClient", "asks the options for the registry",
            "ObservedMfaClient", "makes the observations of a registry",
            "MfaClientMeters", "reads MfaClientStatus, which the package observation must not know");

    /** Classes that reach each other, by design. Everything else is free of cycles, or has two or three in one. */
    private static final int LARGEST_CYCLE = 3;

    @Test
    void theClassesOfBothModulesAreLookedAt() {
        assertThat(PRODUCT.contain(MfaException.class)).isTrue();
        assertThat(PRODUCT.contain(WireCall.class)).isTrue();
        assertThat(PRODUCT.contain(MfaClient.class)).isTrue();
        assertThat(PRODUCT.contain(HttpExchange.class)).isTrue();
        assertThat(PRODUCT.contain(LayoutTests.class)).isFalse();
        assertThat(PRODUCT).hasSizeGreaterThan(50);
        assertThat(PRODUCT).extracting(JavaClass::getPackageName).containsOnly(ROOT, WIRE, REACTOR, NETTY, OBSERVATION);
    }

    @Test
    void theArrowsPointFromTheAdapterToTheWireToTheRoot() {
        mayNotKnow(ROOT, WIRE, REACTOR + "..");
        mayNotKnow(WIRE, REACTOR + "..");
        mayNotKnow(NETTY, ROOT, WIRE, REACTOR, OBSERVATION);
        mayNotKnow(OBSERVATION, REACTOR, NETTY);
        slices().matching("io.github.(**)").should().beFreeOfCycles().check(PRODUCT);
    }

    private static void mayNotKnow(String who, String... whom) {
        noClasses()
                .that()
                .resideInAPackage(who)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(whom)
                .check(PRODUCT);
    }

    @Test
    void noMoreThanThreeClassesReachEachOther() {
        assertThat(ClassCycles.of(PRODUCT.that(
                        are("of the adapter", type -> type.getPackageName().startsWith(REACTOR)))))
                .allSatisfy(cycle ->
                        assertThat(cycle).as("classes that reach each other").hasSizeLessThanOrEqualTo(LARGEST_CYCLE));
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
        assertThat(ON_THE_NETWORK).hasSizeLessThan(8);
        noClasses()
                .that(are(
                        "not on the network",
                        type -> !type.getPackageName().equals(NETTY) && !ON_THE_NETWORK.containsKey(outermost(type))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("reactor.netty..", "io.netty..")
                .check(PRODUCT);
    }

    @Test
    void fewClassesKnowOfMicrometer() {
        noClasses()
                .that(are(
                        "not observing",
                        type -> !type.getPackageName().equals(OBSERVATION) && !OBSERVING.containsKey(outermost(type))))
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
                .filter(type -> !type.getPackageName().equals(NETTY))
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
                        "MessageSegments",
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
                        "reactor.observation.MfaObservationContext",
                        "reactor.observation.MfaObservationContext$Outcome",
                        "reactor.observation.MfaObservationConvention",
                        "reactor.observation.MfaObservationDocumentation",
                        "reactor.observation.MfaObservationDocumentation$KeyNames",
                        "reactor.observation.Observations",
                        "wire.AccessToken",
                        "wire.AccountPath",
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

package io.github.bandwidthmfa.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bandwidthmfa.CodeRequest;
import io.github.bandwidthmfa.MfaOperation;
import io.github.bandwidthmfa.VerifyCodeRequest;
import io.github.bandwidthmfa.wire.AccountPath;
import io.github.bandwidthmfa.wire.WireCall;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every request that the client can write is one that Bandwidth documents, but for the departures named here. */
final class RequestContractTests {

    private static final OpenApiDocument DOCUMENT = OpenApiDocument.read();

    private static final String MESSAGING = "/accounts/{accountId}/code/messaging";
    private static final String VOICE = "/accounts/{accountId}/code/voice";
    private static final String VERIFY = "/accounts/{accountId}/code/verify";

    private static final List<String> NUMBERS = List.of("+12", "+19195551234", "+999999999999999");
    private static final List<String> TEXTS = List.of(
            "{CODE}",
            "\"{CODE}\"\\\n\t\u0001 {NAME} {SCOPE}",
            "{CODE}" + "x".repeat(2042),
            "{CODE}" + "\ud83d\ude00".repeat(2042));
    private static final List<String> SCOPES = List.of("", "x", "x".repeat(25), "\ud83d\ude00".repeat(25));
    private static final List<String> APPLICATIONS = List.of("a", "x".repeat(50));

    static Stream<CodeRequest> codeRequests() {
        return NUMBERS.stream()
                .filter(number -> number.length() > 3)
                .flatMap(number -> TEXTS.stream()
                        .flatMap(text -> SCOPES.stream()
                                .flatMap(scope -> APPLICATIONS.stream()
                                        .flatMap(application -> IntStream.rangeClosed(4, 8)
                                                .mapToObj(digits ->
                                                        codeRequest(number, text, scope, application, digits))))));
    }

    private static CodeRequest codeRequest(String number, String text, String scope, String application, int digits) {
        CodeRequest.Builder request = CodeRequest.builder()
                .to(number)
                .from(number)
                .applicationId(application)
                .message(text)
                .digits(digits);
        return (scope.isEmpty() ? request : request.scope(scope)).build();
    }

    static Stream<VerifyCodeRequest> verifyCodeRequests() {
        return NUMBERS.stream()
                .filter(number -> number.length() > 3)
                .flatMap(number -> SCOPES.stream()
                        .flatMap(scope -> IntStream.rangeClosed(1, 15)
                                .boxed()
                                .flatMap(minutes -> Stream.of("0000", "00000000")
                                        .map(code -> verifyCodeRequest(number, scope, minutes, code)))));
    }

    private static VerifyCodeRequest verifyCodeRequest(String number, String scope, int minutes, String code) {
        VerifyCodeRequest.Builder request =
                VerifyCodeRequest.builder().to(number).code(code).expirationTime(Duration.ofMinutes(minutes));
        return (scope.isEmpty() ? request : request.scope(scope)).build();
    }

    @Test
    void thePathsAreTheDocumentedOnes() {
        assertThat(Arrays.stream(MfaOperation.values()).map(AccountPath.of("{accountId}")::of))
                .map(path -> path.replace("%7BaccountId%7D", "{accountId}"))
                .containsExactlyInAnyOrderElementsOf(DOCUMENT.paths());
    }

    @ParameterizedTest
    @MethodSource("codeRequests")
    void requestsForCodesAreDocumented(CodeRequest request) {
        assertThat(DOCUMENT.faultsOfRequest(
                        MESSAGING, WireCall.messaging(request).body()))
                .isEmpty();
        assertThat(DOCUMENT.faultsOfRequest(VOICE, WireCall.voice(request).body()))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("verifyCodeRequests")
    void requestsToVerifyAreDocumented(VerifyCodeRequest request) {
        assertThat(DOCUMENT.faultsOfRequest(VERIFY, WireCall.verify(request).body()))
                .isEmpty();
    }

    /** Bandwidth's support names short codes as senders; the pattern leaves them out. The service decides. */
    @ParameterizedTest
    @MethodSource("shortCodes")
    void shortCodesAsSendersAreADeparture(String shortCode) {
        CodeRequest request = CodeRequest.builder()
                .to("+19195551234")
                .fromShortCode(shortCode)
                .applicationId("a")
                .message("{CODE}")
                .digits(6)
                .build();

        assertThat(DOCUMENT.faultsOfRequest(
                        MESSAGING, WireCall.messaging(request).body()))
                .singleElement()
                .asString()
                .contains("from");
    }

    static Stream<String> shortCodes() {
        return IntStream.rangeClosed(3, 8).mapToObj(length -> "12345678".substring(0, length));
    }

    /** Documented on Bandwidth's pages since 2021, never in the document. */
    @Test
    void theCallbackUrlIsADeparture() {
        CodeRequest request = CodeRequest.builder()
                .to("+19195551234")
                .from("+19195554321")
                .applicationId("a")
                .message("{CODE}")
                .digits(6)
                .callbackUrl(URI.create("https://example.com/receipts"))
                .build();

        assertThat(DOCUMENT.faultsOfRequest(
                        MESSAGING, WireCall.messaging(request).body()))
                .containsExactly("unknown property callbackUrl");
    }

    /** So that an empty list of faults means something. */
    @Test
    void theDocumentRefusesWhatItShould() {
        assertThat(DOCUMENT.faultsOfRequest(
                        VERIFY, "{\"to\":\"1\",\"code\":\"123\",\"x\":1}".getBytes(StandardCharsets.UTF_8)))
                .hasSize(4);
    }
}

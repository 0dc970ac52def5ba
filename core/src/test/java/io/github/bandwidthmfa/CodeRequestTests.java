package io.github.bandwidthmfa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.bandwidthmfa.wire.AccountPath;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CodeRequestTests {

    private static final String NUMBER_RULE = "must be an E.164 number such as +19195551234: a plus sign, then 2 to 15"
            + " digits that do not begin with 0, without spaces or punctuation";

    @Test
    void onlyFivePartsAreRequiredAndDigitsHasADefault() {
        CodeRequest request = valid().build();

        assertThat(request.to()).isEqualTo(PhoneNumber.of("+19195551234"));
        assertThat(request)
                .returns("+19195554321", CodeRequest::from)
                .returns("66fd98ae-ac8d-a00f-7fcd-ba3280aeb9b1", CodeRequest::applicationId)
                .returns("Your {NAME} code is {CODE}", CodeRequest::message)
                .returns(6, CodeRequest::digits)
                .returns(Optional.empty(), CodeRequest::scope)
                .returns(Optional.empty(), CodeRequest::callbackUrl);
    }

    @Test
    void everyPartIsKeptAsGiven() {
        CodeRequest request = CodeRequest.builder()
                .to(PhoneNumber.of("+12"))
                .from("+123456789012345")
                .applicationId(" app ")
                .message("{CODE}")
                .digits(8)
                .scope(" sign-in ")
                .callbackUrl(URI.create("https://example.com/receipts?id=1"))
                .build();

        assertThat(request.to()).isEqualTo(PhoneNumber.of("+12"));
        assertThat(request)
                .returns("+123456789012345", CodeRequest::from)
                .returns(" app ", CodeRequest::applicationId)
                .returns("{CODE}", CodeRequest::message)
                .returns(8, CodeRequest::digits)
                .returns(Optional.of(" sign-in "), CodeRequest::scope)
                .returns(Optional.of(URI.create("https://example.com/receipts?id=1")), CodeRequest::callbackUrl);
    }

    @Test
    void everythingThatIsMissingIsReportedAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CodeRequest.builder().build())
                .withMessage("Invalid CodeRequest, 4 faults: to is required; from is required; applicationId is"
                        + " required; message is required");
    }

    @Test
    void everyFaultIsReportedAtOnceAndNamesTheFieldAndTheRule() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CodeRequest.builder()
                        .to("9195551234")
                        .from("+1 919 555 4321")
                        .applicationId(" ")
                        .message("no placeholder 8675309")
                        .digits(3)
                        .scope("")
                        .callbackUrl(URI.create("ftp://user:hunter2@example.com/"))
                        .build())
                .withMessage("Invalid CodeRequest, 7 faults: to " + NUMBER_RULE + "; from " + NUMBER_RULE
                        + "; applicationId must not be blank"
                        + "; message must contain {CODE}, which the service replaces by the code"
                        + "; digits must be 4 to 8, but was '3'"
                        + "; scope must not be blank"
                        + "; callbackUrl must be an absolute http or https address with a host");
    }

    @Test
    void aSingleFaultIsNotCounted() {
        assertRefused(b -> b.to("+1invalid"), "to " + NUMBER_RULE);
        assertRefused(b -> b.from("12345"), "from " + NUMBER_RULE);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5, 6, 7, 8})
    void codesMayHaveFourToEightDigits(int digits) {
        assertThat(valid().digits(digits).build().digits()).isEqualTo(digits);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -6, 0, 2, 3, 9, Integer.MAX_VALUE})
    void otherNumbersOfDigitsAreRefused(int digits) {
        assertRefused(b -> b.digits(digits), "digits must be 4 to 8, but was '" + digits + "'");
    }

    @Test
    void anApplicationIdHasAtMostFiftyCharacters() {
        assertAccepted(b -> b.applicationId("a".repeat(50)));
        assertRefused(
                b -> b.applicationId("a".repeat(51)), "applicationId must have at most 50 characters, but had 51");
        assertRefused(b -> b.applicationId(""), "applicationId must not be blank");
    }

    @Test
    void aScopeHasAtMostTwentyFiveCharacters() {
        assertAccepted(b -> b.scope("s"));
        assertAccepted(b -> b.scope("s".repeat(25)));
        assertRefused(b -> b.scope("s".repeat(26)), "scope must have at most 25 characters, but had 26");
        assertRefused(b -> b.scope(" \t"), "scope must not be blank");
    }

    @Test
    void aMessageHasAtMost2048Characters() {
        assertAccepted(b -> b.message("{CODE}" + "m".repeat(2042)));
        assertRefused(
                b -> b.message("{CODE}" + "m".repeat(2043)), "message must have at most 2048 characters, but had 2049");
    }

    @Test
    void aCharacterOutsideTheBasicPlaneCountsOnceAsInTheSchema() {
        assertAccepted(b -> b.message("{CODE}" + "😀".repeat(2042)));
        assertRefused(
                b -> b.message("{CODE}" + "😀".repeat(2043)),
                "message must have at most 2048 characters, but had 2049");
        assertAccepted(b -> b.scope("😀".repeat(25)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Your code", "{code}", "{ CODE }", "CODE", "{CODE", "{NAME} {SCOPE}"})
    void aMessageMustHoldThePlaceholderForTheCode(String message) {
        assertRefused(b -> b.message(message), "message must contain {CODE}, which the service replaces by the code");
    }

    @Test
    void aShortCodeIsASenderOnlyWhenSaidSo() {
        for (String shortCode : List.of("123", "12345", "12345678")) {
            assertThat(valid().fromShortCode(shortCode).build().from()).isEqualTo(shortCode);
        }
        for (String wrong : List.of("", "12", "123456789", "12a45", " 12345", "+19195554321")) {
            assertRefused(b -> b.fromShortCode(wrong), "from must be 3 to 8 digits when it is a short code");
        }
    }

    @Test
    void ofTheTwoKindsOfSenderTheLastOneGivenCounts() {
        assertThat(valid().fromShortCode("12345").from("+19195554321").build().from())
                .isEqualTo("+19195554321");
        assertRefused(b -> b.fromShortCode("12345").from("12345"), "from " + NUMBER_RULE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://example.com", "HTTPS://example.com/a?b=c", "https://10.0.0.1:8443/x"})
    void aCallbackUrlIsAnHttpAddress(String url) {
        assertThat(valid().callbackUrl(URI.create(url)).build().callbackUrl()).contains(URI.create(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/receipts", "example.com", "//example.com/x", "mailto:me@example.com", "https:///x", "ftp://a/b"
            })
    void anyOtherCallbackUrlIsRefused(String url) {
        assertRefused(
                b -> b.callbackUrl(URI.create(url)),
                "callbackUrl must be an absolute http or https address with a host");
    }

    @Test
    void aMissingValueIsRefusedWhereItIsGiven() {
        assertNullRefused("to", b -> b.to((String) null));
        assertNullRefused("from", b -> b.from(null));
        assertNullRefused("shortCode", b -> b.fromShortCode(null));
        assertNullRefused("applicationId", b -> b.applicationId(null));
        assertNullRefused("message", b -> b.message(null));
        assertNullRefused("scope", b -> b.scope(null));
        assertNullRefused("callbackUrl", b -> b.callbackUrl(null));
    }

    @Test
    void aRequestDoesNotChangeWithItsBuilder() {
        CodeRequest.Builder builder = valid().scope("first");
        CodeRequest first = builder.build();
        CodeRequest second =
                builder.to("+12").digits(4).scope("second").message("2 {CODE}").build();

        assertThat(first.to().value()).isEqualTo("+19195551234");
        assertThat(first).returns(6, CodeRequest::digits).returns(Optional.of("first"), CodeRequest::scope);
        assertThat(second).returns(4, CodeRequest::digits).returns(Optional.of("second"), CodeRequest::scope);
    }

    @Test
    void theStringFormHasNeitherTheNumbersNorTheText() {
        assertThat(valid().build())
                .hasToString("CodeRequest[to=+1***34, applicationId=66fd98ae-ac8d-a00f-7fcd-ba3280aeb9b1, digits=6]");
        assertThat(valid().scope("sign-in")
                        .callbackUrl(URI.create("https://user:hunter2@example.com/"))
                        .build())
                .hasToString("CodeRequest[to=+1***34, applicationId=66fd98ae-ac8d-a00f-7fcd-ba3280aeb9b1, digits=6,"
                        + " scope=sign-in]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud83d", "a\ud83d", "\ude00a", "\ude00\ud83d", "a\ud83db", "😀\ud83d"})
    void halfASurrogatePairIsRefusedAmongTheFaults(String half) {
        String rule = " must not hold half a surrogate pair: cut texts between code points, not within one";
        assertThatIllegalArgumentException()
                .isThrownBy(() -> valid().message("{CODE} " + half)
                        .scope(half)
                        .applicationId(half)
                        .callbackUrl(URI.create("https://example.com/" + half))
                        .build())
                .withMessage("Invalid CodeRequest, 4 faults: applicationId" + rule + "; message" + rule + "; scope"
                        + rule + "; callbackUrl must be an absolute http or https address with a host");
        assertThatIllegalArgumentException().isThrownBy(() -> Credentials.basic(half, "x"));
        assertThatIllegalArgumentException().isThrownBy(() -> Credentials.clientCredentials("x", half));
        assertThatIllegalArgumentException().isThrownBy(() -> AccountPath.of(half));
    }

    @Test
    void wholeSurrogatePairsAreCharacters() {
        assertAccepted(b -> b.message("😀".repeat(2042) + "{CODE}").scope("😀".repeat(25)));
        assertRefused(b -> b.scope("😀".repeat(26)), "scope must have at most 25 characters, but had 26");
    }

    private static CodeRequest.Builder valid() {
        return CodeRequest.builder()
                .to("+19195551234")
                .from("+19195554321")
                .applicationId("66fd98ae-ac8d-a00f-7fcd-ba3280aeb9b1")
                .message("Your {NAME} code is {CODE}");
    }

    private static void assertAccepted(UnaryOperator<CodeRequest.Builder> change) {
        assertThat(change.apply(valid()).build()).isNotNull();
    }

    private static void assertRefused(UnaryOperator<CodeRequest.Builder> change, String fault) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> change.apply(valid()).build())
                .withMessage("Invalid CodeRequest: " + fault);
    }

    private static void assertNullRefused(String name, Consumer<CodeRequest.Builder> setter) {
        assertThatNullPointerException()
                .isThrownBy(() -> setter.accept(CodeRequest.builder()))
                .withMessage(name);
    }
}

package io.github.bandwidthmfa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VerifyCodeRequestTests {

    private static final String CODE_RULE =
            "code must have 4 to 8 digits, 0 to 9, and nothing else: TypedCode.normalize finds them in what was typed";

    private static final String NUMBER_RULE = "must be an E.164 number such as +19195551234: a plus sign, then 2 to 15"
            + " digits that do not begin with 0, without spaces or punctuation";

    @Test
    void onlyTheScopeIsOptional() {
        VerifyCodeRequest request = valid().build();

        assertThat(request.to()).isEqualTo(PhoneNumber.of("+19195551234"));
        assertThat(request)
                .returns("123456", VerifyCodeRequest::code)
                .returns(Duration.ofMinutes(3), VerifyCodeRequest::expirationTime)
                .returns(Optional.empty(), VerifyCodeRequest::scope);
    }

    @Test
    void everyPartIsKeptAsGiven() {
        VerifyCodeRequest request = VerifyCodeRequest.builder()
                .to(PhoneNumber.of("+12"))
                .code("0042")
                .expirationTime(Duration.parse("PT120S"))
                .scope(" sign-in ")
                .build();

        assertThat(request.to()).isEqualTo(PhoneNumber.of("+12"));
        assertThat(request)
                .returns("0042", VerifyCodeRequest::code)
                .returns(Duration.ofMinutes(2), VerifyCodeRequest::expirationTime)
                .returns(Optional.of(" sign-in "), VerifyCodeRequest::scope);
    }

    @Test
    void everythingThatIsMissingIsReportedAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VerifyCodeRequest.builder().build())
                .withMessage("Invalid VerifyCodeRequest, 3 faults: to is required; code is required; expirationTime is"
                        + " required");
    }

    @Test
    void everyFaultIsReportedAtOnceWithoutTheNumberOrTheCode() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VerifyCodeRequest.builder()
                        .to("+1 919 555 1234")
                        .code("867530986")
                        .expirationTime(Duration.ofSeconds(90))
                        .scope("s".repeat(26))
                        .build())
                .withMessage("Invalid VerifyCodeRequest, 4 faults: to " + NUMBER_RULE
                        + "; " + CODE_RULE
                        + "; expirationTime must be whole minutes, 1 to 15, but was 'PT1M30S'"
                        + "; scope must have at most 25 characters, but had 26");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0000", "1234", "867530", "12345678"})
    void aCodeIsFourToEightDigits(String code) {
        assertThat(valid().code(code).build().code()).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "867",
                "867530986",
                "abcdef",
                "      ",
                "\0\0\0\0",
                "12 34",
                "739-214",
                "７３９２１４",
                "٧٣٩٢١٤",
                "+12345",
                "12345\n",
                "🍎🍐🍊🍋",
                "\uD83D123"
            })
    void whatCannotBeACodeIsRefusedAndNotShown(String code) {
        assertRefused(b -> b.code(code), CODE_RULE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1M", "PT2M", "PT15M", "PT60S", "P0DT0H14M60S"})
    void theExpirationTimeIsOneToFifteenWholeMinutes(Duration time) {
        assertThat(valid().expirationTime(time).build().expirationTime()).isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PT0S",
                "PT59S",
                "PT59.999999999S",
                "PT1M0.000000001S",
                "PT1M30S",
                "PT14M59S",
                "PT15M0.000000001S",
                "PT16M",
                "PT1H",
                "-PT3M",
                "PT9223372036854775807S",
                "-PT9223372036854775807S"
            })
    void anyOtherExpirationTimeIsRefused(String text) {
        Duration time = Duration.parse(text);
        assertRefused(
                b -> b.expirationTime(time), "expirationTime must be whole minutes, 1 to 15, but was '" + time + "'");
    }

    @Test
    void aScopeHasAtMostTwentyFiveCharacters() {
        assertThat(valid().scope("s".repeat(25)).build().scope()).contains("s".repeat(25));
        assertRefused(b -> b.scope("s".repeat(26)), "scope must have at most 25 characters, but had 26");
        assertRefused(b -> b.scope(""), "scope must not be blank");
    }

    @Test
    void aMissingValueIsRefusedWhereItIsGiven() {
        assertNullRefused("to", b -> b.to((String) null));
        assertNullRefused("code", b -> b.code(null));
        assertNullRefused("expirationTime", b -> b.expirationTime(null));
        assertNullRefused("scope", b -> b.scope(null));
    }

    @Test
    void theStringFormMasksTheNumberAndLeavesTheCodeOut() {
        assertThat(valid().build()).hasToString("VerifyCodeRequest[to=+1***34, expirationTime=PT3M]");
        assertThat(valid().scope("sign-in").build())
                .hasToString("VerifyCodeRequest[to=+1***34, expirationTime=PT3M, scope=sign-in]");
    }

    private static VerifyCodeRequest.Builder valid() {
        return VerifyCodeRequest.builder().to("+19195551234").code("123456").expirationTime(Duration.ofMinutes(3));
    }

    private static void assertRefused(UnaryOperator<VerifyCodeRequest.Builder> change, String fault) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> change.apply(valid()).build())
                .withMessage("Invalid VerifyCodeRequest: " + fault);
    }

    private static void assertNullRefused(String name, Consumer<VerifyCodeRequest.Builder> setter) {
        assertThatNullPointerException()
                .isThrownBy(() -> setter.accept(VerifyCodeRequest.builder()))
                .withMessage(name);
    }
}

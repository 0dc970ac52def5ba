package io.github.bandwidthmfa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PhoneNumberTests {

    @ParameterizedTest
    @ValueSource(strings = {"+19195551234", "+12", "+123456789012345", "+491701234567", "+10000000000"})
    void numbersInTheFormOfTheSchemaAreKeptAsTheyAre(String value) {
        assertThat(PhoneNumber.of(value).value()).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "+",
                "+1",
                "+1234567890123456",
                "19195551234",
                "+09195551234",
                "++19195551234",
                " +19195551234",
                "+19195551234 ",
                "+19195551234\n",
                "+1 919 555 1234",
                "+1-919-555-1234",
                "(919) 555-1234",
                "+1invalid",
                "+1919555123a",
                "tel:+19195551234",
                "+١٩١٩٥٥٥١٢٣٤",
                "+1٩١٩٥٥٥١٢٣٤",
                "12345"
            })
    void anythingElseIsRefusedWithTheRuleAndWithoutTheValue(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PhoneNumber.of(value))
                .withMessage("a phone number must be an E.164 number such as +19195551234: a plus sign, then 2 to 15"
                        + " digits that do not begin with 0, without spaces or punctuation");
    }

    @ParameterizedTest
    @CsvSource({
        "+19195551234,     +1***34",
        "+491701234567,    +4***67",
        "+123456789012345, +1***45",
        "+1234567,         +1***67",
        "+123456,          +***",
        "+12,              +***"
    })
    void theStringFormShowsTheFirstDigitAndTheLastTwoAtMost(String value, String shown) {
        assertThat(PhoneNumber.of(value)).hasToString(shown);
    }

    @Test
    void numbersAreEqualByValue() {
        assertThat(PhoneNumber.of("+19195551234"))
                .isEqualTo(PhoneNumber.of("+19195551234"))
                .hasSameHashCodeAs(PhoneNumber.of("+19195551234"))
                .isNotEqualTo(PhoneNumber.of("+19195551235"))
                .isNotEqualTo("+19195551234")
                .isNotEqualTo(null);
    }
}

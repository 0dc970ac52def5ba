package io.github.bandwidthmfa.phoneinput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people type, paste and save from spreadsheets. */
final class PhoneNumberParserTests {

    private final PhoneNumberParser international = PhoneNumberParser.international();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+447911123456",
                "+44 (0)7911 123456",
                "+44(0)7911123456",
                "+44 [0] 7911 123456",
                "(+44) 7911 123456",
                "+(44) 7911 123456",
                "+ 44 7911 123456",
                "00447911123456",
                "00 44 (0) 7911 / 123 456",
                "(00)44 7911 123456",
                "(0044) 7911 123456",
                "tel:+447911123456",
                "TEL:+44-7911-123-456",
                "sms:+447911123456",
                "\u202A+44 7911 123456\u202C",
                "\u200E+44\u200B7911\u2060123456\uFEFF",
                "+44\u00A07911\u202F123\u2007456",
                "+44\u20117911\u2013123\u2212456",
                "\uFF0B\uFF14\uFF14\u3000\uFF17\uFF19\uFF11\uFF11\uFF11\uFF12\uFF13\uFF14\uFF15\uFF16",
                "+\u0664\u0664\u0667\u0669\u0661\u0661\u0661\u0662\u0663\u0664\u0665\u0666",
                "  +44.7911.123.456\t",
                "'+447911123456",
                "+44 7911/123456",
                "+44-07911-123456"
            })
    void aNumberInWhateverFormIsTheNumber(String typed) {
        assertThat(international.parse(typed).value()).isEqualTo("+447911123456");
        assertThat(PhoneNumberParser.in("us").parse(typed).value()).isEqualTo("+447911123456");
    }

    @ParameterizedTest
    @CsvSource({
        "US, (919) 555-1234, +19195551234",
        "US, 1 919 555 1234, +19195551234",
        "US, 011 44 7911 123456, +447911123456",
        "GB, 07911 123456, +447911123456",
        "GB, 7911 123456, +447911123456",
        "FR, 06-12-34-56-78, +33612345678",
        "DE, 0151 23456789, +4915123456789",
        "DE, +49 (0)30 12345678, +493012345678",
        "IT, 06 1234 5678, +390612345678"
    })
    void aNationalNumberIsOfTheDefaultRegion(String region, String typed, String number) {
        assertThat(PhoneNumberParser.in(region).parse(typed).value()).isEqualTo(number);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                             | is empty",
                "+                              | has no digits",
                "+12                            | has too few digits",
                "+1 919 555 123                 | has too few digits for a number of country code +1",
                "+1 919 555 1234-5              | has too many digits for a number of country code +1",
                "+1 919 555 1234 5              | has too many digits for a number of country code +1",
                "+49 30 123456-7                | ends in a hyphen and 1 more digits",
                "+43 664 1234567-12             | ends in a hyphen and 2 more digits",
                "+1 919 555 1234 ext. 5         | has an extension",
                "+1 919 555 1234x5              | has an extension",
                "+1 919 555 1234 #5             | has an extension",
                "tel:+19195551234;ext=5         | has an extension",
                "+1 119 555 1234                | cannot exist",
                "+44 1111 111111                | cannot exist",
                "+999 123 456 789               | has a country code that does not exist",
                "+0 919 555 1234                | has a country code that does not exist",
                "9195551234                     | has no country code",
                "19195551001                    | a spreadsheet may have removed the +",
                "1.91955E+10                    | was rounded by a spreadsheet",
                "1,91955E+10                    | was rounded by a spreadsheet",
                "447911123456789012             | has no country code",
                "+1 919 555 1234 +1 919 555 1235 | has a + after its first digit",
                "+19195551234/+19195551235      | has a + after its first digit",
                "++19195551234                  | has more than one +",
                "-19195551234                   | begins with a minus sign",
                "=+19195551234                  | has a character in it that belongs to no number: \"=\"",
                "$19195551234                   | has a character in it that belongs to no number: \"$\"",
                "+1 919 555 12O4                | has letters in it",
                "+1 800 FLOWERS                 | has letters in it",
                "n/a                            | has letters in it"
            })
    void whatIsNoNumberIsRefusedWithThePartThatIsWrong(String typed, String why) {
        assertThatThrownBy(() -> international.parse(typed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the phone number ")
                .hasMessageContaining(why);
    }

    @Test
    void noMessageHoldsTheNumber() {
        assertThatThrownBy(() -> international.parse("+1 919 555 1234-5")).hasMessageNotContaining("919");
        assertThatThrownBy(() -> international.parse("+" + "1".repeat(200))).hasMessageContaining("longer than 100");
    }

    @Test
    void aNumberThatMayHaveLostItsPlusIsNotGuessed() {
        assertThatThrownBy(() -> PhoneNumberParser.in("DE").parse("447911123456"))
                .hasMessageContaining("the phone number");
        assertThatThrownBy(() -> PhoneNumberParser.in("US").parse("447911123456"))
                .hasMessageContaining("has too many digits");
        assertThatThrownBy(() -> PhoneNumberParser.in("US").parse("555 1234")).hasMessageContaining("area code");
    }

    @Test
    void aRegionThatDoesNotExistIsRefused() {
        for (String region : new String[] {"", "ZZ", "USA", "UK", "1"}) {
            assertThatThrownBy(() -> PhoneNumberParser.in(region))
                    .hasMessageContaining("must be a region of two letters");
        }
    }
}

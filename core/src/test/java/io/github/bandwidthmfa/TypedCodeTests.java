package io.github.bandwidthmfa;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TypedCodeTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "739214",
                "739-214",
                "739 214",
                " 739214\r\n",
                "7 3 9 2 1 4",
                "7-3-9-2-1-4",
                "739\u00a0214",
                "739\u202f214",
                "739\u2009214",
                "739\u3000214",
                "\u200e739214\u200f",
                "\ufeff739\u200b214",
                "739\u00ad214",
                "739\u2060214",
                "739\u2011214",
                "739\u2013214",
                "739\u2212214",
                "739\u30fc214",
                "739.214",
                "739,214.",
                "739_214",
                "739/214",
                "\u201c739214\u201d",
                "«739214»",
                "(739) 214",
                "[739214]",
                "'739214'",
                "#739214",
                "７３９２１４",
                "７３９－２１４",
                "٧٣٩٢١٤",
                "۷۳۹۲۱۴",
                "७३९२१४",
                "৭৩৯২১৪",
                "๗๓๙๒๑๔",
                "𝟕𝟑𝟗𝟐𝟏𝟒",
                "7\ufe0f\u20e33\ufe0f\u20e39\ufe0f\u20e32\ufe0f\u20e31\ufe0f\u20e34\ufe0f\u20e3",
                "739\t214\u0000"
            })
    void whatMeansTheCodeIsTheCode(String typed) {
        assertThat(TypedCode.normalize(typed)).contains("739214");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0042", "00-42", "٠٠٤٢", " 0 0 4 2 "})
    void leadingZerosCount(String typed) {
        assertThat(TypedCode.normalize(typed)).contains("0042");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "\0\0\0\0\0\0",
                "------",
                "123",
                "123456789",
                "+19195551234",
                "abcdef",
                "73921a",
                "7392l4",
                "O39214",
                "739214 is my code",
                "your code is 739214",
                "7.39e5",
                "７３",
                "七三九二一四",
                "739214🍎",
                "\ud83d739214",
                "½½½½½½",
                "Ⅶ739214",
                "739+214",
                "=739214",
                "$739214"
            })
    void whatIsNoCodeIsRefused(String typed) {
        assertThat(TypedCode.normalize(typed)).isEmpty();
    }
}

package io.github.bandwidthmfa.phonefactor;

import io.github.bandwidthmfa.PhoneNumber;

/** A number as its owner recognizes it, and nobody else learns it. */
final class MaskedNumber {

    private static final int SHOWN = 4;
    /** Of a shorter number, four digits would be most of it. */
    private static final int MIN_SHOWING_FOUR = 10;

    private MaskedNumber() {}

    static String of(PhoneNumber number) {
        String value = number.value();
        int shown = value.length() < MIN_SHOWING_FOUR ? SHOWN / 2 : SHOWN;
        return "\u2022\u2022\u2022 \u2022\u2022\u2022 " + value.substring(value.length() - shown);
    }
}

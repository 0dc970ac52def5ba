package io.github.bandwidthmfa;

import java.util.Optional;

/**
 * What a person means by what was typed or pasted where a code was asked for. A code costs one of a few tries, so a
 * hyphen or a keyboard of another script must not make a right code a wrong one; and what cannot be a code should be refused
 * without asking the service.
 *
 * <pre>{@code
 * Optional<String> code = TypedCode.normalize(typedIn);   // "739-214", "739 214", "７３９２１４" -> "739214"
 * }</pre>
 */
public final class TypedCode {

    static final int MIN_DIGITS = 4;
    static final int MAX_DIGITS = 8;

    private TypedCode() {}

    /**
     * Finds the code. Digits of every script count. White space, punctuation, invisible characters, and marks that decorate
     * a digit are left out. A letter or a symbol is not: who typed it meant something else.
     *
     * @param typed the text as it was typed or pasted
     * @return 4 to 8 ASCII digits, or empty if the text is no code
     */
    public static Optional<String> normalize(String typed) {
        StringBuilder code = new StringBuilder(MAX_DIGITS);
        for (int i = 0; i < typed.length(); ) {
            int c = typed.codePointAt(i);
            i += Character.charCount(c);
            int digit = Character.digit(c, 10);
            if (digit >= 0) {
                code.append(digit);
            } else if (!isLeftOut(c)) {
                return Optional.empty();
            }
            if (code.length() > MAX_DIGITS) {
                return Optional.empty();
            }
        }
        return Optional.of(code.toString()).filter(TypedCode::isCode);
    }

    /** Whether it has the form of a code as the service makes them. */
    static boolean isCode(String code) {
        return code.length() >= MIN_DIGITS
                && code.length() <= MAX_DIGITS
                && code.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static boolean isLeftOut(int c) {
        return switch (Character.getType(c)) {
            case Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.CONTROL,
                    Character.FORMAT,
                    Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.CONNECTOR_PUNCTUATION,
                    Character.OTHER_PUNCTUATION -> true;
            default -> c == MINUS_SIGN || c == KATAKANA_PROLONGED_SOUND || c == HANGUL_FILLER;
        };
    }

    /** Typed for a hyphen where a keyboard offers it. */
    private static final int MINUS_SIGN = 0x2212;

    private static final int KATAKANA_PROLONGED_SOUND = 0x30FC;
    /** A letter by category, invisible all the same. */
    private static final int HANGUL_FILLER = 0x3164;
}

package io.github.bandwidthmfa.phoneinput;

/** Characters as they are meant: one form for what looks alike. */
final class Typed {

    private Typed() {}

    /** Without what cannot be seen, with ASCII digits, signs and spaces in the place of others, and an apostrophe before it. */
    static String plain(String typed) {
        StringBuilder plain = new StringBuilder(typed.length());
        typed.codePoints().forEach(c -> {
            if (Character.isDigit(c)) {
                plain.append(Character.digit(c, 10));
            } else if (isSpace(c)) {
                plain.append(' ');
            } else if (!isInvisible(c)) {
                plain.appendCodePoint(sign(c));
            }
        });
        String text = plain.toString().strip();
        // As spreadsheets write what is text and not a formula.
        return text.startsWith("'") ? text.substring(1).strip() : text;
    }

    static String digits(String plain) {
        return plain.replaceAll("[^0-9]", "");
    }

    private static boolean isSpace(int c) {
        return Character.isSpaceChar(c) || Character.isWhitespace(c);
    }

    private static boolean isInvisible(int c) {
        int type = Character.getType(c);
        boolean variationSelector = c >= 0xFE00 && c <= 0xFE0F;
        boolean keycap = c == 0x20E3;
        boolean filler = c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0 || c == 0x034F;
        return type == Character.FORMAT || variationSelector || keycap || filler;
    }

    private static int sign(int c) {
        if (Character.getType(c) == Character.DASH_PUNCTUATION) {
            return '-';
        }
        return switch (c) {
            case 0xFF0B, 0xFE62, 0x207A, 0x2795 -> '+';
            case 0x2212, 0x2796, 0x30FC, 0x00AF, 0x02D7, 0x2043 -> '-';
            case 0xFF08, 0xFE59, 0x2768 -> '(';
            case 0xFF09, 0xFE5A, 0x2769 -> ')';
            case 0xFF0E, 0xFE52, 0x2024, 0x00B7, 0x2022, 0x30FB -> '.';
            case 0xFF0F, 0x2044, 0x2215 -> '/';
            case 0xFF1A -> ':';
            case 0xFF5E, 0x223C, 0x301C -> '~';
            default -> c;
        };
    }

    /** A sign is told as it is; what cannot be printed well by its number. */
    static String name(int c) {
        return Character.isISOControl(c)
                        || Character.getType(c) == Character.UNASSIGNED
                        || Character.isSurrogate((char) c)
                ? "U+%04X".formatted(c)
                : "\"" + Character.toString(c) + "\"";
    }
}

package io.github.bandwidthmfa;

import java.util.Objects;

/**
 * How many segments a text message takes. Networks carry messages in segments, and Bandwidth limits and bills them, not the
 * messages.
 *
 * <table>
 * <caption>Characters of a message, by the alphabet that all of its text fits into (3GPP TS 23.038, TS 23.040)</caption>
 * <tr><th>alphabet</th><th>one segment</th><th>each of several</th><th>counts for two</th></tr>
 * <tr><td>GSM-7</td><td>160</td><td>153</td><td>{@code ^ { } \ [ ~ ] | €} and form feed</td></tr>
 * <tr><td>UCS-2, for all other text</td><td>70</td><td>67</td><td>what is outside the basic plane, such as emoji</td></tr>
 * </table>
 *
 * <p>A character that counts for two is never divided between segments.
 */
public final class MessageSegments {

    private static final String GSM_7 = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
            + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
    private static final String GSM_7_EXTENSION = "\f^{}\\[~]|€";

    private static final String DEFAULT_SCOPE = "2FA";
    private static final int MAX_NAME = 50;

    private enum Alphabet {
        GSM_7_BIT(160, 153),
        UCS_2(70, 67);

        private final int single;
        private final int each;

        Alphabet(int single, int each) {
            this.single = single;
            this.each = each;
        }

        int units(int character) {
            return this == UCS_2 ? Character.charCount(character) : GSM_7_EXTENSION.indexOf(character) >= 0 ? 2 : 1;
        }
    }

    private MessageSegments() {}

    /**
     * Counts the segments of a text as it is sent, with its placeholders replaced.
     *
     * @param text the text
     * @return 1 or more; an empty text takes one
     */
    public static int of(String text) {
        Alphabet alphabet = text.codePoints().allMatch(MessageSegments::isGsm7) ? Alphabet.GSM_7_BIT : Alphabet.UCS_2;
        if (text.codePoints().map(alphabet::units).sum() <= alphabet.single) {
            return 1;
        }
        int segments = 1;
        int used = 0;
        for (int character : text.codePoints().toArray()) {
            int units = alphabet.units(character);
            if (used + units > alphabet.each) {
                segments++;
                used = 0;
            }
            used += units;
        }
        return segments;
    }

    /**
     * The segments of the message that a request sends, where the application's name is known.
     *
     * @param request the request: its template, its number of digits and its scope ({@code 2FA} if it has none)
     * @param applicationName what Bandwidth puts in the place of {@code {NAME}}, as it was configured there
     * @return 1 or more
     */
    public static int of(CodeRequest request, String applicationName) {
        return of(render(request, Objects.requireNonNull(applicationName, "applicationName")));
    }

    /**
     * An upper bound of the segments of the message that a request sends. Exact if its template has no {@code {NAME}}. For a
     * template with {@code {NAME}} the name counts as 50 characters outside of GSM-7: no limit of it is documented.
     *
     * @param request the request: its template, its number of digits and its scope ({@code 2FA} if it has none)
     * @return 1 or more
     */
    public static int atMost(CodeRequest request) {
        return request.message().contains("{NAME}") ? of(request, "\u0416".repeat(MAX_NAME)) : of(request, "");
    }

    private static String render(CodeRequest request, String applicationName) {
        // In one pass: a name or scope that reads like a placeholder stays as it is.
        StringBuilder text = new StringBuilder();
        String template = request.message();
        for (int at = 0; at < template.length(); ) {
            if (template.startsWith("{CODE}", at)) {
                text.append("0".repeat(request.digits()));
                at += "{CODE}".length();
            } else if (template.startsWith("{NAME}", at)) {
                text.append(applicationName);
                at += "{NAME}".length();
            } else if (template.startsWith("{SCOPE}", at)) {
                text.append(request.scope().orElse(DEFAULT_SCOPE));
                at += "{SCOPE}".length();
            } else {
                text.append(template.charAt(at++));
            }
        }
        return text.toString();
    }

    private static boolean isGsm7(int character) {
        return GSM_7.indexOf(character) >= 0 || GSM_7_EXTENSION.indexOf(character) >= 0;
    }
}

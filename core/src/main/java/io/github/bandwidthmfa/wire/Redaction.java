package io.github.bandwidthmfa.wire;

import java.util.Collection;
import java.util.regex.Pattern;

/**
 * Makes text that came from a server fit to be shown and logged: one line, of bounded length, without what the request
 * held and without anything that looks like credentials, a phone number or a code.
 */
final class Redaction {

    static final int LONGEST = 500;

    private static final String MASK = "***";
    private static final Pattern AUTHORIZATION = Pattern.compile("(?i)\\b(basic|bearer)\\s+[^\\s\"',;<]+");
    private static final Pattern FOUR_DIGITS_OR_MORE = Pattern.compile("\\+?\\d(?:[\\s().-]*\\d){3,}");
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029\\s]+");

    private final Collection<String> secrets;

    Redaction(Collection<String> secrets) {
        this.secrets = secrets;
    }

    boolean concerns(String text) {
        return secrets.stream().anyMatch(text::contains);
    }

    /** Redacts first and cuts last, so that the cut cannot leave the recognisable half of a secret. */
    String apply(String text) {
        String shown = AUTHORIZATION.matcher(text).replaceAll("$1 " + MASK);
        for (String secret : secrets) {
            shown = shown.replace(secret, MASK);
        }
        shown = FOUR_DIGITS_OR_MORE.matcher(shown).replaceAll(MASK);
        shown = UNPRINTABLE.matcher(shown).replaceAll(" ").strip();
        return shown.length() > LONGEST ? shown.substring(0, LONGEST) + "…" : shown;
    }
}

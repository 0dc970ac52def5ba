package io.github.bandwidthmfa.wire;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes text that came from a server fit to be shown and logged: one line, of bounded length, without what the request
 * held and without anything that looks like credentials, a phone number or a code. Takes time linear in the text's length,
 * and no stack: hence the possessive quantifiers.
 */
final class Redaction {

    static final int LONGEST = 500;

    private static final String MASK = "***";
    private static final int SHORTEST_TOKEN_SOUGHT_ELSEWHERE = 4;
    private static final Pattern SCHEME_AND_TOKEN =
            Pattern.compile("\\b(basic|bearer)\\s++([^\\s\"',;<]++)", Pattern.CASE_INSENSITIVE);
    private static final Pattern WORD = Pattern.compile("[^\\s\"',;<]++");
    private static final Pattern FOUR_DIGITS_OR_MORE = Pattern.compile("\\+?\\d(?:[\\s()./\\p{Pd}]*+\\d){3,}+");
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Z}]++");

    private final List<String> secrets;

    Redaction(Collection<String> secrets) {
        this.secrets = secrets.stream()
                .map(Redaction::onOneLine)
                .filter(secret -> !secret.isBlank())
                .toList();
    }

    /** Whether an id, which has no room for a plus sign, repeats a part of the request. */
    boolean concerns(String id) {
        return secrets.stream().anyMatch(secret -> id.contains(secret.startsWith("+") ? secret.substring(1) : secret));
    }

    /**
     * Begins with white space, so that none of it can hide a secret, and cuts last, so that the cut cannot leave the
     * recognisable half of one.
     */
    String apply(String text) {
        String shown = withoutCredentials(onOneLine(text));
        for (String secret : secrets) {
            shown = shown.replace(secret, MASK);
        }
        return cut(FOUR_DIGITS_OR_MORE.matcher(shown).replaceAll(MASK).strip());
    }

    private static String onOneLine(String text) {
        return UNPRINTABLE.matcher(text).replaceAll(" ");
    }

    /** The gateway repeats the credentials twice, the first time without the name of their scheme. */
    private static String withoutCredentials(String text) {
        Set<String> tokens = new HashSet<>();
        String shown = SCHEME_AND_TOKEN.matcher(text).replaceAll(found -> {
            tokens.add(found.group(2));
            return found.group(1) + " " + MASK;
        });
        tokens.removeIf(token -> token.length() < SHORTEST_TOKEN_SOUGHT_ELSEWHERE);
        if (tokens.isEmpty()) {
            return shown;
        }
        return WORD.matcher(shown)
                .replaceAll(word -> tokens.contains(word.group()) ? MASK : Matcher.quoteReplacement(word.group()));
    }

    private static String cut(String text) {
        if (text.length() <= LONGEST) {
            return text;
        }
        int end = LONGEST - 1;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
    }
}

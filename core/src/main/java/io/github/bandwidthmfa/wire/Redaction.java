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

    static final int MAX_LENGTH = 500;

    private static final String MASK = "***";
    private static final int MIN_TOKEN_SOUGHT_ELSEWHERE = 4;
    private static final Pattern SCHEME_AND_TOKEN =
            Pattern.compile("\\b(basic|bearer)\\s++([^\\s\"',;<]++)", Pattern.CASE_INSENSITIVE);
    private static final Pattern WORD = Pattern.compile("[^\\s\"',;<]++");
    private static final String FOUR_DIGITS_OR_MORE = "\\+?\\d(?:[\\s()./\\p{Pd}]*+\\d){3,}+";
    /** A number with its unit, such as "2048 characters". */
    private static final String QUANTITY =
            "\\d{4,10}+(?=[ -]?(?:characters?|chars?|code ?points?|bytes?|octets?|[km]i?b"
                    + "|digits?|segments?|messages?|requests?|milliseconds?|ms|seconds?|minutes?|hours?|days?)\\b)";
    /** A number that a rule names, such as "maxLength: 2048" or "at most 2048". */
    private static final String BOUND =
            "\\b(?:(?:max|min)[a-z]*+|at (?:most|least)|up to|limit(?:ed)?|length|exceed(?:s|ed|ing)?"
                    + "|(?:more|less|fewer|greater|longer|shorter) than)(?: (?:allowed|is|of|to|or|equal|length|size)){0,3}+[ :=]{1,2}+"
                    + "\\d{4,6}+(?![\\s()./\\p{Pd}]*+\\d)";
    /** What explains a refusal stays, anything else with so many digits may be a code or a phone number. */
    private static final Pattern NUMBER =
            Pattern.compile("(" + QUANTITY + "|" + BOUND + ")|" + FOUR_DIGITS_OR_MORE, Pattern.CASE_INSENSITIVE);

    private static final String HEX = "[0-9a-fA-F]";
    private static final String UUID = HEX + "{8}(?:-" + HEX + "{4}){3}-" + HEX + "{12}";
    private static final Pattern UUID_IN_TEXT = Pattern.compile("(?<![A-Za-z0-9-])" + UUID + "(?![A-Za-z0-9-])");
    /** A request id of AWS, the extended one of its gateway, CloudFront's, and a trace id. */
    private static final Pattern ID_OF_AWS = Pattern.compile(
            UUID + "|[A-Za-z0-9_-]{15}=|[A-Za-z0-9_-]{54}==|(?:Root|Self)=1-" + HEX + "{8}-" + HEX + "{24}");

    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Z}]++");

    private final List<String> secrets;

    Redaction(Collection<String> secrets) {
        this.secrets = secrets.stream()
                .map(Redaction::onOneLine)
                .filter(secret -> !secret.isBlank())
                .toList();
    }

    /**
     * Whether an id, which has no room for a plus sign, repeats a part of the request. One in a form of AWS's does not: of
     * its random digits, some are likely to be those of a short code.
     */
    boolean concerns(String id) {
        return !ID_OF_AWS.matcher(id).matches()
                && secrets.stream()
                        .anyMatch(secret -> id.contains(secret.startsWith("+") ? secret.substring(1) : secret));
    }

    /**
     * Begins with white space, so that none of it can hide a secret, and cuts last, so that the cut cannot leave the
     * recognisable half of one.
     */
    String apply(String text) {
        String shown = withoutCredentials(onOneLine(text));
        StringBuilder masked = new StringBuilder();
        int end = 0;
        for (Matcher id = UUID_IN_TEXT.matcher(shown); id.find(); end = id.end()) {
            masked.append(withoutNumbers(shown.substring(end, id.start()))).append(id.group());
        }
        return cut(
                masked.append(withoutNumbers(shown.substring(end))).toString().strip(), MAX_LENGTH);
    }

    private String withoutNumbers(String text) {
        String shown = text;
        for (String secret : secrets) {
            shown = shown.replace(secret, MASK);
        }
        return NUMBER.matcher(shown)
                .replaceAll(number -> number.group(1) != null ? Matcher.quoteReplacement(number.group()) : MASK);
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
        tokens.removeIf(token -> token.length() < MIN_TOKEN_SOUGHT_ELSEWHERE);
        if (tokens.isEmpty()) {
            return shown;
        }
        return WORD.matcher(shown)
                .replaceAll(word -> tokens.contains(word.group()) ? MASK : Matcher.quoteReplacement(word.group()));
    }

    /** The beginning of a text that is longer. */
    static String cut(String text, int maxLength) {
        if (text.length() <= maxLength) {
            return text;
        }
        int end = maxLength - 1;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
    }
}

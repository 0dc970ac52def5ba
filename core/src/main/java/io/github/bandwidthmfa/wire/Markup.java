package io.github.bandwidthmfa.wire;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The readable part of an HTML or XML page that a proxy or firewall put in place of the service's response. Scans the text
 * once: it may be hostile, and it may be cut off anywhere.
 */
final class Markup {

    /** Looks for elements by name: a sentence of the service may well hold a "<". */
    private static final Pattern ANYWHERE = Pattern.compile(
            "<(?:!doctype|!--|/?(?:html|head|body|title|meta|link|style|script|h[1-6]|p|div|span|center|hr|br|pre|table|tr|td"
                    + "|a|b|i|em|strong|ul|ol|li|img|form|iframe|noscript|font)[\\s/>])",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern AT_THE_START = Pattern.compile("<[!?/a-z]", Pattern.CASE_INSENSITIVE);

    private Markup() {}

    /** The title, or else all of the text; empty if it is no markup. */
    static Optional<String> text(String text) {
        if (!AT_THE_START.matcher(text.stripLeading()).lookingAt()
                && !ANYWHERE.matcher(text).find()) {
            return Optional.empty();
        }
        String lower = text.toLowerCase(Locale.ROOT);
        String title = withoutTags(element(text, lower, "title"));
        return Optional.of(
                title.isEmpty() ? withoutTags(withoutElement(withoutElement(text, "script"), "style")) : title);
    }

    /** What stands between an element's tags, or nothing. */
    private static String element(String text, String lower, String name) {
        int open = lower.indexOf("<" + name);
        int start = open < 0 ? -1 : lower.indexOf('>', open);
        int end = start < 0 ? -1 : lower.indexOf("</" + name, start);
        return end < 0 || lower.length() != text.length() ? "" : text.substring(start + 1, end);
    }

    private static String withoutElement(String text, String name) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.length() != text.length()) {
            return text;
        }
        StringBuilder rest = new StringBuilder();
        int from = 0;
        for (int open = lower.indexOf("<" + name); open >= 0; open = lower.indexOf("<" + name, from)) {
            rest.append(text, from, open);
            int close = lower.indexOf("</" + name, open);
            if (close < 0) {
                return rest.toString();
            }
            from = close;
        }
        return rest.append(text, from, text.length()).toString();
    }

    /** Cuts off an unfinished tag at the end, too. */
    private static String withoutTags(String text) {
        StringBuilder shown = new StringBuilder();
        boolean inTag = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '<') {
                inTag = true;
                shown.append(' ');
            } else if (c == '>' && inTag) {
                inTag = false;
            } else if (!inTag) {
                shown.append(c);
            }
        }
        return shown.toString().replaceAll("\\s++", " ").strip();
    }
}

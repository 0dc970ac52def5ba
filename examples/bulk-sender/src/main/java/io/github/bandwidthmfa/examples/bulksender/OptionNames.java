package io.github.bandwidthmfa.examples.bulksender;

import java.util.Map;
import java.util.regex.Pattern;

/** The names that the client's messages use, and what the user of this command knows these things as. */
final class OptionNames {

    private static final Map<String, String> NAMES = Map.of(
            "from", "BW_NUMBER",
            "applicationId", "BW_MESSAGING_APPLICATION_ID",
            "message", "--message",
            "baseUri", "--base-uri",
            "tokenUri", "--token-uri",
            "maxConnections", "--concurrency");

    /** Only as the subject of a rule: "from" is also a word. */
    private static final Pattern SUBJECT =
            Pattern.compile("\\b(" + String.join("|", NAMES.keySet()) + ")(?=:? (must|is|has|may|cannot|holds)\\b)");

    private OptionNames() {}

    static String inMessage(String message) {
        return SUBJECT.matcher(message).replaceAll(found -> NAMES.get(found.group(1)));
    }
}

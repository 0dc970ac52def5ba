package io.github.bandwidthmfa.examples.bulksender;

import java.util.Map;
import java.util.regex.Pattern;

/** The names that the client's messages use, and what the user of this command knows these things as. */
final class OptionNames {

    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("accountId", "BW_ACCOUNT_ID"),
            Map.entry("from", "BW_NUMBER"),
            Map.entry("applicationId", "BW_MESSAGING_APPLICATION_ID"),
            Map.entry("clientId", "BW_CLIENT_ID"),
            Map.entry("clientSecret", "BW_CLIENT_SECRET"),
            Map.entry("username", "BW_USERNAME"),
            Map.entry("password", "BW_PASSWORD"),
            Map.entry("message", "--message"),
            Map.entry("baseUri", "--base-uri"),
            Map.entry("tokenUri", "--token-uri"),
            Map.entry("maxConnections", "--concurrency"));

    /** Only as the subject of a rule: "from" is also a word. */
    private static final Pattern SUBJECT =
            Pattern.compile("\\b(" + String.join("|", NAMES.keySet()) + ")(?=:? (must|is|has|may|cannot|holds)\\b)");

    private OptionNames() {}

    static String inMessage(String message) {
        return SUBJECT.matcher(message).replaceAll(found -> NAMES.get(found.group(1)));
    }
}

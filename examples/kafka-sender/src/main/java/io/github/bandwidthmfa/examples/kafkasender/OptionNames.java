package io.github.bandwidthmfa.examples.kafkasender;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names that the messages of client, batch and limiter use, and what the user of this command knows these things as. */
final class OptionNames {

    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("from", "BW_NUMBER"),
            Map.entry("applicationId", "BW_MESSAGING_APPLICATION_ID"),
            Map.entry("message", "--message"),
            Map.entry("baseUri", "--base-uri"),
            Map.entry("tokenUri", "--token-uri"),
            Map.entry("concurrency", "--concurrency"),
            Map.entry("maxConnections", "--concurrency"),
            Map.entry("permits", "--rate"),
            Map.entry("orders", "--orders"),
            Map.entry("outcomesTo", "--outcomes"));

    /** Only as the subject of a rule: "from" is also a word. */
    private static final Pattern SUBJECT = Pattern.compile(
            "(?<![\\w.-])(" + String.join("|", NAMES.keySet()) + ")(?=:? (must|is|has|may|cannot|holds)\\b)");

    private OptionNames() {}

    static String inMessage(String message) {
        return SUBJECT.matcher(message)
                .replaceAll(found -> Matcher.quoteReplacement(String.valueOf(NAMES.get(found.group(1)))))
                .replace("lateOutcomesTo", "--late")
                .replace("than orders", "than --orders")
                .replace("bootstrap.servers", "--bootstrap-servers")
                .replace("group.id", "--group")
                .replace("FirstStart.", "--first-start ")
                .replace("MissingOrders.", "--missing-orders ");
    }
}

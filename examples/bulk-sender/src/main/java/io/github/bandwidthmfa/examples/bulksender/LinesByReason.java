package io.github.bandwidthmfa.examples.bulksender;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Lines of the input that have the same to be said of them: said once, with a count. */
final class LinesByReason {

    private static final int NAMED = 5;

    private static final class Lines {

        private final List<Long> first = new ArrayList<>();
        private final String reason;
        private long count;

        Lines(String reason) {
            this.reason = reason;
        }

        void add(long line) {
            count++;
            if (first.size() < NAMED) {
                first.add(line);
            }
        }

        @Override
        public String toString() {
            String named = first.stream().map(String::valueOf).collect(Collectors.joining(", "));
            long more = count - first.size();
            return (count == 1 ? "line " : "lines ") + named + (more == 0 ? "" : " and " + more + " more") + ": "
                    + reason;
        }
    }

    private final Map<String, Lines> byKind = new LinkedHashMap<>();

    /** One more line; the reason of the first one of a kind is the one that is said. */
    synchronized void add(String kind, long line, String reason) {
        byKind.computeIfAbsent(kind, first -> new Lines(reason)).add(line);
    }

    synchronized void say() {
        byKind.values().forEach(lines -> Screen.say(lines.toString()));
        byKind.clear();
    }
}

package io.github.bandwidthmfa.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The first calls of a fresh JVM: each figure from another JVM, in turns. With a name to look up, TLS and a token. */
final class FirstCall implements Part {

    /** How the JVM begins. */
    enum Start {
        CLIENT("this client", ContenderType.APPLICATION),
        WARMED_UP("this client, after `warmUp()`", ContenderType.APPLICATION),
        WEB_CLIENT("WebClient", ContenderType.WEB_CLIENT_APPLICATION);

        private final String label;
        private final ContenderType contender;

        Start(String label, ContenderType contender) {
            this.label = label;
            this.contender = contender;
        }

        ContenderType contender() {
            return contender;
        }

        /** What is done between the creation of a client and its first call. */
        void prepare(Contender client) {
            if (this == WARMED_UP) {
                ((OurContender) client).warmUp().block();
            }
        }

        @Override
        public String toString() {
            return label;
        }
    }

    /** What one JVM has shown: nanoseconds until it was ready to call, of the first call, of the first hundred, of a warm one. */
    record Seen(long ready, long first, long hundred, long warm) {

        String line() {
            return ready + " " + first + " " + hundred + " " + warm;
        }

        static Seen parse(String line) {
            long[] n = Arrays.stream(line.split(" ")).mapToLong(Long::parseLong).toArray();
            return new Seen(n[0], n[1], n[2], n[3]);
        }
    }

    private static final int CALLS = 4_000;

    /** A few are enough where the server takes nearly all the time. */
    private static final int SLOW_CALLS = 40;

    private static final double GOAL = 2;

    private final int rounds;
    private final Map<Start, List<Seen>> seen = new EnumMap<>(Start.class);
    private final List<Seen> slow = new ArrayList<>();

    FirstCall(int rounds) {
        this.rounds = rounds;
    }

    @Override
    public void run(Server server, Report report) throws IOException {
        for (int round = 1; round <= rounds; round++) {
            System.out.printf("first call: round %d of %d%n", round, rounds);
            for (Start start : Start.values()) {
                seen.computeIfAbsent(start, any -> new ArrayList<>()).add(once(start, server, Transport.TLS, CALLS));
            }
            slow.add(once(Start.WARMED_UP, server, Transport.SLOW_TLS, SLOW_CALLS));
        }
        report.section("First call of a fresh JVM, over TLS, with a token", table());
        report.bars("first-call", "Fresh JVM: milliseconds since the client was made", "ms", bars());
        String ratio = "first call after `warmUp()`, ratio to the median warm call, ";
        report.goals().atMost(GOAL, ratioToWarm(seen.get(Start.WARMED_UP)), "%.2f", ratio + Transport.TLS);
        report.goals().atMost(GOAL, ratioToWarm(slow), "%.2f", ratio + Transport.SLOW_TLS);
    }

    private static Seen once(Start start, Server server, Transport transport, int calls) throws IOException {
        try (JavaProcess process = JavaProcess.firstCalls(start, server, transport, calls)) {
            return Seen.parse(process.readLine());
        }
    }

    private static Spread ratioToWarm(List<Seen> seen) {
        return spread(seen, each -> (double) each.first() / each.warm());
    }

    private List<String> table() {
        List<String> lines = new ArrayList<>(List.of(
                "| | ready to call, ms | first call, ms | calls 1 to 100, ms | from creation to the first response, ms"
                        + " | to the hundredth, ms | warm call, ms |",
                "|---|---|---|---|---|---|---|"));
        for (Start start : Start.values()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %s | %s | %s | %s |",
                    start,
                    millis(start, "%.0f", Seen::ready),
                    millis(start, "%.1f", Seen::first),
                    millis(start, "%.0f", Seen::hundred),
                    millis(start, "%.0f", FirstCall::untilFirst),
                    millis(start, "%.0f", FirstCall::untilHundredth),
                    millis(start, "%.2f", Seen::warm)));
        }
        return lines;
    }

    private Map<String, Map<String, Double>> bars() {
        Map<String, Map<String, Double>> bars = new LinkedHashMap<>();
        for (Start start : Start.values()) {
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put("ready to call", spread(seen.get(start), Seen::ready).median() / 1e6);
            figures.put(
                    "first response",
                    spread(seen.get(start), FirstCall::untilFirst).median() / 1e6);
            figures.put(
                    "hundredth response",
                    spread(seen.get(start), FirstCall::untilHundredth).median() / 1e6);
            bars.put(start.toString().replace("`", ""), figures);
        }
        return bars;
    }

    private static double untilFirst(Seen seen) {
        return seen.ready() + seen.first();
    }

    private static double untilHundredth(Seen seen) {
        return seen.ready() + seen.hundred();
    }

    private String millis(Start start, String format, ToDoubleFunction<Seen> nanos) {
        return spread(seen.get(start), each -> nanos.applyAsDouble(each) / 1e6).rounded(format);
    }

    private static Spread spread(List<Seen> seen, ToDoubleFunction<Seen> figure) {
        return Spread.of(seen.stream().mapToDouble(figure).toArray());
    }
}

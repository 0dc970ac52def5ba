package io.github.bandwidthmfa.benchmarks;

import io.github.bandwidthmfa.benchmarks.Comparison.Cell;
import io.github.bandwidthmfa.benchmarks.Comparison.Stage;
import java.io.IOException;
import java.util.List;

/** An application that is called, verifies over TLS, and responds: with this client, and with WebClient. */
final class EndToEnd implements Part {

    private static final List<ContenderType> ENDPOINTS =
            List.of(ContenderType.ENDPOINT, ContenderType.ENDPOINT_WEB_CLIENT);
    private static final int CONCURRENCY = 64;
    private static final int WARM_UP_MILLIS = 20_000;
    private static final int MILLIS = 1_000;
    private static final double GOAL = 1.5;

    private final int rounds;
    private final boolean atFixedRate;

    private EndToEnd(int rounds, boolean atFixedRate) {
        this.rounds = rounds;
        this.atFixedRate = atFixedRate;
    }

    static EndToEnd atFullLoad(int rounds) {
        return new EndToEnd(rounds, false);
    }

    /** Also at half of what WebClient can do, where percentiles say more. */
    static EndToEnd atFullAndHalfLoad(int rounds) {
        return new EndToEnd(rounds, true);
    }

    @Override
    public void run(Server server, Report report) throws IOException {
        Comparison comparison = new Comparison(server);
        comparison.run(
                List.of(new Stage(Transport.TLS, ENDPOINTS, List.of(CONCURRENCY), WARM_UP_MILLIS)), rounds, MILLIS);
        report.comparison("WebFlux endpoint that verifies", comparison);
        Cell ours = new Cell(ContenderType.ENDPOINT, Transport.TLS, CONCURRENCY);
        Cell theirs = new Cell(ContenderType.ENDPOINT_WEB_CLIENT, Transport.TLS, CONCURRENCY);
        if (!comparison.has(theirs)) {
            return;
        }
        report.goals()
                .atLeast(
                        GOAL,
                        comparison.ratio(ours, theirs),
                        "requests/s of a WebFlux endpoint, ratio to WebClient, " + CONCURRENCY + " in flight");
        report.bars(
                "endpoint",
                "WebFlux endpoint that verifies, requests per second",
                "requests per second",
                comparison.medians(ENDPOINTS, CONCURRENCY, Sample::callsPerSecond));
        if (atFixedRate) {
            FixedRate rate = FixedRate.measure(
                    server,
                    Transport.TLS,
                    ENDPOINTS,
                    rounds,
                    comparison.spread(theirs, Sample::callsPerSecond).median());
            report.section("WebFlux endpoint, " + rate.title(), rate.lines());
            report.bars("endpoint-steady-load", "WebFlux endpoint, " + rate.title(), "ms", rate.bars());
        }
    }
}

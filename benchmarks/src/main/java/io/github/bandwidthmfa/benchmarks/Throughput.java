package io.github.bandwidthmfa.benchmarks;

import static io.github.bandwidthmfa.benchmarks.ContenderType.APACHE;
import static io.github.bandwidthmfa.benchmarks.ContenderType.APPLICATION;
import static io.github.bandwidthmfa.benchmarks.ContenderType.APPLICATION_OWN_COUNT;
import static io.github.bandwidthmfa.benchmarks.ContenderType.BY_HAND;
import static io.github.bandwidthmfa.benchmarks.ContenderType.BY_HAND_PROMISING;
import static io.github.bandwidthmfa.benchmarks.ContenderType.BY_HAND_TUNED;
import static io.github.bandwidthmfa.benchmarks.ContenderType.CLIENT;
import static io.github.bandwidthmfa.benchmarks.ContenderType.JDK;
import static io.github.bandwidthmfa.benchmarks.ContenderType.OBSERVED;
import static io.github.bandwidthmfa.benchmarks.ContenderType.OKHTTP;
import static io.github.bandwidthmfa.benchmarks.ContenderType.SDK;
import static io.github.bandwidthmfa.benchmarks.ContenderType.VERTX;
import static io.github.bandwidthmfa.benchmarks.ContenderType.VERTX_PROMISING;
import static io.github.bandwidthmfa.benchmarks.ContenderType.WEB_CLIENT;
import static io.github.bandwidthmfa.benchmarks.ContenderType.WEB_CLIENT_APPLICATION;
import static io.github.bandwidthmfa.benchmarks.ContenderType.WRK;

import io.github.bandwidthmfa.benchmarks.Comparison.Cell;
import io.github.bandwidthmfa.benchmarks.Comparison.Stage;
import io.netty.handler.ssl.OpenSsl;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Calls per second, and what a call takes, of everybody with several numbers of calls in flight. */
final class Throughput implements Part {

    /** How long it takes. */
    record Extent(int rounds, int millis, int warmUpMillis, int furtherWarmUpMillis) {}

    private static final int CONCURRENCY = 64;
    private static final int MUCH = 256;

    /** Enough to make the connections: all else is warm by then. */
    private static final int A_SECOND = 1_000;

    private static final List<ContenderType> APPLICATIONS = List.of(APPLICATION, OBSERVED, WEB_CLIENT_APPLICATION);

    private final Extent extent;
    private final List<Stage> stages;
    private final boolean withBoringSsl;
    private double byHandCallsPerSecond;

    private Throughput(Extent extent, List<Stage> stages, boolean withBoringSsl) {
        this.extent = extent;
        this.stages = stages;
        this.withBoringSsl = withBoringSsl;
    }

    /** Those about whom there is a goal, and the floors. */
    static Throughput ofRivals(Extent extent) {
        return of(extent, List.of(), List.of(), false);
    }

    static Throughput ofEverybody(Extent extent) {
        return of(extent, List.of(JDK, OKHTTP), List.of(BY_HAND, WEB_CLIENT, JDK, OKHTTP, APACHE), true);
    }

    private static Throughput of(
            Extent extent, List<ContenderType> further, List<ContenderType> furtherEncrypted, boolean withBoringSsl) {
        List<ContenderType> all = new ArrayList<>(List.of(
                CLIENT, BY_HAND_TUNED, BY_HAND_PROMISING, BY_HAND, WEB_CLIENT, APACHE, VERTX, VERTX_PROMISING, SDK));
        all.addAll(APPLICATIONS);
        all.addAll(further);
        if (Wrk.isInstalled()) {
            all.add(WRK);
        }
        List<ContenderType> encrypted = new ArrayList<>(List.of(CLIENT, BY_HAND_TUNED, VERTX));
        encrypted.addAll(APPLICATIONS);
        encrypted.addAll(furtherEncrypted);
        int again = extent.furtherWarmUpMillis();
        return new Throughput(
                extent,
                List.of(
                        new Stage(
                                Transport.CLEAR,
                                Map.of(
                                        1,
                                        List.of(CLIENT, BY_HAND_TUNED, APACHE),
                                        16,
                                        List.of(CLIENT, BY_HAND_TUNED, WEB_CLIENT, APACHE, SDK, APPLICATION, OBSERVED),
                                        CONCURRENCY,
                                        all,
                                        MUCH,
                                        all),
                                extent.warmUpMillis()),
                        new Stage(Transport.TLS, encrypted, List.of(CONCURRENCY), again),
                        new Stage(Transport.HTTP2, encrypted, List.of(CONCURRENCY), again),
                        new Stage(Transport.SLOW, List.of(CLIENT, BY_HAND, SDK), List.of(MUCH), A_SECOND)),
                withBoringSsl);
    }

    /** This client as applications run it, longer: on shared loops, with and without observation, and what explains it. */
    static Throughput ofApplications(Extent extent) {
        List<ContenderType> contenders = Stream.concat(Stream.of(CLIENT, APPLICATION_OWN_COUNT), APPLICATIONS.stream())
                .toList();
        return new Throughput(
                extent,
                List.of(
                        new Stage(Transport.CLEAR, contenders, List.of(16, CONCURRENCY, MUCH), extent.warmUpMillis()),
                        new Stage(Transport.TLS, contenders, List.of(CONCURRENCY), extent.furtherWarmUpMillis()),
                        new Stage(Transport.HTTP2, contenders, List.of(CONCURRENCY), extent.furtherWarmUpMillis())),
                false);
    }

    /** Of Reactor Netty as people use it: what other parts measure against. */
    double byHandCallsPerSecond() {
        return byHandCallsPerSecond;
    }

    @Override
    public void run(Server server, Report report) throws IOException {
        Comparison comparison = new Comparison(server);
        comparison.run(stages, extent.rounds(), extent.millis());
        if (withBoringSsl && OpenSsl.isAvailable()) {
            Stage stage = new Stage(
                    Transport.TLS_NATIVE,
                    List.of(CLIENT, BY_HAND_TUNED, BY_HAND),
                    List.of(CONCURRENCY),
                    extent.warmUpMillis() + extent.furtherWarmUpMillis() / 2);
            comparison.run(List.of(stage), extent.rounds(), extent.millis());
        }
        ThroughputGoals.addTo(report.goals(), comparison);
        report.ratios(CLIENT, comparison);
        report.comparison("", comparison);
        report.lines("throughput", "HTTP/1.1, calls per second", comparison, Sample::callsPerSecond);
        report.lines("allocation", "HTTP/1.1, bytes allocated per call", comparison, Sample::bytesPerCall);
        report.bars(
                "application",
                CONCURRENCY + " calls in flight, calls per second",
                "calls per second",
                comparison.medians(
                        Stream.concat(Stream.of(CLIENT), APPLICATIONS.stream()).toList(),
                        CONCURRENCY,
                        Sample::callsPerSecond));
        Cell byHand = new Cell(BY_HAND, Transport.CLEAR, CONCURRENCY);
        if (comparison.has(byHand)) {
            byHandCallsPerSecond =
                    comparison.spread(byHand, Sample::callsPerSecond).median();
        }
    }
}

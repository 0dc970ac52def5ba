package io.github.bandwidthmfa.benchmarks;

import io.github.bandwidthmfa.benchmarks.Comparison.Cell;

/** The goals that are ratios of one round: this client against each of the others, as far as they took part. */
final class ThroughputGoals {

    private static final int MAX_BYTES_OF_OBSERVATION = 2_560;

    private final Comparison comparison;
    private final Goals goals;

    private ThroughputGoals(Comparison comparison, Goals goals) {
        this.comparison = comparison;
        this.goals = goals;
    }

    static void addTo(Goals goals, Comparison comparison) {
        new ThroughputGoals(comparison, goals).add();
    }

    private void add() {
        for (Cell cell : comparison.samples().keySet()) {
            if (cell.candidate() == ContenderType.CLIENT) {
                compare(cell);
            } else if (cell.candidate() == ContenderType.APPLICATION && cell.transport() == Transport.CLEAR) {
                compareApplication(cell);
            }
        }
    }

    private void compare(Cell client) {
        int concurrency = client.concurrency();
        if (client.transport() == Transport.SLOW) {
            ratio(client, ContenderType.SDK, 10);
            return;
        }
        ratio(client, ContenderType.BY_HAND_TUNED, 0.95);
        ratio(client, ContenderType.APACHE, 1);
        if (client.transport() != Transport.CLEAR) {
            return;
        }
        if (concurrency == 64) {
            ratio(client, ContenderType.BY_HAND, 1.4);
            fewerBytes(client);
        }
        if (concurrency > 1) {
            ratio(client, ContenderType.WEB_CLIENT, 1.8);
            ratio(client, ContenderType.SDK, 2.2);
        }
        ratio(client, ContenderType.VERTX_PROMISING, 1);
    }

    private void compareApplication(Cell application) {
        ratio(application, ContenderType.CLIENT, 0.95);
        ratio(application, ContenderType.WEB_CLIENT_APPLICATION, 1.8);
        Cell observed = with(ContenderType.OBSERVED, application);
        if (comparison.has(observed)) {
            ratio(observed, ContenderType.APPLICATION, 0.85);
            goals.atMost(
                    MAX_BYTES_OF_OBSERVATION,
                    comparison.difference(observed, application, Sample::bytesPerCall),
                    "%.0f",
                    ContenderType.OBSERVED + ": bytes a call more than unobserved, " + application.concurrency()
                            + " in flight");
        }
    }

    private void ratio(Cell ours, ContenderType other, double least) {
        Cell baseline = with(other, ours);
        if (comparison.has(baseline)) {
            goals.atLeast(
                    least,
                    comparison.ratio(ours, baseline),
                    (ours.candidate() == ContenderType.CLIENT ? "" : ours.candidate() + ": ") + "calls/s, ratio to "
                            + other + ", " + ours.transport() + ", " + ours.concurrency() + " in flight");
        }
    }

    private void fewerBytes(Cell client) {
        Cell byHand = with(ContenderType.BY_HAND, client);
        if (comparison.has(byHand)) {
            goals.atMost(
                    comparison.spread(byHand, Sample::bytesPerCall).median(),
                    comparison.spread(client, Sample::bytesPerCall),
                    "%.0f",
                    "bytes a call, against " + ContenderType.BY_HAND);
        }
    }

    private static Cell with(ContenderType other, Cell cell) {
        return new Cell(other, cell.transport(), cell.concurrency());
    }
}

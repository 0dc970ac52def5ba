package io.github.bandwidthmfa.benchmarks;

import io.github.bandwidthmfa.benchmarks.Comparison.Cell;

/** The goals that are ratios of one round: this client against each of the others, as far as they took part. */
final class ThroughputGoals {

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
        ratio(client, ContenderType.APACHE, 1);
        if (concurrency >= 64) {
            ratio(client, ContenderType.VERTX, 1);
            ratio(client, ContenderType.WRK, 0.6);
        }
    }

    private void ratio(Cell client, ContenderType other, double least) {
        Cell baseline = new Cell(other, client.transport(), client.concurrency());
        if (comparison.has(baseline)) {
            goals.atLeast(
                    least,
                    comparison.ratio(client, baseline),
                    "calls/s, ratio to " + other + ", " + client.transport() + ", " + client.concurrency()
                            + " in flight");
        }
    }

    private void fewerBytes(Cell client) {
        Cell byHand = new Cell(ContenderType.BY_HAND, client.transport(), client.concurrency());
        if (comparison.has(byHand)) {
            goals.atMost(
                    comparison.spread(byHand, Sample::bytesPerCall).median(),
                    comparison.spread(client, Sample::bytesPerCall),
                    "%.0f",
                    "bytes a call, against " + ContenderType.BY_HAND);
        }
    }
}

package io.github.bandwidthmfa.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.function.DoubleSupplier;

/** Latency of this client and of Reactor Netty as people use it, far from the limit of either. */
final class SteadyLoad implements Part {

    private final int rounds;
    private final DoubleSupplier capacity;

    SteadyLoad(int rounds, DoubleSupplier capacity) {
        this.rounds = rounds;
        this.capacity = capacity;
    }

    @Override
    public void run(Server server, Report report) throws IOException {
        if (capacity.getAsDouble() == 0) {
            report.remark(ContenderType.BY_HAND + " took no part, so there is no rate to measure at");
            return;
        }
        FixedRate rate = FixedRate.measure(
                server,
                Transport.CLEAR,
                List.of(ContenderType.CLIENT, ContenderType.BY_HAND),
                rounds,
                capacity.getAsDouble());
        report.section(rate.title(), rate.lines());
        report.bars("steady-load", rate.title(), "ms", rate.bars());
        String baseline = " at half of capacity, ratio to " + ContenderType.BY_HAND;
        report.goals().atMost(1, rate.ratio(Sample::p99), "%.2f", "p99" + baseline);
        report.goals().atMost(1, rate.ratio(Sample::p999), "%.2f", "p99.9" + baseline);
    }
}

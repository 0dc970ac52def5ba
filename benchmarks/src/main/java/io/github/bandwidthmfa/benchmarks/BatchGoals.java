package io.github.bandwidthmfa.benchmarks;

import java.util.Collection;
import org.openjdk.jmh.results.RunResult;

/** What a batch may cost for each item, over {@code flatMap} of the same calls. */
final class BatchGoals {

    private static final String BYTES = "gc.alloc.rate.norm";

    private BatchGoals() {}

    static void addTo(Goals goals, Collection<RunResult> results) {
        for (RunResult batch : results) {
            if (!isOf(batch, "BatchBenchmark.batch")) {
                continue;
            }
            String calls = batch.getParams().getParam("calls");
            for (RunResult byHand : results) {
                if (isOf(byHand, "BatchBenchmark.flatMap")
                        && calls.equals(byHand.getParams().getParam("calls"))) {
                    String what = " an item, batch less flatMap, calls that end " + calls;
                    goals.atMost(1_000, Spread.of(nanos(batch) - nanos(byHand)), "%.0f", "ns" + what);
                    goals.atMost(300, Spread.of(bytes(batch) - bytes(byHand)), "%.0f", "bytes" + what);
                }
            }
        }
    }

    private static boolean isOf(RunResult result, String benchmark) {
        return result.getParams().getBenchmark().endsWith(benchmark);
    }

    private static double nanos(RunResult result) {
        return result.getPrimaryResult().getScore();
    }

    private static double bytes(RunResult result) {
        return result.getSecondaryResults().get(BYTES).getScore();
    }
}

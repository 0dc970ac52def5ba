package io.github.bandwidthmfa.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/** Several figures for one thing. */
record Spread(double low, double median, double high) {

    static Spread of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(sorted[0], median, sorted[sorted.length - 1]);
    }

    String rounded(String format) {
        return String.format(Locale.ROOT, format + " (" + format + "-" + format + ")", median, low, high);
    }
}

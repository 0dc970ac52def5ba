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

    /** A single figure is not made to look like several. */
    String rounded(String format) {
        if (low == high) {
            return String.format(Locale.ROOT, format, median);
        }
        return String.format(Locale.ROOT, format + " (" + format + "-" + format + ")", median, low, high);
    }
}

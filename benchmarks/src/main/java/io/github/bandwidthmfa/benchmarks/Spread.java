package io.github.bandwidthmfa.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/** Several figures for one thing. */
record Spread(double low, double lowerQuartile, double median, double upperQuartile, double high) {

    static Spread of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return new Spread(sorted[0], at(sorted, 0.25), at(sorted, 0.5), at(sorted, 0.75), sorted[sorted.length - 1]);
    }

    /** Between the two nearest where there is none. */
    private static double at(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    /** A single figure is not made to look like several. */
    String rounded(String format) {
        if (low == high) {
            return String.format(Locale.ROOT, format, median);
        }
        return String.format(Locale.ROOT, format + " (" + format + "-" + format + ")", median, low, high);
    }

    String withMiddleHalf(String format) {
        return rounded(format)
                + String.format(Locale.ROOT, ", half " + format + "-" + format, lowerQuartile, upperQuartile);
    }
}

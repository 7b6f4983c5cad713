package org.ebbcast.planner.fabric;

import java.util.Arrays;

/** Distribution of values from 0 to 1, in buckets of a thousandth: mean, percentile, least. */
public final class Fractions {
    private static final int BUCKETS = 1000;
    private static final double GOOD_FIFTH_PERCENTILE = 0.96;
    private static final double GOOD_LEAST = 0.93;
    /** A score that leaves little to wish for. */
    static final double GOOD_SCORE = 0.98 + 0.8 * 0.955 + 2 * 0.915;

    private final int[] count = new int[BUCKETS + 1];
    private int total;
    private double sum;
    private double least = 1;

    public void clear() {
        Arrays.fill(count, 0);
        total = 0;
        sum = 0;
        least = 1;
    }

    public void add(double value) {
        double within = Math.max(0, Math.min(1, value));
        count[(int) (within * BUCKETS)]++;
        total++;
        sum += within;
        least = Math.min(least, within);
    }

    public double mean() {
        return total == 0 ? 1 : sum / total;
    }

    public double least() {
        return least;
    }

    /** The value that {@code part} of all values stay below, rounded down to a thousandth. */
    public double percentile(double part) {
        long below = 0;
        for (int b = 0; b <= BUCKETS; b++) {
            below += count[b];
            if (below > part * total) {
                return (double) b / BUCKETS;
            }
        }
        return 1;
    }

    /** Mean first; the fifth percentile and the least as far as they are not good yet. */
    double score() {
        return mean()
                + 0.8 * Math.min(percentile(0.05), GOOD_FIFTH_PERCENTILE)
                + 2.0 * Math.min(least, GOOD_LEAST);
    }
}

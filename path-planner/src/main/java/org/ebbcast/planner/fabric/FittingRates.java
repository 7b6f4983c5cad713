package org.ebbcast.planner.fabric;

import java.util.Arrays;

/**
 * The best rates found so far that find room in the bins of every switch, and what turns wishes into such rates.
 *
 * <p>Owned by one {@link RateSearch}.
 */
final class FittingRates {
    private static final int PACKING_EFFORT = 500;

    final BinPacking packing = new BinPacking(PACKING_EFFORT);
    int[] best;
    long bestSum;

    private final int rates;
    private final BinSet[] switches;
    private final int limit;
    private final int widest;
    private final RateRows rows;

    FittingRates(int rates, BinSet[] switches, int limit, int widest, RateRows rows) {
        this.rates = rates;
        this.switches = switches;
        this.limit = limit;
        this.widest = widest;
        this.rows = rows;
        best = new int[rates];
    }

    static int[] rounded(double[] values) {
        return Arrays.stream(values).mapToInt(value -> (int) Math.floor(value + 1e-6)).toArray();
    }

    /** Keeps {@code values}, which fit everywhere, if their sum is greater. */
    void take(double[] values) {
        int[] whole = rounded(values);
        long sum = Arrays.stream(whole).asLongStream().sum();
        if (sum > bestSum) {
            bestSum = sum;
            best = whole;
        }
    }

    /**
     * Scales rates down until they fit everywhere, then sets the best rates for the packings found, while that gains.
     *
     * @param start descending
     */
    void polish(int[] start) {
        int[] wish = start.clone();
        int[] rowsFound = new int[1 << rates];
        double[] better = new double[rates];
        double gained = 0;
        for (int round = 0; round < 8; round++) {
            int[] scaled = scaledToFit(wish);
            Arrays.fill(rowsFound, RateRows.FREE);
            rowsFound[1] = widest;
            rowsFound[rowsFound.length - 1] = limit;
            for (BinSet bins : switches) {
                if (!packing.packs(scaled, rates, bins.capacity, bins.widest)) {
                    return;
                }
                addRows(bins, rowsFound);
            }
            double sum = rows.solve(rowsFound, better);
            take(better);
            if (sum <= gained * 1.0005) {
                return;
            }
            gained = sum;
            for (int t = 0; t < rates; t++) {
                wish[t] = (int) (better[t] * 1.02);
            }
        }
    }

    private void addRows(BinSet bins, int[] rowsFound) {
        for (int t = 0; t < rates; t++) {
            int b = packing.binOf[t];
            int set = 0;
            for (int u = 0; b >= 0 && u < rates; u++) {
                set |= packing.binOf[u] == b ? 1 << u : 0;
            }
            int room = b < 0 ? 0 : bins.capacity[b];
            set = b < 0 ? 1 << t : set;
            rowsFound[set] = Math.min(rowsFound[set], room);
            rowsFound[1 << t] = Math.min(rowsFound[1 << t], b < 0 ? 0 : bins.widest[b]);
        }
    }

    private int[] scaledToFit(int[] wish) {
        int[] scaled = new int[rates];
        double part = 1;
        double low = 0;
        for (BinSet bins : switches) {
            if (fits(bins, wish, scaled, part)) {
                continue;
            }
            low = 0;
            double high = part;
            for (int step = 0; step < 12; step++) {
                double middle = (low + high) / 2;
                if (fits(bins, wish, scaled, middle)) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            part = low;
        }
        scale(wish, scaled, part);
        return scaled;
    }

    private void scale(int[] wish, int[] scaled, double part) {
        for (int t = 0; t < rates; t++) {
            scaled[t] = (int) (wish[t] * part);
        }
    }

    /** Whether that part of each wish, into {@code scaled}, finds room in {@code bins}. */
    boolean fits(BinSet bins, int[] wish, int[] scaled, double part) {
        scale(wish, scaled, part);
        return packing.packs(scaled, rates, bins.capacity, bins.widest);
    }
}

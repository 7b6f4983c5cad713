package org.ebbcast.orchestrator.plan;

import java.util.Arrays;
import java.util.List;

/**
 * Weighted max-min fair rates by progressive filling: all trees grow in proportion to their weights until a link is
 * full, the trees on it stop there, the others grow on.
 *
 * <p>Source: D. Bertsekas, R. Gallager, Data Networks, 2nd edition, 6.5.2. A tree is a flow whose links are all links
 * of the tree. O(trees × total links of trees).
 */
public final class MaxMinRates {
    private MaxMinRates() {}

    /**
     * @param idleBitsPerSecond per arc id
     * @param trees arc ids of each tree; a tree without arcs gets rate 0
     * @param weights above 0, one per tree
     * @return bits per second per tree; the sum on every arc fits its idle bandwidth
     */
    public static double[] allocate(long[] idleBitsPerSecond, List<int[]> trees, double[] weights) {
        int n = trees.size();
        double[] rates = new double[n];
        boolean[] stopped = new boolean[n];
        double[] left = Arrays.stream(idleBitsPerSecond).asDoubleStream().toArray();
        double[] weightOn = new double[idleBitsPerSecond.length];
        int growing = 0;
        for (int t = 0; t < n; t++) {
            stopped[t] = trees.get(t).length == 0;
            growing += stopped[t] ? 0 : 1;
            for (int arc : trees.get(t)) {
                weightOn[arc] += weights[t];
            }
        }
        double level = 0;
        while (growing > 0) {
            int full = -1;
            double reach = Double.POSITIVE_INFINITY;
            for (int t = 0; t < n; t++) {
                for (int arc : stopped[t] ? new int[0] : trees.get(t)) {
                    double arcLevel = level + Math.max(0, left[arc]) / weightOn[arc];
                    if (arcLevel < reach) {
                        reach = arcLevel;
                        full = arc;
                    }
                }
            }
            growing -= fill(trees, weights, rates, stopped, left, weightOn, level, reach, full);
            level = reach;
        }
        return rates;
    }

    private static int fill(
            List<int[]> trees,
            double[] weights,
            double[] rates,
            boolean[] stopped,
            double[] left,
            double[] weightOn,
            double level,
            double reach,
            int full) {
        for (int t = 0; t < rates.length; t++) {
            if (!stopped[t]) {
                rates[t] = weights[t] * reach;
                for (int arc : trees.get(t)) {
                    left[arc] -= weights[t] * (reach - level);
                }
            }
        }
        int count = 0;
        for (int t = 0; t < rates.length; t++) {
            if (!stopped[t] && Arrays.stream(trees.get(t)).anyMatch(arc -> arc == full)) {
                stopped[t] = true;
                count++;
                for (int arc : trees.get(t)) {
                    weightOn[arc] -= weights[t];
                }
            }
        }
        return count;
    }
}

package org.ebbcast.planner.fabric;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Best rates for given trees: the sum of rates is as large as the idle rate of every arc allows.
 *
 * <p>Arcs with the same trees on them are one row, so there are few ({@link DenseSimplex}). For up to 62 trees.
 */
final class RateLp {
    private static final double TINY = 1e-9;

    private final Map<Long, Long> capacityOfTrees = new HashMap<>();
    private final int trees;

    RateLp(int trees) {
        this.trees = trees;
    }

    /** Adds a constraint: the rates of the trees in {@code treeSet} sum to at most {@code capacity}. */
    void limit(long treeSet, long capacity) {
        capacityOfTrees.merge(treeSet, capacity, Math::min);
    }

    /** One rate per tree. */
    double[] solve() {
        int rows = capacityOfTrees.size();
        long[] sets = capacityOfTrees.keySet().stream().mapToLong(Long::longValue).sorted().toArray();
        double[][] tableau = new double[rows + 1][];
        int[] basic = new int[rows];
        for (int r = 0; r < rows; r++) {
            tableau[r] = new double[trees + 1];
            for (int t = 0; t < trees; t++) {
                tableau[r][t] = sets[r] >> t & 1;
            }
            tableau[r][trees] = capacityOfTrees.get(sets[r]);
            basic[r] = trees + r;
        }
        tableau[rows] = new double[trees + 1];
        Arrays.fill(tableau[rows], 0, trees, 1);
        int[] column = new int[trees];
        for (int t = 0; t < trees; t++) {
            column[t] = t;
        }
        for (int step = 0; step < 50 * trees && DenseSimplex.pivot(tableau, rows, basic, column, TINY); step++) {
            continue;
        }
        double[] rate = new double[trees];
        for (int r = 0; r < rows; r++) {
            if (basic[r] < trees) {
                rate[basic[r]] = Math.max(0, tableau[r][trees]);
            }
        }
        return rate;
    }
}

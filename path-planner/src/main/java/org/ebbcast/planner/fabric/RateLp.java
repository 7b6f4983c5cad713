package org.ebbcast.planner.fabric;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Best rates for given trees: the sum of rates is as large as the idle rate of every arc allows.
 *
 * <p>Arcs with the same trees on them are one row, so there are few. Simplex in a dense tableau from the all-slack
 * basis, largest coefficient first, lowest index on ties. For up to 62 trees.
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
        for (int step = 0; step < 50 * trees && pivot(tableau, basic, column); step++) {
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

    /* The tableau holds only nonbasic columns; a pivot swaps a column with a row in place. */
    private boolean pivot(double[][] tableau, int[] basic, int[] column) {
        int rows = basic.length;
        double[] gain = tableau[rows];
        int enter = -1;
        for (int c = 0; c < trees; c++) {
            if (gain[c] > TINY && (enter < 0 || gain[c] > gain[enter] + TINY)) {
                enter = c;
            }
        }
        int leave = -1;
        double least = Double.POSITIVE_INFINITY;
        for (int r = 0; enter >= 0 && r < rows; r++) {
            if (tableau[r][enter] > TINY) {
                double ratio = tableau[r][trees] / tableau[r][enter];
                if (ratio < least - TINY || ratio < least + TINY && leave >= 0 && basic[r] < basic[leave]) {
                    least = Math.min(ratio, least);
                    leave = r;
                }
            }
        }
        if (leave < 0) {
            return false;
        }
        double[] pivotRow = tableau[leave];
        double by = 1 / pivotRow[enter];
        for (int c = 0; c <= trees; c++) {
            pivotRow[c] *= by;
        }
        pivotRow[enter] = by;
        for (int r = 0; r <= rows; r++) {
            double factor = tableau[r][enter];
            if (r != leave && factor != 0) {
                eliminate(tableau[r], pivotRow, factor, enter);
            }
        }
        int swapped = basic[leave];
        basic[leave] = column[enter];
        column[enter] = swapped;
        return true;
    }

    private static void eliminate(double[] row, double[] pivotRow, double factor, int enter) {
        for (int c = 0; c < row.length; c++) {
            row[c] -= factor * pivotRow[c];
        }
        row[enter] = -factor * pivotRow[enter];
    }
}

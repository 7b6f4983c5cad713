package org.ebbcast.planner.fabric;

import java.util.Arrays;

/**
 * Greatest sum of up to eight rates in descending order, given the most that some sets of them may sum to.
 *
 * <p>With {@code d_s = r_s − r_(s+1)} as variables every row has coefficients of zero or more, so {@link DenseSimplex}
 * does, with one column per rate. Rows implied by others are left out. O(rows² + pivots ·
 * rows · rates). Owned by one computation.
 */
final class RateRows {
    static final int MOST_RATES = 8;
    static final int FREE = Integer.MAX_VALUE;
    private static final int MOST_STEPS = 1000;
    /* Per set, a byte per prefix of the rates: how many of the set are in it, 0 to 8. */
    private static final long[] COUNTS = counts();

    private final int rates;
    private final int[] rowSets;
    private final double[][] tableau;
    private final int[] basic;
    private final int[] column;

    RateRows(int rates) {
        this.rates = rates;
        rowSets = new int[1 << rates];
        tableau = new double[(1 << rates) + 1][rates + 1];
        basic = new int[1 << rates];
        column = new int[rates];
    }

    private static long[] counts() {
        long[] counts = new long[1 << MOST_RATES];
        for (int set = 0; set < counts.length; set++) {
            int inPrefix = 0;
            for (int t = 0; t < MOST_RATES; t++) {
                inPrefix += set >> t & 1;
                counts[set] |= (long) inPrefix << 8 * t;
            }
        }
        return counts;
    }

    /**
     * Best rates, descending, into {@code best}.
     *
     * @param most per set of rates, bit t for the rate t, the most they sum to; {@link #FREE} where nothing is said
     * @return their sum; should the simplex not end, the most of all rates, which is no less than any sum
     */
    double solve(int[] most, double[] best) {
        int rows = chosenRows(most);
        for (int r = 0; r < rows; r++) {
            for (int t = 0; t < rates; t++) {
                tableau[r][t] = COUNTS[rowSets[r]] >> 8 * t & 0xff;
            }
            tableau[r][rates] = most[rowSets[r]];
            basic[r] = rates + r;
        }
        double[] gain = tableau[rows];
        for (int t = 0; t < rates; t++) {
            gain[t] = t + 1;
            column[t] = t;
        }
        gain[rates] = 0;
        int steps = 0;
        while (steps < MOST_STEPS && DenseSimplex.pivot(tableau, rows, basic, column, 0)) {
            steps++;
        }
        Arrays.fill(best, 0, rates, 0);
        for (int r = 0; r < rows; r++) {
            if (basic[r] < rates) {
                best[basic[r]] = Math.max(0, tableau[r][rates]);
            }
        }
        for (int t = rates - 2; t >= 0; t--) {
            best[t] += best[t + 1];
        }
        return steps < MOST_STEPS ? -gain[rates] : most[most.length - 1];
    }

    private int chosenRows(int[] most) {
        int rows = 0;
        for (int set = 1; set < most.length; set++) {
            if (most[set] != FREE && !isImplied(set, most)) {
                rowSets[rows++] = set;
            }
        }
        return rows;
    }

    /* A row is implied by one with no fewer rates of every prefix and no greater most. */
    private static boolean isImplied(int set, int[] most) {
        long high = 0x8080808080808080L;
        for (int other = 1; other < most.length; other++) {
            if (other != set && most[other] <= most[set]) {
                boolean covers = ((COUNTS[other] | high) - COUNTS[set] & high) == high;
                if (covers && (most[other] < most[set] || COUNTS[other] != COUNTS[set])) {
                    return true;
                }
            }
        }
        return false;
    }
}

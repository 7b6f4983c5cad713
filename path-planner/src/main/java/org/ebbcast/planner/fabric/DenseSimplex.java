package org.ebbcast.planner.fabric;

/**
 * Steps of the simplex method in a dense tableau that starts from the all-slack basis. Stateless.
 *
 * <p>The tableau holds only nonbasic columns, the right-hand sides in one more, and the gains in a row below the others;
 * a pivot swaps a column with a row in place. Largest coefficient first, lowest index on ties.
 */
final class DenseSimplex {
    private static final double TINY = 1e-9;

    private DenseSimplex() {}

    /**
     * One pivot, O(rows · columns).
     *
     * @param tableau {@code rows} rows and the gains, each with the columns and the right-hand side
     * @param basic per row the variable that is basic there
     * @param column per column the variable that is not
     * @param margin by how much a later column must gain more to be preferred
     * @return false when nothing gains any more, or nothing limits the gain
     */
    static boolean pivot(double[][] tableau, int rows, int[] basic, int[] column, double margin) {
        int columns = column.length;
        double[] gain = tableau[rows];
        int enter = -1;
        for (int c = 0; c < columns; c++) {
            if (gain[c] > TINY && (enter < 0 || gain[c] > gain[enter] + margin)) {
                enter = c;
            }
        }
        int leave = -1;
        double least = Double.POSITIVE_INFINITY;
        for (int r = 0; enter >= 0 && r < rows; r++) {
            if (tableau[r][enter] > TINY) {
                double ratio = tableau[r][columns] / tableau[r][enter];
                if (ratio < least - TINY || leave >= 0 && ratio < least + TINY && basic[r] < basic[leave]) {
                    least = Math.min(ratio, least);
                    leave = r;
                }
            }
        }
        if (leave < 0) {
            return false;
        }
        exchange(tableau, rows, columns, enter, leave);
        int swapped = basic[leave];
        basic[leave] = column[enter];
        column[enter] = swapped;
        return true;
    }

    private static void exchange(double[][] tableau, int rows, int columns, int enter, int leave) {
        double[] pivotRow = tableau[leave];
        double by = 1 / pivotRow[enter];
        for (int c = 0; c <= columns; c++) {
            pivotRow[c] *= by;
        }
        pivotRow[enter] = by;
        for (int r = 0; r <= rows; r++) {
            double[] row = tableau[r];
            double factor = row[enter];
            if (r != leave && factor != 0) {
                for (int c = 0; c <= columns; c++) {
                    row[c] -= factor * pivotRow[c];
                }
                row[enter] = -factor * by;
            }
        }
    }
}

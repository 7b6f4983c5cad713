package org.ebbcast.planner.packing;

import java.util.ArrayList;
import java.util.List;

/**
 * Raises the rates of cohorts into what all of them together left over, by weighted water-filling: all rise by the
 * same factor of their rate until an arc is full, those through it stop, the others go on (max–min fairness, Bertsekas
 * and Gallager, Data Networks, section 6.5).
 *
 * <p>O(cohorts · arcs of all trees).
 */
public final class FairTopUp {
    private FairTopUp() {}

    /** Raises {@code cohorts} in place and takes the increase from {@code width}. */
    public static void fill(List<Cohort> cohorts, long[] width) {
        List<Cohort> rising = new ArrayList<>(cohorts);
        while (!rising.isEmpty()) {
            double[] load = new double[width.length];
            for (Cohort cohort : rising) {
                for (int t = 0; t < cohort.treeCount(); t++) {
                    for (int arc : cohort.arcs(t)) {
                        load[arc] += cohort.rate(t);
                    }
                }
            }
            double factor = Double.POSITIVE_INFINITY;
            for (int arc = 0; arc < load.length; arc++) {
                if (load[arc] > 0) {
                    factor = Math.min(factor, width[arc] / load[arc]);
                }
            }
            for (Cohort cohort : rising) {
                raise(cohort, factor, width);
            }
            double stopped = factor;
            rising.removeIf(cohort -> passesFullArc(cohort, load, width, stopped));
        }
    }

    private static void raise(Cohort cohort, double factor, long[] width) {
        for (int t = 0; t < cohort.treeCount(); t++) {
            long by = (long) Math.floor(cohort.rate(t) * factor * (1 - 1e-12));
            cohort.raise(t, by);
            for (int arc : cohort.arcs(t)) {
                width[arc] -= by;
            }
        }
    }

    /* An arc is full when what is left on it is no more than rounding. */
    private static boolean passesFullArc(Cohort cohort, double[] load, long[] width, double factor) {
        for (int t = 0; t < cohort.treeCount(); t++) {
            for (int arc : cohort.arcs(t)) {
                if (width[arc] <= 64 + 1e-6 * load[arc] * (1 + factor)) {
                    return true;
                }
            }
        }
        return false;
    }
}

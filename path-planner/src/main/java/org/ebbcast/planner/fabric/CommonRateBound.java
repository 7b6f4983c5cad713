package org.ebbcast.planner.fabric;

/**
 * Upper bound of a rate at which a number of trees serve all targets, kept up to date while idle rates of arcs change:
 * the cut bound, and the widest arcs into each switch, as many as there are trees. Owned by one computation.
 */
final class CommonRateBound {
    /*
     * Per switch with targets the exact sum of its arcs in, and a sum of its widest that is exact or too low. Only where
     * the latter is below the bound the arcs are looked at. When the switch that bounds gets wider, all are compared.
     */
    private final Fabric fabric;
    private final int[] idle;
    private final int trees;
    private final boolean[] bounds;
    private final boolean[] hasSource;
    private final long[] into;
    private final long[] widest;
    private final int[] kept;
    private long fixed = Long.MAX_VALUE;
    private long bound;

    /** @param demand whose idle rates change, {@link #changed} being told of each */
    CommonRateBound(FabricDemand demand, int trees) {
        fabric = demand.fabric;
        idle = demand.idle;
        this.trees = trees;
        CutBounds cuts = new CutBounds(demand);
        into = cuts.into;
        hasSource = demand.sourceSwitches();
        widest = new long[into.length];
        bounds = new boolean[into.length];
        kept = new int[trees];
        fixed = cuts.outOfSources;
        for (int h = demand.targets.nextSetBit(0); h >= 0; h = demand.targets.nextSetBit(h + 1)) {
            fixed = Math.min(fixed, demand.idleDown[h]);
        }
        for (int v = 0; v < into.length; v++) {
            bounds[v] = cuts.hasTarget(v);
            widest[v] = bounds[v] ? sumOfWidest(v) : 0;
        }
        bound = least();
    }

    /** No rate above this serves all targets. */
    long bound() {
        return bound;
    }

    /** Whether {@code v} has targets, without which no arc into it bounds the rate by itself. */
    boolean mayBound(int v) {
        return bounds[v];
    }

    /** Widest arc into {@code v}. */
    int widestInto(int v) {
        int most = 0;
        for (int out = fabric.firstArc[v]; out < fabric.firstArc[v + 1]; out++) {
            most = Math.max(most, idle[fabric.reverse[out]]);
        }
        return most;
    }

    /** Says that {@code arc} had {@code before} idle until now. */
    void changed(int arc, int before) {
        int v = fabric.head[arc];
        if (!bounds[v]) {
            return;
        }
        boolean bounding = Math.min(into[v], widest[v]) <= bound && bound < fixed;
        into[v] += idle[arc] - before;
        widest[v] += Math.min(0, idle[arc] - before);
        if (widest[v] <= bound || bounding) {
            widest[v] = sumOfWidest(v);
        }
        bound = bounding && idle[arc] > before ? least() : Math.min(bound, Math.min(into[v], widest[v]));
    }

    private long least() {
        long least = fixed;
        for (int v = 0; v < into.length; v++) {
            if (bounds[v] && Math.min(into[v], widest[v]) < least) {
                widest[v] = sumOfWidest(v);
                least = Math.min(least, Math.min(into[v], widest[v]));
            }
        }
        return least;
    }

    /* Sources at a switch serve hosts beside them without its arcs. */
    private long sumOfWidest(int v) {
        if (hasSource[v]) {
            return Long.MAX_VALUE / 2;
        }
        int size = 0;
        for (int out = fabric.firstArc[v]; out < fabric.firstArc[v + 1]; out++) {
            int rate = idle[fabric.reverse[out]];
            if (size < trees || rate > kept[size - 1]) {
                int at = size < trees ? size++ : size - 1;
                while (at > 0 && kept[at - 1] < rate) {
                    kept[at] = kept[at - 1];
                    at--;
                }
                kept[at] = rate;
            }
        }
        long sum = 0;
        for (int i = 0; i < size; i++) {
            sum += kept[i];
        }
        return sum;
    }
}

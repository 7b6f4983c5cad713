package org.ebbcast.planner.fabric;

/**
 * Whether rates find room in bins, the arcs into a switch, each rate in one bin: exact depth-first search, best fit
 * first.
 *
 * <p>A bin has a capacity and a greatest single rate, since what leads to an arc may be narrower than the arc. Owned by
 * one computation.
 */
final class BinPacking {
    /** Largest number of rates. */
    static final int MOST_RATES = 16;

    /** After {@link #packs}, the bin of each rate. */
    final int[] binOf = new int[MOST_RATES];

    private final int effort;
    private int[] room = new int[16];
    private int steps;

    /** @param effort rates placed before the search gives up */
    BinPacking(int effort) {
        this.effort = effort;
    }

    /** Whether the first {@code count} of {@code rates}, descending, were packed; false too when effort ran out. */
    boolean packs(int[] rates, int count, int[] capacity, int[] widest) {
        if (room.length < capacity.length) {
            room = new int[capacity.length];
        }
        long total = 0;
        for (int b = 0; b < capacity.length; b++) {
            room[b] = capacity[b];
            total += capacity[b];
        }
        for (int t = 0; t < count; t++) {
            total -= rates[t];
        }
        steps = effort;
        return placed(rates, 0, count, widest, capacity.length, total);
    }

    /* spare: how much of all room may stay empty. */
    private boolean placed(int[] rates, int t, int count, int[] widest, int bins, long spare) {
        if (t == count) {
            return true;
        }
        int rate = rates[t];
        if (rate == 0) {
            binOf[t] = -1;
            return placed(rates, t + 1, count, widest, bins, spare);
        }
        if (spare < 0) {
            return false;
        }
        int tried = -1;
        int triedWidest = -1;
        while (steps-- > 0) {
            int best = -1;
            for (int b = 0; b < bins; b++) {
                boolean fits = room[b] >= rate && widest[b] >= rate;
                boolean isNew = room[b] > tried || room[b] == tried && widest[b] > triedWidest;
                boolean tighter = best < 0 || room[b] < room[best] || room[b] == room[best] && widest[b] < widest[best];
                if (fits && isNew && tighter) {
                    best = b;
                }
            }
            if (best < 0) {
                return false;
            }
            tried = room[best];
            triedWidest = widest[best];
            binOf[t] = best;
            room[best] -= rate;
            if (placed(rates, t + 1, count, widest, bins, spare)) {
                return true;
            }
            room[best] += rate;
            if (room[best] == rate) {
                return false;
            }
        }
        return false;
    }
}

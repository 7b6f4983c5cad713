package org.ebbcast.planner.steiner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts with their dual variables, in no particular order: what a lower bound consists of. Owned by one ascent. */
final class DualCuts {
    private final List<int[]> arcs = new ArrayList<>();
    private double[] amount = new double[64];

    int size() {
        return arcs.size();
    }

    /** Arcs of a cut; not to be written. */
    int[] arcs(int cut) {
        return arcs.get(cut);
    }

    double amount(int cut) {
        return amount[cut];
    }

    void add(int[] cut, double by) {
        if (arcs.size() == amount.length) {
            amount = Arrays.copyOf(amount, 2 * amount.length);
        }
        amount[arcs.size()] = by;
        arcs.add(cut);
    }

    /** Removes a cut; the last one takes its number. */
    void remove(int cut) {
        int last = arcs.size() - 1;
        arcs.set(cut, arcs.get(last));
        amount[cut] = amount[last];
        arcs.remove(last);
    }

    /** Removes all cuts from number {@code size} on. */
    void truncate(int size) {
        arcs.subList(size, arcs.size()).clear();
    }
}

package org.ebbcast.planner.fabric;

import org.ebbcast.planner.internal.IntList;

/**
 * Looks for another way into a switch for one tree: backward from the switch over arcs with room for the tree's rate,
 * to the nearest switch of the tree that is not below. Owned by one {@link RepairablePlan}.
 */
final class BranchMover {
    /* Looking further costs more than it finds; a plan anew does better then. */
    private static final int MOST_ARCS = 20_000;
    private static final int[] NO_WAY = {};

    private final Fabric fabric;
    private final int[] idle;
    private final int[] arcOut;
    private final int[] seenIn;
    private final IntList queue = new IntList();
    private int search;

    /** @param idle idle rate of each arc; read again at each search */
    BranchMover(Fabric fabric, int[] idle) {
        this.fabric = fabric;
        this.idle = idle;
        arcOut = new int[fabric.switchCount];
        seenIn = new int[fabric.switchCount];
    }

    /** Moves {@code v} in tree {@code t} to another arc in; false when none was found, and nothing is changed. */
    boolean move(PackedTrees trees, int t, int v) {
        int[] path = way(trees, t, v);
        if (path.length == 0) {
            return false;
        }
        trees.move(t, path);
        return true;
    }

    private int[] way(PackedTrees trees, int t, int v) {
        search++;
        queue.clear();
        queue.add(v);
        seenIn[v] = search;
        int looked = 0;
        for (int i = 0; i < queue.size() && looked < MOST_ARCS; i++) {
            int w = queue.get(i);
            int best = bestInto(trees, t, v, w);
            if (best >= 0) {
                return path(best, v);
            }
            looked += fabric.firstArc[w + 1] - fabric.firstArc[w];
        }
        return NO_WAY;
    }

    /* The narrowest arc into w that does, from a switch of the tree; else its other neighbours are queued. */
    private int bestInto(PackedTrees trees, int t, int v, int w) {
        int best = -1;
        long bestLeft = Long.MAX_VALUE;
        int rate = trees.rate[t];
        for (int out = fabric.firstArc[w], end = fabric.firstArc[w + 1]; out < end; out++) {
            int u = fabric.head[out];
            int arc = fabric.reverse[out];
            boolean sends = fabric.relays[u] || u == trees.root(t);
            if (!sends || idle[arc] < rate || trees.uses(t, arc) || seenIn[u] == search) {
                continue;
            }
            long left = idle[arc] - trees.load(arc);
            if (left < rate) {
                continue;
            }
            if (!trees.contains(t, u)) {
                seenIn[u] = search;
                arcOut[u] = arc;
                queue.add(u);
            } else if (left < bestLeft && !trees.isBelow(t, u, v)) {
                best = arc;
                bestLeft = left;
            }
        }
        return best;
    }

    private int[] path(int first, int v) {
        IntList path = new IntList(4);
        path.add(first);
        for (int at = fabric.head[first]; at != v; at = fabric.head[path.get(path.size() - 1)]) {
            path.add(arcOut[at]);
        }
        return path.toArray();
    }
}

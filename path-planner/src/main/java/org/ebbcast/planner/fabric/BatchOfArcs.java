package org.ebbcast.planner.fabric;

import org.ebbcast.planner.internal.IntList;

/**
 * Arcs whose idle rate changes together, with their ends looked up beforehand. Owned by one computation.
 *
 * <p>On a large fabric each look-up misses the cache; in a loop of their own they do not wait for each other, which
 * halves the time of a repair.
 */
final class BatchOfArcs {
    /** Places in the batch of arcs that became wide enough, and of arcs that no longer are. */
    final IntList added = new IntList();
    final IntList removed = new IntList();

    /** Per place: the arc's head, its tail, and its reverse, which leaves the head. */
    int[] head = new int[0];
    int[] tail = new int[0];
    int[] out = new int[0];
    private int idleBefore;

    /** Starts a new batch. */
    void look(Fabric fabric, int[] idle, int[] arcs) {
        added.clear();
        removed.clear();
        if (head.length < arcs.length) {
            head = new int[arcs.length];
            tail = new int[arcs.length];
            out = new int[arcs.length];
        }
        int touched = 0;
        for (int i = 0; i < arcs.length; i++) {
            head[i] = fabric.head[arcs[i]];
            out[i] = fabric.reverse[arcs[i]];
            touched += idle[arcs[i]];
        }
        idleBefore = touched;
        for (int i = 0; i < arcs.length; i++) {
            tail[i] = fabric.head[out[i]];
        }
    }
}

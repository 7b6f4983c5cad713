package org.ebbcast.planner.fabric;

import java.util.Arrays;

/** Plain breadth-first search over the switches: what planning is measured against. Owned by one computation. */
public final class BreadthFirstPass {
    private final Fabric fabric;
    private final int[] level;
    private final int[] queue;

    public BreadthFirstPass(Fabric fabric) {
        this.fabric = fabric;
        level = new int[fabric.switchCount];
        queue = new int[fabric.switchCount];
    }

    /** Number of switches reached from {@code root}. */
    public int from(int root) {
        Arrays.fill(level, -1);
        int size = 0;
        level[root] = 0;
        queue[size++] = root;
        int[] head = fabric.head;
        for (int i = 0; i < size; i++) {
            int v = queue[i];
            for (int arc = fabric.firstArc[v], end = fabric.firstArc[v + 1]; arc < end; arc++) {
                int w = head[arc];
                if (level[w] < 0) {
                    level[w] = level[v] + 1;
                    queue[size++] = w;
                }
            }
        }
        return size;
    }
}

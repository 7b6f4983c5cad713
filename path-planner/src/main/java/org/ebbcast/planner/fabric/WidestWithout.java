package org.ebbcast.planner.fabric;

import java.util.Arrays;

/**
 * How wide the widest path is from any source to each switch when one switch is left out: no tree enters that switch
 * from a neighbour at a greater rate than the neighbour can be reached with.
 *
 * <p>Dijkstra with minimum for plus, on an array, O(switches² + arcs) for each switch left out. Owned by one
 * computation.
 */
final class WidestWithout {
    private final FabricDemand demand;
    private final boolean[] hasSource;
    private final int[] width;
    private final boolean[] settled;

    WidestWithout(FabricDemand demand) {
        this.demand = demand;
        hasSource = demand.sourceSwitches();
        width = new int[hasSource.length];
        settled = new boolean[hasSource.length];
    }

    /** Per switch the width of its widest path that avoids {@code leftOut}; overwritten by the next call. */
    int[] leavingOut(int leftOut) {
        Arrays.fill(width, 0);
        Arrays.fill(settled, false);
        for (int source : demand.sources) {
            int v = demand.fabric.switchOf(source);
            width[v] = Math.max(width[v], demand.idleUp[source]);
        }
        settled[leftOut] = true;
        for (int v = widest(); v >= 0; v = widest()) {
            settled[v] = true;
            spread(v);
        }
        width[leftOut] = 0;
        return width;
    }

    private int widest() {
        int best = -1;
        for (int v = 0; v < width.length; v++) {
            if (!settled[v] && width[v] > 0 && (best < 0 || width[v] > width[best])) {
                best = v;
            }
        }
        return best;
    }

    private void spread(int v) {
        Fabric fabric = demand.fabric;
        boolean sends = fabric.relays[v] || hasSource[v];
        for (int arc = fabric.firstArc[v]; sends && arc < fabric.firstArc[v + 1]; arc++) {
            int w = fabric.head[arc];
            width[w] = settled[w] ? width[w] : Math.max(width[w], Math.min(width[v], demand.idle[arc]));
        }
    }
}

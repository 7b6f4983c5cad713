package org.ebbcast.planner.fabric;

import java.util.BitSet;

/** Which targets have a path from some source: over links that are there, and over links with something idle. */
public final class Reachability {
    private Reachability() {}

    /** Targets that a source reaches over idle arcs, uplinks and downlinks. O(arcs + hosts). */
    public static BitSet overIdle(FabricDemand demand) {
        return targets(demand, 1);
    }

    /** Targets that a source reaches over links, be they full. O(arcs + hosts). */
    public static BitSet overLinks(FabricDemand demand) {
        return targets(demand, 0);
    }

    private static BitSet targets(FabricDemand demand, int least) {
        Fabric fabric = demand.fabric;
        BitSet reached = new BitSet();
        int[] queue = new int[fabric.switchCount];
        int queued = 0;
        for (int source : demand.sources) {
            int v = fabric.switchOf(source);
            if (demand.idleUp[source] >= least && !reached.get(v)) {
                reached.set(v);
                queue[queued++] = v;
            }
        }
        int roots = queued;
        for (int i = 0; i < queued; i++) {
            int v = queue[i];
            for (int arc = fabric.firstArc[v]; (fabric.relays[v] || i < roots) && arc < fabric.firstArc[v + 1]; arc++) {
                int w = fabric.head[arc];
                if (demand.idle[arc] >= least && !reached.get(w)) {
                    reached.set(w);
                    queue[queued++] = w;
                }
            }
        }
        BitSet targets = new BitSet();
        for (int v = reached.nextSetBit(0); v >= 0; v = reached.nextSetBit(v + 1)) {
            for (int h = fabric.firstHost[v]; h < fabric.firstHost[v + 1]; h++) {
                targets.set(h, demand.targets.get(h) && demand.idleDown[h] >= least);
            }
        }
        return targets;
    }
}

package org.ebbcast.planner.fabric;

import java.util.Arrays;
import org.ebbcast.planner.Graph;
import org.ebbcast.planner.packing.MaxFlow;

/**
 * What each target could receive if it were alone: its maximum flow from all sources, or on large fabrics the least
 * of the cuts around it, which bounds that flow from above.
 */
public final class OwnLimits {
    private static final int EXACT_SWITCHES = 700;

    private final FabricDemand demand;
    private final long[] ofSwitch;
    private final boolean exact;

    /** Computes the limits of all switches; O(switches · max-flow) up to 700 switches, linear above. */
    public OwnLimits(FabricDemand demand) {
        this.demand = demand;
        Fabric fabric = demand.fabric();
        exact = fabric.switchCount() <= EXACT_SWITCHES;
        ofSwitch = exact ? flows(demand) : cuts(demand);
    }

    /** Whether the limits are maximum flows. */
    public boolean isExact() {
        return exact;
    }

    /** Limit of {@code host}, which hangs off {@code v}. */
    public long of(int host, int v) {
        return Math.min(demand.idleDown(host), ofSwitch[v]);
    }

    private static long[] cuts(FabricDemand demand) {
        CutBounds cuts = new CutBounds(demand);
        return Arrays.stream(cuts.into).map(into -> Math.min(into, cuts.outOfSources)).toArray();
    }

    private static long[] flows(FabricDemand demand) {
        Fabric fabric = demand.fabric();
        Graph.Builder builder = Graph.builder();
        for (int v = 0; v < fabric.switchCount(); v++) {
            builder.addRelay();
        }
        for (int v = 0; v < fabric.switchCount(); v++) {
            for (int arc = fabric.firstArc(v); arc < fabric.firstArc(v + 1); arc++) {
                if (arc < fabric.reverse(arc)) {
                    builder.addLink(v, fabric.head(arc), demand.idle(arc), demand.idle(fabric.reverse(arc)));
                }
            }
        }
        int[] holders = new int[demand.sources().length];
        for (int s = 0; s < holders.length; s++) {
            int source = demand.sources()[s];
            holders[s] = builder.addEndPoint();
            builder.addLink(holders[s], fabric.switchOf(source), demand.idleUp(source), 0);
        }
        Graph graph = builder.build();
        long[] width = new long[graph.arcCount()];
        for (int arc = 0; arc < width.length; arc++) {
            width[arc] = graph.capacityBitsPerSecond(arc);
        }
        MaxFlow flow = new MaxFlow(graph);
        long[] limits = new long[fabric.switchCount()];
        for (int v = 0; v < limits.length; v++) {
            limits[v] = fabric.firstHost(v) < fabric.firstHost(v + 1) ? flow.between(holders, v, width) : 0;
        }
        return limits;
    }
}

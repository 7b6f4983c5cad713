package org.ebbcast.planner.fabric;

/**
 * What each target could receive at most, by the cuts around it: its own access link, its switch's arcs in, and what
 * the sources can send. Linear; on Clos fabrics these cuts are the maximum flow, elsewhere an upper bound of it.
 */
final class CutBounds {
    /** Sum of the idle rates into each switch, with the uplinks of sources at that switch. */
    final long[] into;
    /** What all sources together can send out of their switches or to hosts beside them. */
    final long outOfSources;

    private final FabricDemand demand;

    CutBounds(FabricDemand demand) {
        this.demand = demand;
        Fabric fabric = demand.fabric;
        into = new long[fabric.switchCount];
        for (int v = 0; v < fabric.switchCount; v++) {
            long sum = 0;
            for (int arc = fabric.firstArc[v]; arc < fabric.firstArc[v + 1]; arc++) {
                sum += demand.idle[fabric.reverse[arc]];
            }
            into[v] = sum;
        }
        long out = 0;
        for (int source : demand.sources) {
            out += demand.idleUp[source];
            into[fabric.switchOf(source)] += demand.idleUp[source];
        }
        outOfSources = out;
    }

    /** Upper bound of what {@code host} at switch {@code v} can receive. */
    int limit(int host, int v) {
        return (int) Math.min(demand.idleDown[host], Math.min(into[v], outOfSources));
    }

    /** Upper bound of a rate at which all targets receive. */
    int commonRate() {
        Fabric fabric = demand.fabric;
        int least = Integer.MAX_VALUE;
        for (int v = 0; v < fabric.switchCount; v++) {
            for (int h = demand.targets.nextSetBit(fabric.firstHost[v]);
                    h >= 0 && h < fabric.firstHost[v + 1];
                    h = demand.targets.nextSetBit(h + 1)) {
                least = Math.min(least, limit(h, v));
            }
        }
        return least;
    }
}

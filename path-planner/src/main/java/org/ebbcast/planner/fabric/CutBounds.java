package org.ebbcast.planner.fabric;

/**
 * What each target could receive at most, by the cuts around it: its own access link, its switch's arcs in, and what
 * the sources can send. Linear; on Clos fabrics these cuts are the maximum flow, elsewhere an upper bound of it.
 */
final class CutBounds {
    /** Sum of the idle rates into each switch that has hosts, with the uplinks of sources at that switch. */
    final long[] into;
    /** Widest idle rate into each switch that has hosts, sources at that switch included. */
    final int[] widest;
    /** What all sources together can send out of their switches or to hosts beside them. */
    final long outOfSources;

    private final FabricDemand demand;
    private int commonRate = -1;

    CutBounds(FabricDemand demand) {
        this.demand = demand;
        Fabric fabric = demand.fabric;
        into = new long[fabric.switchCount];
        widest = new int[fabric.switchCount];
        int[] reverse = fabric.reverse;
        int[] idle = demand.idle;
        for (int v = 0; v < fabric.switchCount; v++) {
            if (fabric.firstHost[v] == fabric.firstHost[v + 1]) {
                continue;
            }
            long sum = 0;
            int most = 0;
            for (int arc = fabric.firstArc[v], end = fabric.firstArc[v + 1]; arc < end; arc++) {
                int rate = idle[reverse[arc]];
                sum += rate;
                most = Math.max(most, rate);
            }
            into[v] = sum;
            widest[v] = most;
        }
        long out = 0;
        for (int source : demand.sources) {
            out += demand.idleUp[source];
            int v = fabric.switchOf(source);
            into[v] += demand.idleUp[source];
            widest[v] = Math.max(widest[v], demand.idleUp[source]);
        }
        outOfSources = out;
    }

    /** Upper bound of what {@code host} at switch {@code v} can receive. */
    int limit(int host, int v) {
        return (int) Math.min(demand.idleDown[host], Math.min(into[v], outOfSources));
    }

    /** Upper bound of a rate at which all targets receive; 0 without targets. */
    int commonRate() {
        if (commonRate < 0) {
            commonRate = least(into);
        }
        return commonRate;
    }

    /** Upper bound of a rate at which one tree reaches all targets. */
    int commonRateOfOneTree() {
        int uplink = 0;
        for (int source : demand.sources) {
            uplink = Math.max(uplink, demand.idleUp[source]);
        }
        int least = uplink;
        for (int v = 0; v < widest.length; v++) {
            least = hasTarget(v) ? Math.min(least, widest[v]) : least;
        }
        return Math.min(least, commonRate());
    }

    /** Whether some host of {@code v} is a target. */
    boolean hasTarget(int v) {
        int first = demand.fabric.firstHost[v];
        int end = demand.fabric.firstHost[v + 1];
        int next = first == end ? -1 : demand.targets.nextSetBit(first);
        return next >= 0 && next < end;
    }

    private int least(long[] intoSwitch) {
        long least = outOfSources;
        int[] down = demand.idleDown;
        int h = demand.targets.nextSetBit(0);
        while (h >= 0) {
            int end = demand.targets.nextClearBit(h);
            for (int i = h; i < end; i++) {
                least = Math.min(least, down[i]);
            }
            h = demand.targets.nextSetBit(end);
        }
        for (int v = 0; v < intoSwitch.length; v++) {
            least = hasTarget(v) ? Math.min(least, intoSwitch[v]) : least;
        }
        return (int) least;
    }
}

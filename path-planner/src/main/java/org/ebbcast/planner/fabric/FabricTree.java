package org.ebbcast.planner.fabric;

/** A tree over the switches of a fabric: from a source host through arcs, each after the arc into its tail. */
public final class FabricTree {
    final int source;
    final int[] arcs;
    int rate;

    FabricTree(int source, int[] arcs, int rate) {
        this.source = source;
        this.arcs = arcs;
        this.rate = rate;
    }

    /** The host that sends. */
    public int source() {
        return source;
    }

    /** In the units of the demand. */
    public int rate() {
        return rate;
    }

    public int arcCount() {
        return arcs.length;
    }

    public int arc(int index) {
        return arcs[index];
    }
}

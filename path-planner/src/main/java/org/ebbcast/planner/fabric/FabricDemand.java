package org.ebbcast.planner.fabric;

import java.util.Arrays;
import java.util.BitSet;

/**
 * What is idle on a fabric, who has the content and who needs it. All rates are in units the caller chooses, from 0
 * to 2^30. Immutable by convention.
 */
public final class FabricDemand {
    final Fabric fabric;
    final int[] idle;
    final int[] idleUp;
    final int[] idleDown;
    final int[] sources;
    final BitSet targets;

    /**
     * @param idle per arc between switches
     * @param idleUp per host, from host to switch
     * @param idleDown per host, from switch to host
     * @param sources hosts that have the content
     * @param targets hosts that need it
     */
    public FabricDemand(Fabric fabric, int[] idle, int[] idleUp, int[] idleDown, int[] sources, BitSet targets) {
        this.fabric = fabric;
        this.idle = idle;
        this.idleUp = idleUp;
        this.idleDown = idleDown;
        this.sources = sources;
        this.targets = targets;
    }

    /** The same demand for some of its targets. */
    FabricDemand onlyFor(BitSet some) {
        return new FabricDemand(fabric, idle, idleUp, idleDown, sources, some);
    }

    /** The same demand with other idle rates of arcs. */
    public FabricDemand withIdle(int[] idleOfArc) {
        return new FabricDemand(fabric, idleOfArc, idleUp, idleDown, sources, targets);
    }

    /** The same uplinks and downlinks with one source, other idle rates of arcs and some of the targets. */
    FabricDemand from(int source, int[] idleOfArc, BitSet some) {
        return new FabricDemand(fabric, idleOfArc, idleUp, idleDown, new int[] {source}, some);
    }

    /** Per switch, whether a source hangs off it. */
    boolean[] sourceSwitches() {
        boolean[] hasSource = new boolean[fabric.switchCount];
        for (int source : sources) {
            hasSource[fabric.switchOf(source)] = true;
        }
        return hasSource;
    }

    /** The same demand with at least {@code rate} idle everywhere, so that nobody waits for an ebb. */
    public FabricDemand trickling(int rate) {
        int[] more = Arrays.stream(idle).map(r -> Math.max(r, rate)).toArray();
        int[] up = Arrays.stream(idleUp).map(r -> Math.max(r, rate)).toArray();
        int[] down = Arrays.stream(idleDown).map(r -> Math.max(r, rate)).toArray();
        return new FabricDemand(fabric, more, up, down, sources, targets);
    }

    public Fabric fabric() {
        return fabric;
    }

    /** Idle rate of {@code arc}. */
    public int idle(int arc) {
        return idle[arc];
    }

    public int idleUp(int host) {
        return idleUp[host];
    }

    public int idleDown(int host) {
        return idleDown[host];
    }

    public int[] sources() {
        return sources.clone();
    }

    public boolean isTarget(int host) {
        return targets.get(host);
    }

    public int targetCount() {
        return targets.cardinality();
    }
}

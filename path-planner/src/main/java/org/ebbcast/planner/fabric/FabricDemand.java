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
    /** Per switch, how many trees may pass it; empty when there is no such limit. */
    final int[] room;

    /**
     * @param idle per arc between switches
     * @param idleUp per host, from host to switch
     * @param idleDown per host, from switch to host
     * @param sources hosts that have the content
     * @param targets hosts that need it
     */
    public FabricDemand(Fabric fabric, int[] idle, int[] idleUp, int[] idleDown, int[] sources, BitSet targets) {
        this(fabric, idle, idleUp, idleDown, sources, targets, new int[0]);
    }

    private FabricDemand(
            Fabric fabric, int[] idle, int[] idleUp, int[] idleDown, int[] sources, BitSet targets, int[] room) {
        this.room = room;
        this.fabric = fabric;
        this.idle = idle;
        this.idleUp = idleUp;
        this.idleDown = idleDown;
        this.sources = sources;
        this.targets = targets;
    }

    /** The same demand for some of its targets. */
    FabricDemand onlyFor(BitSet some) {
        return new FabricDemand(fabric, idle, idleUp, idleDown, sources, some, room);
    }

    /**
     * The same demand where each switch has room for so many trees only, those that start there or serve its own hosts
     * included.
     *
     * @param trees per switch, 0 or more; switches with 0 carry nothing
     * @throws IllegalArgumentException naming the offending switch
     */
    public FabricDemand withRoomForTrees(int[] trees) {
        if (trees.length != fabric.switchCount) {
            throw new IllegalArgumentException("room for trees at " + trees.length + " switches, the fabric has "
                    + fabric.switchCount);
        }
        for (int v = 0; v < trees.length; v++) {
            if (trees[v] < 0) {
                throw new IllegalArgumentException("room for " + trees[v] + " trees at switch " + v);
            }
        }
        return new FabricDemand(fabric, idle, idleUp, idleDown, sources, targets, trees.clone());
    }

    /** The same demand with nothing idle at switches without room for a tree; itself when there are none. */
    FabricDemand withoutFullSwitches() {
        if (Arrays.stream(room).noneMatch(trees -> trees == 0)) {
            return this;
        }
        int[] arcs = idle.clone();
        int[] up = idleUp.clone();
        int[] down = idleDown.clone();
        for (int v = 0; v < room.length; v++) {
            for (int arc = fabric.firstArc[v]; room[v] == 0 && arc < fabric.firstArc[v + 1]; arc++) {
                arcs[arc] = 0;
                arcs[fabric.reverse[arc]] = 0;
            }
            if (room[v] == 0) {
                Arrays.fill(up, fabric.firstHost[v], fabric.firstHost[v + 1], 0);
                Arrays.fill(down, fabric.firstHost[v], fabric.firstHost[v + 1], 0);
            }
        }
        return new FabricDemand(fabric, arcs, up, down, sources, targets, room);
    }

    /** The same demand with other idle rates of arcs. */
    public FabricDemand withIdle(int[] idleOfArc) {
        return new FabricDemand(fabric, idleOfArc, idleUp, idleDown, sources, targets, room);
    }

    /** The same uplinks and downlinks with one source, other idle rates of arcs and some of the targets. */
    FabricDemand from(int source, int[] idleOfArc, BitSet some) {
        return new FabricDemand(fabric, idleOfArc, idleUp, idleDown, new int[] {source}, some, room);
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
        return new FabricDemand(fabric, more, up, down, sources, targets, room);
    }

    public Fabric fabric() {
        return fabric;
    }

    /** Idle rate of {@code arc}. */
    public int idle(int arc) {
        return idle[arc];
    }

    /** How many trees may pass switch {@code v}. */
    public int roomForTrees(int v) {
        return room.length == 0 ? Integer.MAX_VALUE : room[v];
    }

    /** Whether trees per switch are limited. */
    boolean isRoomLimited() {
        return room.length > 0;
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

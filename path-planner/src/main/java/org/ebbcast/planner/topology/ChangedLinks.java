package org.ebbcast.planner.topology;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.ebbcast.planner.fabric.Fabric;
import org.ebbcast.planner.fabric.FabricDemand;

/** New idle rates of some links between switches, both directions of each. Immutable by convention. */
public final class ChangedLinks {
    private final int[] arcs;
    private final int[] idle;

    ChangedLinks(int[] arcs, int[] idle) {
        this.arcs = arcs;
        this.idle = idle;
    }

    /**
     * Draws links, some perhaps twice, and loads them anew as {@link RandomLoad} does.
     *
     * @param load probability that a direction is busy, 0 to 1
     */
    public static ChangedLinks draw(Fabric fabric, int links, double load, long seed) {
        if (fabric.arcCount() == 0) {
            throw new IllegalArgumentException("no link between switches that could change");
        }
        SplittableRandom random = new SplittableRandom(seed);
        int[] arcs = new int[2 * links];
        for (int i = 0; i < arcs.length; i += 2) {
            arcs[i] = random.nextInt(fabric.arcCount());
            arcs[i + 1] = fabric.reverse(arcs[i]);
        }
        return new ChangedLinks(arcs, RandomLoad.rates(arcs.length, load, random));
    }

    /**
     * Reads lines of two switches, what is idle from the first to the second in bit/s, and what is idle back.
     *
     * @param unitBitsPerSecond what a rate of 1 stands for
     * @throws TopologyException naming the line and what is wrong with it
     */
    public static ChangedLinks read(Path file, Fabric fabric, double unitBitsPerSecond)
            throws TopologyException, IOException {
        return ChangeFile.read(file, fabric, unitBitsPerSecond);
    }

    /** Arcs that change, in the order in which they do. */
    public int[] arcs() {
        return arcs.clone();
    }

    /** The new idle rate of each. */
    public int[] idle() {
        return idle.clone();
    }

    /** {@code demand} after the change. */
    public FabricDemand in(FabricDemand demand) {
        Fabric fabric = demand.fabric();
        int[] rates = new int[fabric.arcCount()];
        for (int arc = 0; arc < rates.length; arc++) {
            rates[arc] = demand.idle(arc);
        }
        for (int i = 0; i < arcs.length; i++) {
            rates[arcs[i]] = idle[i];
        }
        return demand.withIdle(rates);
    }
}

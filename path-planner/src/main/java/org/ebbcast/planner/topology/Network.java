package org.ebbcast.planner.topology;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.ebbcast.planner.fabric.Fabric;
import org.ebbcast.planner.fabric.FabricDemand;

/** A fabric as it was read, with what its file says of idle rates, sources and targets. Immutable. */
public final class Network {
    private final Fabric fabric;
    private final LinkList links;
    private final List<double[]> idleOfLink;
    private final int[] sources;
    private final int[] targets;
    private final Map<Integer, Integer> freeRules;

    /** @param idleOfLink bits per second there and back of each link, negative when not known; empty for none known */
    Network(
            Fabric fabric,
            LinkList links,
            List<double[]> idleOfLink,
            int[] sources,
            int[] targets,
            Map<Integer, Integer> freeRules) {
        this.freeRules = freeRules;
        this.fabric = fabric;
        this.links = links;
        this.idleOfLink = idleOfLink;
        this.sources = sources;
        this.targets = targets;
    }

    static Network of(Fabric fabric) {
        return new Network(fabric, new LinkList(), List.of(), new int[0], new int[0], Map.of());
    }

    public Fabric fabric() {
        return fabric;
    }

    /** Flow rules and groups together that may be added at a switch, by its number; switches not named have no limit. */
    public Map<Integer, Integer> freeRules() {
        return Map.copyOf(freeRules);
    }

    /** Whether the file says anything of idle rates, sources or targets. */
    public boolean isStated() {
        return !idleOfLink.isEmpty() || sources.length > 0 || targets.length > 0;
    }

    /**
     * The drawn demand with what the file says in place of what was drawn.
     *
     * @param unitBitsPerSecond what a rate of 1 in {@code drawn} stands for
     * @throws IllegalArgumentException naming a host that is source and target, or a rate beyond 2^30 units
     */
    public FabricDemand stated(FabricDemand drawn, double unitBitsPerSecond) {
        int[] from = sources.length > 0 ? sources : drawn.sources();
        BitSet to = new BitSet();
        for (int h = 0; h < fabric.hostCount(); h++) {
            to.set(h, targets.length == 0 && drawn.isTarget(h));
        }
        for (int h : targets) {
            to.set(h);
        }
        for (int h : from) {
            if (targets.length > 0 && to.get(h)) {
                throw new IllegalArgumentException("host " + h + " is both source and target");
            }
            to.clear(h);
        }
        if (to.isEmpty()) {
            throw new IllegalArgumentException("no target besides the sources");
        }
        int[] up = new int[fabric.hostCount()];
        int[] down = new int[fabric.hostCount()];
        for (int h = 0; h < up.length; h++) {
            up[h] = drawn.idleUp(h);
            down[h] = drawn.idleDown(h);
        }
        return new FabricDemand(fabric, idle(drawn, unitBitsPerSecond), up, down, from, to);
    }

    /* The arcs of a switch follow each other as the links came. */
    private int[] idle(FabricDemand drawn, double unit) {
        int[] idle = new int[fabric.arcCount()];
        int[] next = new int[fabric.switchCount()];
        for (int arc = 0; arc < idle.length; arc++) {
            idle[arc] = drawn.idle(arc);
        }
        for (int v = 0; v < next.length; v++) {
            next[v] = fabric.firstArc(v);
        }
        for (int l = 0; l < idleOfLink.size(); l++) {
            int there = next[links.tail(l)]++;
            int back = next[links.head(l)]++;
            if (idleOfLink.get(l)[0] >= 0) {
                idle[there] = units(idleOfLink.get(l)[0], unit);
                idle[back] = units(idleOfLink.get(l)[1], unit);
            }
        }
        return idle;
    }

    private static int units(double bitsPerSecond, double unit) {
        double units = Math.floor(bitsPerSecond / unit);
        if (units > 1 << 30) {
            throw new IllegalArgumentException("a rate of " + bitsPerSecond + " bit/s is more than 2^30 units of "
                    + unit + " bit/s; give a higher line rate");
        }
        return (int) units;
    }
}

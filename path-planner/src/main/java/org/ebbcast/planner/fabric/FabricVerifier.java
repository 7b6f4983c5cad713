package org.ebbcast.planner.fabric;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Checks a fabric plan against its demand without any code of the planners: trees are trees from their source, reach
 * whoever listens, relay at switches only, all rates fit what is idle on arcs, uplinks and downlinks, and no switch
 * carries more trees than it has room for. A target is left out only when no path with something idle leads to it, or,
 * where switches have little room, when none is left through switches with room left.
 */
public final class FabricVerifier {
    private final FabricDemand demand;
    private final FabricPlan plan;
    private final List<String> faults = new ArrayList<>();

    private FabricVerifier(FabricDemand demand, FabricPlan plan) {
        this.demand = demand;
        this.plan = plan;
    }

    /** What is wrong, one sentence each; empty when nothing is. O(arcs of all trees + arcs + targets · trees). */
    public static List<String> faults(FabricDemand demand, FabricPlan plan) {
        FabricVerifier verifier = new FabricVerifier(demand, plan);
        verifier.check();
        return List.copyOf(verifier.faults);
    }

    /** What is wrong with the bytes that go down each tree; empty when every target gets enough and none twice. */
    public static List<String> faults(FabricDemand demand, FabricPlan plan, ContentSpread spread) {
        FabricVerifier verifier = new FabricVerifier(demand, plan);
        long size = spread.sizeBytes();
        for (int t = 1; t < plan.trees().size(); t++) {
            if (spread.from(t) < spread.to(t - 1)) {
                verifier.faults.add("trees " + (t - 1) + " and " + t + " carry the same bytes");
            }
        }
        for (int h = 0; h < demand.fabric().hostCount(); h++) {
            long bytes = 0;
            for (int t = 0; t < plan.trees().size(); t++) {
                bytes += demand.isTarget(h) && plan.listens(h, t) ? spread.to(t) - spread.from(t) : 0;
            }
            if (bytes > 0 && (bytes < size || spread.form() == ContentSpread.Form.ADJOINING && bytes > size)) {
                verifier.faults.add("host " + h + " is sent " + bytes + " of " + size + " bytes");
            }
        }
        return List.copyOf(verifier.faults);
    }

    private void check() {
        Fabric fabric = demand.fabric();
        long[] load = new long[fabric.arcCount()];
        long[] sent = new long[fabric.hostCount()];
        List<BitSet> reached = new ArrayList<>();
        int[] passing = new int[fabric.switchCount()];
        for (int t = 0; t < plan.trees().size(); t++) {
            FabricTree tree = plan.trees().get(t);
            reached.add(walked(t, tree, load));
            reached.get(t).stream().forEach(v -> passing[v]++);
            sent[tree.source()] += tree.rate();
        }
        for (int arc = 0; arc < load.length; arc++) {
            if (load[arc] > demand.idle(arc)) {
                exceeds("arc " + arc, load[arc], demand.idle(arc));
            }
        }
        for (int v = 0; v < passing.length; v++) {
            if (passing[v] > demand.roomForTrees(v)) {
                faults.add("switch " + v + " carries " + passing[v] + " trees, it has room for " + demand.roomForTrees(v));
            }
        }
        BitSet sources = new BitSet();
        for (int source : demand.sources()) {
            sources.set(source);
        }
        int v = 0;
        BitSet unserved = new BitSet();
        for (int h = 0; h < sent.length; h++) {
            while (h >= fabric.firstHost(v + 1)) {
                v++;
            }
            if (sent[h] > (sources.get(h) ? demand.idleUp(h) : 0)) {
                exceeds("uplink of host " + h, sent[h], sources.get(h) ? demand.idleUp(h) : 0);
            }
            if (demand.isTarget(h)) {
                checkListener(h, v, reached);
                unserved.set(h, plan.rateOf(h) == 0);
            }
        }
        if (!unserved.isEmpty()) {
            unserved.and(demand.isRoomLimited() ? stillReachable(load, sent, passing) : Reachability.overIdle(demand));
            unserved.stream().forEach(h -> faults.add("host " + h + " has an idle path but no tree"));
        }
    }

    /* Targets that a further tree could reach over what is left of arcs and switches. */
    private BitSet stillReachable(long[] load, long[] sent, int[] passing) {
        Fabric fabric = demand.fabric();
        BitSet reached = new BitSet();
        List<Integer> queue = new ArrayList<>();
        for (int source : demand.sources()) {
            int v = fabric.switchOf(source);
            if (demand.idleUp(source) > sent[source] && passing[v] < demand.roomForTrees(v) && !reached.get(v)) {
                reached.set(v);
                queue.add(v);
            }
        }
        int roots = queue.size();
        for (int i = 0; i < queue.size(); i++) {
            int v = queue.get(i);
            for (int arc = fabric.firstArc(v); (fabric.relays[v] || i < roots) && arc < fabric.firstArc(v + 1); arc++) {
                int w = fabric.head(arc);
                if (load[arc] < demand.idle(arc) && passing[w] < demand.roomForTrees(w) && !reached.get(w)) {
                    reached.set(w);
                    queue.add(w);
                }
            }
        }
        BitSet hosts = new BitSet();
        reached.stream().forEach(v -> hosts.set(fabric.firstHost(v), fabric.firstHost(v + 1)));
        for (int h = hosts.nextSetBit(0); h >= 0; h = hosts.nextSetBit(h + 1)) {
            hosts.set(h, demand.isTarget(h) && demand.idleDown(h) > 0);
        }
        return hosts;
    }

    private void checkListener(int host, int v, List<BitSet> reached) {
        for (int t = 0; t < reached.size(); t++) {
            if (plan.listens(host, t) && !reached.get(t).get(v)) {
                faults.add("host " + host + " listens to tree " + t + ", which does not reach its switch");
            }
        }
        if (plan.rateOf(host) > demand.idleDown(host)) {
            exceeds("downlink of host " + host, plan.rateOf(host), demand.idleDown(host));
        }
    }

    private BitSet walked(int t, FabricTree tree, long[] load) {
        Fabric fabric = demand.fabric();
        BitSet reached = new BitSet();
        int root = fabric.switchOf(tree.source());
        reached.set(root);
        for (int i = 0; i < tree.arcCount(); i++) {
            int arc = tree.arc(i);
            int tail = fabric.tail(arc);
            if (!reached.get(tail)) {
                faults.add("tree " + t + " leaves switch " + tail + " before it gets there");
            }
            if (reached.get(fabric.head(arc))) {
                faults.add("tree " + t + " enters switch " + fabric.head(arc) + " twice");
            }
            if (!fabric.relays[tail] && tail != root) {
                faults.add("tree " + t + " relays at " + tail + ", which is a host");
            }
            reached.set(fabric.head(arc));
            load[arc] += tree.rate();
        }
        return reached;
    }

    private void exceeds(String what, long load, long idle) {
        faults.add(what + " carries " + load + " of " + idle);
    }
}

package org.ebbcast.planner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * Checks a {@link Plan} against its {@link PlanRequest} without any code of the planners.
 *
 * <p>Every tree is an arborescence from a holder that ends at targets only and relays at switches only; every lacker
 * is served with every byte exactly once, or named as waiting or unreachable; the rates on every arc fit what is idle
 * there, or the trickle where less is idle; no switch gets more flow rules and groups than it has room for, and who is
 * left out for want of room has no idle path through switches with room left. O(sum of tree sizes + arcs + targets · trees).
 */
public final class PlanVerifier {
    private static final double ROUNDING = 1e-9;

    private final PlanRequest request;
    private final Graph graph;
    private final List<String> faults = new ArrayList<>();
    private final double[] load;
    private final int[] rules;

    private PlanVerifier(PlanRequest request) {
        this.request = request;
        this.graph = request.graph();
        this.load = new double[graph.arcCount()];
        this.rules = new int[graph.vertexCount()];
    }

    /** What is wrong with {@code plan}, one sentence each; empty when nothing is. */
    public static List<String> faults(PlanRequest request, Plan plan) {
        PlanVerifier verifier = new PlanVerifier(request);
        verifier.check(plan);
        return List.copyOf(verifier.faults);
    }

    private void check(Plan plan) {
        int demands = request.shipments().size();
        if (plan.shipments().size() != demands) {
            faults.add(plan.shipments().size() + " shipment plans for " + demands + " shipments");
            return;
        }
        for (int s = 0; s < demands; s++) {
            checkShipment("shipment " + s, request.shipments().get(s), plan.shipments().get(s));
        }
        checkLoads();
        for (int v = 0; v < rules.length; v++) {
            if (graph.relays(v) && rules[v] > request.freeRules(v)) {
                faults.add("switch " + v + " gets " + rules[v] + " rules, " + request.freeRules(v) + " are free");
            }
        }
        for (int s = 0; s < demands; s++) {
            checkWithoutRules("shipment " + s, request.shipments().get(s), plan.shipments().get(s).withoutRules());
        }
    }

    /* A switch with room for a flow rule and a group can carry a further tree. */
    private void checkWithoutRules(String name, ShipmentDemand demand, int[] targets) {
        BitSet reached = new BitSet();
        List<Integer> queue = new ArrayList<>();
        for (int holder : demand.holders()) {
            reached.set(holder);
            queue.add(holder);
        }
        for (int i = 0; i < queue.size(); i++) {
            int v = queue.get(i);
            boolean sends = graph.relays(v) ? hasRoomFor(v) : i < demand.holders().length;
            for (int arc = graph.firstArc(v); targets.length > 0 && sends && arc < graph.endArc(v); arc++) {
                int w = graph.head(arc);
                if (allowed(arc) > 0 && !reached.get(w) && (!graph.relays(w) || hasRoomFor(w))) {
                    reached.set(w);
                    queue.add(w);
                }
            }
        }
        for (int target : targets) {
            if (reached.get(target)) {
                faults.add(name + ": vertex " + target + " is left out, but the switches on its way have room");
            }
        }
    }

    private boolean hasRoomFor(int v) {
        return request.freeRules(v) - rules[v] >= PlanLimits.RULES_OF_A_TREE;
    }

    private long allowed(int arc) {
        long trickle = Math.min(request.limits().trickleBitsPerSecond(), graph.capacityBitsPerSecond(arc));
        return Math.max(request.idleBitsPerSecond(arc), trickle);
    }

    private void checkShipment(String name, ShipmentDemand demand, ShipmentPlan plan) {
        int limit = request.limits().maxTreesPerShipment();
        if (plan.trees().size() > Math.max(limit, demand.holders().length)) {
            faults.add(name + " has " + plan.trees().size() + " trees, limit " + limit);
        }
        BitSet lackers = setOf(demand.lackers());
        BitSet accounted = new BitSet();
        checkUnserved(name + ", waiting", plan.waiting(), lackers, accounted);
        checkUnserved(name + ", without rules", plan.withoutRules(), lackers, accounted);
        checkUnserved(name + ", unreachable", plan.unreachable(), lackers, accounted);
        for (int t = 0; t < plan.trees().size(); t++) {
            checkTree(name + " tree " + t, demand, plan.trees().get(t), lackers);
        }
        checkShares(name, demand, plan, accounted);
    }

    private void checkUnserved(String name, int[] targets, BitSet lackers, BitSet accounted) {
        for (int target : targets) {
            if (!lackers.get(target)) {
                faults.add(name + ": vertex " + target + " is not a lacker");
            }
            if (accounted.get(target)) {
                faults.add(name + ": vertex " + target + " is named twice");
            }
            accounted.set(target);
        }
    }

    private void checkTree(String name, ShipmentDemand demand, PlannedTree tree, BitSet lackers) {
        if (Arrays.binarySearch(demand.holders(), tree.root()) < 0) {
            faults.add(name + ": root " + tree.root() + " is not a holder");
        }
        BitSet reached = new BitSet();
        BitSet forwarding = new BitSet();
        BitSet branching = new BitSet();
        reached.set(tree.root());
        for (int arc : tree.arcs()) {
            checkArc(name, tree, arc, reached);
            reached.set(graph.head(arc));
            branching.set(graph.tail(arc), branching.get(graph.tail(arc)) || forwarding.get(graph.tail(arc)));
            forwarding.set(graph.tail(arc));
            load[arc] += tree.rateBitsPerSecond();
        }
        reached.stream().forEach(v -> rules[v] += branching.get(v) ? PlanLimits.RULES_OF_A_TREE : 1);
        BitSet targets = setOf(tree.targets());
        for (int v = targets.nextSetBit(0); v >= 0; v = targets.nextSetBit(v + 1)) {
            if (!reached.get(v)) {
                faults.add(name + ": target " + v + " is not reached");
            }
            if (!lackers.get(v)) {
                faults.add(name + ": target " + v + " is not a lacker");
            }
        }
        reached.andNot(forwarding);
        reached.andNot(targets);
        reached.clear(tree.root());
        if (!reached.isEmpty()) {
            faults.add(name + ": ends at " + reached + ", not targets");
        }
    }

    private void checkArc(String name, PlannedTree tree, int arc, BitSet reached) {
        int tail = graph.tail(arc);
        if (!reached.get(tail)) {
            faults.add(name + ": arc " + arc + " leaves vertex " + tail + " before it is reached");
        }
        if (reached.get(graph.head(arc))) {
            faults.add(name + ": vertex " + graph.head(arc) + " is entered twice");
        }
        if (!graph.relays(tail) && tail != tree.root()) {
            faults.add(name + ": end point " + tail + " relays");
        }
    }

    private void checkShares(String name, ShipmentDemand demand, ShipmentPlan plan, BitSet unserved) {
        for (int target : demand.lackers()) {
            List<double[]> shares = new ArrayList<>();
            for (PlannedTree tree : plan.trees()) {
                if (Arrays.binarySearch(tree.targets(), target) >= 0) {
                    shares.add(new double[] {tree.shareFrom(), tree.shareTo()});
                }
            }
            if (unserved.get(target) == !shares.isEmpty()) {
                faults.add(name + ": target " + target + (shares.isEmpty() ? " is left out" : " is served and unserved"));
            } else if (!shares.isEmpty() && !tileWhole(shares)) {
                faults.add(name + ": target " + target + " gets shares " + text(shares));
            }
        }
    }

    private static boolean tileWhole(List<double[]> shares) {
        shares.sort((a, b) -> Double.compare(a[0], b[0]));
        double covered = 0;
        for (double[] share : shares) {
            if (Math.abs(share[0] - covered) > ROUNDING) {
                return false;
            }
            covered = share[1];
        }
        return Math.abs(covered - 1) <= ROUNDING;
    }

    private static String text(List<double[]> shares) {
        StringBuilder text = new StringBuilder();
        for (double[] share : shares) {
            text.append(String.format(Locale.ROOT, "[%.4f, %.4f)", share[0], share[1]));
        }
        return text.toString();
    }

    private void checkLoads() {
        for (int arc = 0; arc < load.length; arc++) {
            long allowed = allowed(arc);
            if (load[arc] > allowed) {
                faults.add("arc " + arc + " (" + graph.tail(arc) + " to " + graph.head(arc) + ") carries "
                        + (long) load[arc] + " bit/s of " + allowed);
            }
        }
    }

    private static BitSet setOf(int[] vertices) {
        BitSet set = new BitSet();
        for (int v : vertices) {
            set.set(v);
        }
        return set;
    }
}

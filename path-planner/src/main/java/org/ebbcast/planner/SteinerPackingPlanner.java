package org.ebbcast.planner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ebbcast.planner.packing.Cohort;
import org.ebbcast.planner.packing.CohortSplit;
import org.ebbcast.planner.packing.FairTopUp;
import org.ebbcast.planner.packing.Residual;
import org.ebbcast.planner.packing.ShipmentBound;
import org.ebbcast.planner.packing.WidestCheapestTree;

/**
 * Plans shipments as packings of Steiner trees: widest first, cheapest among the widest, several trees and cohorts
 * only where they raise rates.
 *
 * <p>Shipments share each arc in proportion to {@link ShipmentDemand#weight}; what is left after all are packed is
 * shared out by weighted water-filling. Where rules at switches are limited, earlier shipments leave later ones enough
 * for one tree at the switches of their targets if there is as much. Stateless; any thread.
 */
public final class SteinerPackingPlanner implements Planner {
    private static final double BITS_PER_BYTE = 8;

    @Override
    public Plan plan(PlanRequest request) {
        long[] idle = effectiveIdle(request);
        Residual left = Residual.of(request.graph(), idle.clone(), room(request));
        double weightLeft = request.shipments().stream().mapToDouble(ShipmentDemand::weight).sum();
        List<Draft> drafts = new ArrayList<>();
        List<Cohort> all = new ArrayList<>();
        for (ShipmentDemand shipment : request.shipments()) {
            int maxTrees = Math.min(
                    request.limits().maxTreesPerShipment(),
                    treesOfOne(request, shipment, left, request.shipments().size() - drafts.size()));
            Draft draft = draft(request, shipment, left, Math.min(1, shipment.weight() / weightLeft), maxTrees);
            weightLeft -= shipment.weight();
            drafts.add(draft);
            all.addAll(draft.cohorts);
        }
        FairTopUp.fill(all, left.width());
        List<ShipmentPlan> plans = new ArrayList<>();
        for (Draft draft : drafts) {
            plans.add(draft.finish(request.graph(), idle, left.room()));
        }
        return Plan.of(plans);
    }

    /* What may be used of each arc: what is idle, or the trickle where less is idle and the link is there at all. */
    private static long[] effectiveIdle(PlanRequest request) {
        long trickle = request.limits().trickleBitsPerSecond();
        long[] idle = new long[request.graph().arcCount()];
        for (int arc = 0; arc < idle.length; arc++) {
            long capacity = request.graph().capacityBitsPerSecond(arc);
            idle[arc] = Math.max(request.idleBitsPerSecond(arc), Math.min(trickle, capacity));
        }
        return idle;
    }

    private static int[] room(PlanRequest request) {
        return request.limitsRules()
                ? IntStream.range(0, request.graph().vertexCount()).map(request::freeRules).toArray()
                : new int[0];
    }

    /* Of the rules at the switches of its targets no shipment takes what those after it need for a tree. */
    private static int treesOfOne(PlanRequest request, ShipmentDemand shipment, Residual left, int shipments) {
        int[] room = left.room();
        int least = Integer.MAX_VALUE;
        for (int target : room.length == 0 || shipments == 1 ? new int[0] : shipment.lackers()) {
            for (int arc = request.graph().firstArc(target); arc < request.graph().endArc(target); arc++) {
                int v = request.graph().head(arc);
                boolean open = request.graph().relays(v) && room[v] >= PlanLimits.RULES_OF_A_TREE;
                least = open ? Math.min(least, room[v]) : least;
            }
        }
        return Math.max(1, least / PlanLimits.RULES_OF_A_TREE / shipments);
    }

    private static Draft draft(
            PlanRequest request, ShipmentDemand shipment, Residual left, double part, int maxTrees) {
        Residual mine = left.part(part);
        long[] given = mine.width().clone();
        CohortSplit split = new CohortSplit(request.graph(), shipment.holders(), mine, request.seed());
        int[] open = Arrays.stream(shipment.lackers()).filter(t -> split.own(t) > 0).toArray();
        List<Cohort> cohorts = open.length == 0 ? List.of() : split.pack(open, mine, maxTrees);
        left.settle(mine, given);
        return new Draft(shipment, cohorts.stream().filter(c -> c.treeCount() > 0).collect(Collectors.toList()));
    }

    /** One shipment while rates may still rise. */
    private static final class Draft {
        private final ShipmentDemand shipment;
        private final List<Cohort> cohorts;

        Draft(ShipmentDemand shipment, List<Cohort> cohorts) {
            this.shipment = shipment;
            this.cohorts = cohorts;
        }

        ShipmentPlan finish(Graph graph, long[] idle, int[] room) {
            List<PlannedTree> trees = new ArrayList<>();
            BitSet served = new BitSet();
            long slowest = Long.MAX_VALUE;
            for (Cohort cohort : cohorts) {
                trees.addAll(cohort.planned());
                Arrays.stream(cohort.targets()).forEach(served::set);
                slowest = Math.min(slowest, cohort.commonRate());
            }
            double bits = shipment.sizeBytes() * BITS_PER_BYTE;
            int[] targets = served.stream().toArray();
            double bound = trees.isEmpty()
                    ? 0
                    : bits / ShipmentBound.commonRate(graph, shipment.holders(), targets, idle);
            BitSet left = new BitSet();
            Arrays.stream(shipment.lackers()).filter(t -> !served.get(t)).forEach(left::set);
            int[] unreachable = cutOff(graph, capacities(graph), left);
            int[] full = cutOff(graph, idle, left);
            int[] withoutRules = cutOff(graph, Residual.masked(graph, idle, room), left);
            int[] waiting = IntStream.concat(Arrays.stream(full), left.stream()).sorted().toArray();
            return ShipmentPlan.of(
                    trees, unreachable, waiting, withoutRules, trees.isEmpty() ? 0 : bits / slowest, bound);
        }

        /* Takes from {@code left} those whom nothing of {@code width} leads to. */
        private int[] cutOff(Graph graph, long[] width, BitSet left) {
            if (left.isEmpty()) {
                return new int[0];
            }
            long[] path = new WidestCheapestTree(graph).widths(shipment.holders(), width);
            int[] cutOff = left.stream().filter(t -> path[t] == 0).toArray();
            Arrays.stream(cutOff).forEach(left::clear);
            return cutOff;
        }

        private static long[] capacities(Graph graph) {
            return IntStream.range(0, graph.arcCount()).mapToLong(graph::capacityBitsPerSecond).toArray();
        }
    }
}

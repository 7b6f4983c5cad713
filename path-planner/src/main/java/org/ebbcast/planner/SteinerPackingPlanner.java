package org.ebbcast.planner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ebbcast.planner.packing.Cohort;
import org.ebbcast.planner.packing.CohortSplit;
import org.ebbcast.planner.packing.FairTopUp;
import org.ebbcast.planner.packing.ShipmentBound;
import org.ebbcast.planner.packing.WidestCheapestTree;

/**
 * Plans shipments as packings of Steiner trees: widest first, cheapest among the widest, several trees and cohorts
 * only where they raise rates.
 *
 * <p>Shipments share each arc in proportion to {@link ShipmentDemand#weight}; what is left after all are packed is
 * shared out by weighted water-filling. Stateless; any thread.
 */
public final class SteinerPackingPlanner implements Planner {
    private static final double BITS_PER_BYTE = 8;

    @Override
    public Plan plan(PlanRequest request) {
        long[] idle = effectiveIdle(request);
        long[] left = idle.clone();
        double weightLeft = request.shipments().stream().mapToDouble(ShipmentDemand::weight).sum();
        List<Draft> drafts = new ArrayList<>();
        List<Cohort> all = new ArrayList<>();
        for (ShipmentDemand shipment : request.shipments()) {
            Draft draft = draft(request, shipment, left, Math.min(1, shipment.weight() / weightLeft));
            weightLeft -= shipment.weight();
            drafts.add(draft);
            all.addAll(draft.cohorts);
        }
        FairTopUp.fill(all, left);
        List<ShipmentPlan> plans = new ArrayList<>();
        for (Draft draft : drafts) {
            plans.add(draft.finish(request.graph(), idle));
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

    private static Draft draft(PlanRequest request, ShipmentDemand shipment, long[] left, double part) {
        Graph graph = request.graph();
        long[] mine = left.clone();
        long[] others = new long[left.length];
        for (int arc = 0; arc < left.length; arc++) {
            mine[arc] = part >= 1 ? left[arc] : (long) (left[arc] * part);
            others[arc] = left[arc] - mine[arc];
        }
        CohortSplit split = new CohortSplit(graph, shipment.holders(), mine, request.seed());
        long[] wired = new long[left.length];
        for (int arc = 0; arc < wired.length; arc++) {
            wired[arc] = graph.capacityBitsPerSecond(arc);
        }
        long[] path = new WidestCheapestTree(graph).widths(shipment.holders(), wired);
        int[] unreachable = Arrays.stream(shipment.lackers()).filter(t -> path[t] == 0).toArray();
        int[] waiting = Arrays.stream(shipment.lackers())
                .filter(t -> path[t] > 0 && split.own(t) == 0)
                .toArray();
        int[] served = Arrays.stream(shipment.lackers()).filter(t -> split.own(t) > 0).toArray();
        List<Cohort> cohorts = served.length == 0
                ? List.of()
                : split.pack(served, mine, request.limits().maxTreesPerShipment());
        for (int arc = 0; arc < left.length; arc++) {
            left[arc] = others[arc] + mine[arc];
        }
        return new Draft(shipment, unreachable, waiting, served, cohorts);
    }

    /** One shipment while rates may still rise. */
    private static final class Draft {
        private final ShipmentDemand shipment;
        private final int[] unreachable;
        private final int[] waiting;
        private final int[] served;
        private final List<Cohort> cohorts;

        Draft(ShipmentDemand shipment, int[] unreachable, int[] waiting, int[] served, List<Cohort> cohorts) {
            this.shipment = shipment;
            this.unreachable = unreachable;
            this.waiting = waiting;
            this.served = served;
            this.cohorts = cohorts;
        }

        ShipmentPlan finish(Graph graph, long[] idle) {
            List<PlannedTree> trees = new ArrayList<>();
            long slowest = Long.MAX_VALUE;
            for (Cohort cohort : cohorts) {
                trees.addAll(cohort.planned());
                slowest = Math.min(slowest, cohort.commonRate());
            }
            if (trees.isEmpty()) {
                return ShipmentPlan.of(trees, unreachable, waiting, 0, 0);
            }
            double bits = shipment.sizeBytes() * BITS_PER_BYTE;
            long bound = ShipmentBound.commonRate(graph, shipment.holders(), served, idle);
            return ShipmentPlan.of(trees, unreachable, waiting, bits / slowest, bits / bound);
        }
    }
}

package org.ebbcast.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Shipments that share links: weighted shares, nothing idle left unused, capacities kept. */
class ManyShipmentsTest {
    private static final int SWITCHES = 4;

    private static PlanRequest request(Graph graph, List<ShipmentDemand> shipments, int trees) {
        long[] idle = IntStream.range(0, graph.arcCount()).mapToLong(graph::capacityBitsPerSecond).toArray();
        return PlanRequest.of(graph, idle, shipments, PlanLimits.of(trees, 0), 1);
    }

    private static Plan sound(PlanRequest request) {
        Plan plan = new SteinerPackingPlanner().plan(request);
        assertThat(PlanVerifier.faults(request, plan)).isEmpty();
        return plan;
    }

    @Property(tries = 100)
    void plan_oneSharedLink_isDividedByWeight(
            @ForAll @IntRange(min = 2, max = 5) int count,
            @ForAll @IntRange(min = 1, max = 1000) int megabits,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Graph.Builder builder = Graph.builder();
        int left = builder.addRelay();
        int right = builder.addRelay();
        long capacity = 1_000_000L * megabits;
        builder.addLink(left, right, capacity, capacity);
        List<ShipmentDemand> shipments = new ArrayList<>();
        double weights = 0;
        for (int s = 0; s < count; s++) {
            int from = builder.addEndPoint();
            int to = builder.addEndPoint();
            builder.addLink(from, left, 2 * capacity, 2 * capacity);
            builder.addLink(to, right, 2 * capacity, 2 * capacity);
            double weight = 0.25 + 4 * random.nextDouble();
            weights += weight;
            shipments.add(ShipmentDemand.of(1_000_000, new int[] {from}, new int[] {to}).withWeight(weight));
        }
        Plan plan = sound(request(builder.build(), shipments, 4));
        for (int s = 0; s < count; s++) {
            double rate = plan.shipments().get(s).trees().stream().mapToLong(PlannedTree::rateBitsPerSecond).sum();
            double share = capacity * shipments.get(s).weight() / weights;
            assertThat(rate).isCloseTo(share, within(100 + 1e-5 * capacity));
        }
    }

    /* Switches in a line, so that every path is the only one and what a shipment needs can be told without a planner. */
    private static Graph line(int hosts, SplittableRandom random) {
        Graph.Builder builder = Graph.builder();
        for (int v = 0; v < SWITCHES; v++) {
            builder.addRelay();
        }
        for (int v = 1; v < SWITCHES; v++) {
            builder.addLink(v - 1, v, 100_000 * (1 + random.nextInt(20)), 100_000 * (1 + random.nextInt(20)));
        }
        for (int h = 0; h < hosts; h++) {
            long capacity = 100_000 * (1 + random.nextInt(20));
            builder.addLink(builder.addEndPoint(), random.nextInt(SWITCHES), capacity, capacity);
        }
        return builder.build();
    }

    /* The arcs from holder to all lackers, walked back from each lacker on the only way there is. */
    private static BitSet arcsNeeded(Graph graph, int holder, int[] lackers) {
        BitSet arcs = new BitSet();
        for (int lacker : lackers) {
            int arc = graph.reverse(graph.firstArc(lacker));
            arcs.set(arc);
            int at = graph.tail(arc);
            int goal = graph.head(graph.firstArc(holder));
            while (at != goal) {
                int next = at + Integer.signum(goal - at);
                for (int out = graph.firstArc(at); out < graph.endArc(at); out++) {
                    if (graph.head(out) == next) {
                        arcs.set(graph.reverse(out));
                    }
                }
                at = next;
            }
        }
        arcs.set(graph.firstArc(holder));
        return arcs;
    }

    @Property(tries = 300)
    void plan_onlyPaths_everyShipmentHasItsShareAndNoneCouldHaveMore(
            @ForAll @IntRange(min = 1, max = 5) int count, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int hosts = 8;
        Graph graph = line(hosts, random);
        List<ShipmentDemand> shipments = new ArrayList<>();
        for (int s = 0; s < count; s++) {
            int holder = SWITCHES + random.nextInt(hosts);
            int[] lackers = IntStream.range(SWITCHES, SWITCHES + hosts)
                    .filter(v -> v != holder && random.nextBoolean())
                    .toArray();
            int[] some = lackers.length > 0 ? lackers : new int[] {holder == SWITCHES ? SWITCHES + 1 : SWITCHES};
            shipments.add(ShipmentDemand.of(1_000_000, new int[] {holder}, some).withWeight(1 + random.nextInt(4)));
        }
        PlanRequest request = request(graph, shipments, 1);
        Plan plan = sound(request);
        double weights = shipments.stream().mapToDouble(ShipmentDemand::weight).sum();
        long[] load = new long[graph.arcCount()];
        for (ShipmentPlan shipment : plan.shipments()) {
            PlannedTree tree = shipment.trees().get(0);
            Arrays.stream(tree.arcs()).forEach(arc -> load[arc] += tree.rateBitsPerSecond());
        }
        for (int s = 0; s < count; s++) {
            ShipmentDemand demand = shipments.get(s);
            PlannedTree tree = plan.shipments().get(s).trees().get(0);
            BitSet needed = arcsNeeded(graph, demand.holders()[0], demand.lackers());
            assertThat(tree.arcs()).containsExactlyInAnyOrder(needed.stream().toArray());
            double narrowest = needed.stream().mapToDouble(graph::capacityBitsPerSecond).min().orElseThrow();
            assertThat((double) tree.rateBitsPerSecond()).isGreaterThanOrEqualTo(narrowest * demand.weight() / weights - 2);
            assertThat(needed.stream().anyMatch(arc -> load[arc] >= graph.capacityBitsPerSecond(arc) - 100)).isTrue();
        }
    }
}

package org.ebbcast.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RandomPlansTest {
    private static Graph graph(int switches, int hosts, SplittableRandom random) {
        Graph.Builder builder = Graph.builder();
        for (int v = 0; v < switches; v++) {
            builder.addRelay();
        }
        for (int l = 0; l < 2 * switches; l++) {
            int u = random.nextInt(switches);
            int v = random.nextInt(switches);
            if (u != v) {
                builder.addLink(u, v, random.nextInt(4) * 1000, random.nextInt(4) * 1000);
            }
        }
        for (int h = 0; h < hosts; h++) {
            int host = builder.addEndPoint();
            builder.addLink(host, random.nextInt(switches), 3000, 3000);
            if (random.nextInt(6) == 0) {
                builder.addLink(host, random.nextInt(switches), 1000, 1000);
            }
        }
        return builder.build();
    }

    private static PlanRequest request(Graph graph, int switches, int hosts, long trickle, SplittableRandom random) {
        long[] idle = IntStream.range(0, graph.arcCount())
                .mapToLong(arc -> (long) (graph.capacityBitsPerSecond(arc) * random.nextInt(4) / 3.0))
                .toArray();
        List<ShipmentDemand> shipments = new ArrayList<>();
        for (int s = 0; s < 1 + random.nextInt(3); s++) {
            int holders = 1 + random.nextInt(hosts / 2);
            int[] shuffled = IntStream.range(switches, switches + hosts).toArray();
            for (int i = hosts - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                int swapped = shuffled[i];
                shuffled[i] = shuffled[j];
                shuffled[j] = swapped;
            }
            shipments.add(ShipmentDemand.of(
                            1 + random.nextInt(1_000_000),
                            IntStream.range(0, holders).map(i -> shuffled[i]).toArray(),
                            IntStream.range(holders, hosts).map(i -> shuffled[i]).toArray())
                    .withWeight(0.5 + random.nextInt(3)));
        }
        return PlanRequest.of(graph, idle, shipments, PlanLimits.of(1 + random.nextInt(5), trickle), 1);
    }

    @Property(tries = 300)
    void plan_anyNetwork_isSoundBoundedAndRepeatable(
            @ForAll @IntRange(min = 1, max = 8) int switches,
            @ForAll @IntRange(min = 2, max = 12) int hosts,
            @ForAll @IntRange(max = 2) int trickle,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Graph graph = graph(switches, hosts, random);
        PlanRequest request = request(graph, switches, hosts, 100L * trickle, random);
        Plan plan = new SteinerPackingPlanner().plan(request);
        assertThat(PlanVerifier.faults(request, plan)).isEmpty();
        Plan again = new SteinerPackingPlanner().plan(request);
        for (int s = 0; s < plan.shipments().size(); s++) {
            ShipmentPlan shipment = plan.shipments().get(s);
            assertThat(shipment.expectedSeconds()).isGreaterThanOrEqualTo(shipment.boundSeconds() * (1 - 1e-9));
            assertThat(again.shipments().get(s).expectedSeconds()).isEqualTo(shipment.expectedSeconds());
        }
    }

    @Property(tries = 300)
    void plan_fewRulesAtSwitches_isSoundAndSaysWhoIsLeftOut(
            @ForAll @IntRange(min = 1, max = 8) int switches,
            @ForAll @IntRange(min = 2, max = 12) int hosts,
            @ForAll @IntRange(max = 9) int mostRules,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Graph graph = graph(switches, hosts, random);
        int[] rules = IntStream.range(0, graph.vertexCount()).map(v -> random.nextInt(mostRules + 1)).toArray();
        PlanRequest request = request(graph, switches, hosts, 0, random).withFreeRules(rules);
        Plan plan = new SteinerPackingPlanner().plan(request);
        assertThat(PlanVerifier.faults(request, plan)).isEmpty();
    }

    @Property(tries = 300)
    void plan_oneHolderAndRoomForOneTree_servesAllWhomAFloodThroughRoomySwitchesReachesAsFast(
            @ForAll @IntRange(min = 1, max = 8) int switches,
            @ForAll @IntRange(min = 2, max = 12) int hosts,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Graph graph = graph(switches, hosts, random);
        long[] idle = IntStream.range(0, graph.arcCount())
                .mapToLong(arc -> graph.capacityBitsPerSecond(arc) * random.nextInt(4) / 3)
                .toArray();
        int[] rules = IntStream.range(0, graph.vertexCount()).map(v -> 1 + random.nextInt(3)).toArray();
        int[] targets = IntStream.range(switches + 1, switches + hosts).toArray();
        ShipmentDemand demand = ShipmentDemand.of(1000, new int[] {switches}, targets);
        PlanRequest request = PlanRequest.of(graph, idle, List.of(demand), PlanLimits.of(4, 0), 1).withFreeRules(rules);
        ShipmentPlan plan = new SteinerPackingPlanner().plan(request).shipments().get(0);
        int[] without = IntStream.of(targets)
                .filter(t -> flood(graph, idle, 1, switches, v -> true)[t])
                .filter(t -> !flood(graph, idle, 1, switches, v -> rules[v] >= 2)[t])
                .toArray();
        int[] served = IntStream.of(targets)
                .filter(t -> flood(graph, idle, 1, switches, v -> rules[v] >= 2)[t])
                .toArray();
        assertThat(plan.withoutRules()).isEqualTo(without);
        assertThat(plan.trees().stream().flatMapToInt(tree -> IntStream.of(tree.targets())).distinct().sorted().toArray())
                .isEqualTo(served);
        long widest = 3000;
        while (served.length > 0 && !reachesAll(flood(graph, idle, widest, switches, v -> rules[v] >= 2), served)) {
            widest--;
        }
        assertThat(plan.expectedSeconds()).isLessThanOrEqualTo(served.length == 0 ? 0 : 8000.0 / widest * (1 + 1e-9));
    }

    private static boolean reachesAll(boolean[] reached, int[] targets) {
        return IntStream.of(targets).allMatch(t -> reached[t]);
    }

    /* Who is reached from a holder over arcs of at least {@code rate} and relays that {@code open} lets through. */
    private static boolean[] flood(Graph graph, long[] idle, long rate, int holder, IntPredicate open) {
        boolean[] reached = new boolean[graph.vertexCount()];
        reached[holder] = true;
        for (int pass = 0; pass < graph.vertexCount(); pass++) {
            for (int arc = 0; arc < graph.arcCount(); arc++) {
                int tail = graph.tail(arc);
                int head = graph.head(arc);
                boolean sends = tail == holder || graph.relays(tail);
                reached[head] |= reached[tail] && sends && idle[arc] >= rate && (!graph.relays(head) || open.test(head));
            }
        }
        return reached;
    }

    @Test
    void request_negativeFreeRulesOrTooFew_saysWhere() {
        LeafSpineLab lab = new LeafSpineLab();
        ShipmentDemand demand = ShipmentDemand.of(1000, new int[] {LeafSpineLab.host(0)}, LeafSpineLab.hostsFrom(1));
        PlanRequest request = lab.request(1, 0, demand);
        int[] rules = new int[lab.graph.vertexCount()];
        rules[3] = -2;
        assertThatThrownBy(() -> request.withFreeRules(rules)).hasMessage("-2 rules free at switch 3");
        assertThatThrownBy(() -> request.withFreeRules(new int[3]))
                .hasMessage("free rules for 3 vertices, graph has 22");
        assertThatThrownBy(() -> request.limits().withRulesPerSwitch(-1)).hasMessage("maxRulesPerSwitch is -1");
    }

    @Test
    void plan_spineWithoutRules_goesByTheOther_leafWithoutRules_isNamed() {
        LeafSpineLab lab = new LeafSpineLab();
        ShipmentDemand demand =
                ShipmentDemand.of(1000, new int[] {LeafSpineLab.host(0)}, LeafSpineLab.hostsFrom(1));
        int[] rules = IntStream.range(0, lab.graph.vertexCount()).map(v -> v == 0 || v == 5 ? 1 : 10).toArray();
        PlanRequest request = lab.request(4, 0, demand).withFreeRules(rules);
        Plan plan = new SteinerPackingPlanner().plan(request);
        assertThat(PlanVerifier.faults(request, plan)).isEmpty();
        ShipmentPlan shipment = plan.shipments().get(0);
        assertThat(shipment.withoutRules()).isEqualTo(LeafSpineLab.hostsFrom(12));
        assertThat(shipment.waiting()).isEmpty();
        assertThat(8000 / shipment.expectedSeconds()).isGreaterThan(0.99 * LeafSpineLab.LINE_RATE);
        for (PlannedTree tree : shipment.trees()) {
            assertThat(IntStream.of(tree.arcs()).map(lab.graph::head).toArray()).contains(1).doesNotContain(0, 5);
        }
    }

    @Test
    void verifier_moreRulesThanFree_isAFault() {
        LeafSpineLab lab = new LeafSpineLab();
        ShipmentDemand demand =
                ShipmentDemand.of(1000, new int[] {LeafSpineLab.host(0)}, LeafSpineLab.hostsFrom(1));
        PlanRequest free = lab.request(1, 0, demand);
        Plan plan = new SteinerPackingPlanner().plan(free);
        int[] rules = IntStream.range(0, lab.graph.vertexCount()).map(v -> v == 2 ? 1 : 10).toArray();
        assertThat(PlanVerifier.faults(free.withFreeRules(rules), plan))
                .containsExactly("switch 2 gets 2 rules, 1 are free");
    }
}

package org.ebbcast.planner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

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
}

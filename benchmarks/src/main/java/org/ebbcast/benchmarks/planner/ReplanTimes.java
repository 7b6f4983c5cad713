package org.ebbcast.benchmarks.planner;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ebbcast.planner.Graph;
import org.ebbcast.planner.Plan;
import org.ebbcast.planner.PlanLimits;
import org.ebbcast.planner.PlanRequest;
import org.ebbcast.planner.ShipmentDemand;
import org.ebbcast.planner.SteinerPackingPlanner;
import org.ebbcast.planner.fabric.Fabric;
import org.ebbcast.planner.topology.ClosFabrics;

/**
 * What does it cost the orchestrator to plan one shipment anew, through {@link SteinerPackingPlanner}, when links
 * between switches changed?
 *
 * <p>{@code java -cp … org.ebbcast.benchmarks.planner.ReplanTimes K TREES}; a fat-tree of K ports, 4 holders, all other
 * hosts lack the content, half the directions of links busy, drawn anew for each of 20 plans; CPU time of the thread.
 */
public final class ReplanTimes {
    private static final int PLANS = 20;
    private static final int HOLDERS = 4;
    private static final long CAPACITY = 10_000_000_000L;

    private ReplanTimes() {}

    public static void main(String[] args) {
        Fabric fabric = ClosFabrics.fatTree(Integer.parseInt(args[0]), Integer.parseInt(args[0]) / 2);
        Graph graph = graph(fabric);
        int hosts = fabric.hostCount();
        int[] end = IntStream.range(fabric.switchCount(), fabric.switchCount() + hosts).toArray();
        ShipmentDemand demand = ShipmentDemand.of(
                1_000_000_000L, Arrays.copyOf(end, HOLDERS), Arrays.copyOfRange(end, HOLDERS, hosts));
        PlanLimits limits = PlanLimits.of(Integer.parseInt(args[1]), 100_000);
        SplittableRandom random = new SplittableRandom(5);
        double[] millis = new double[PLANS];
        int trees = 0;
        for (int p = 0; p < PLANS; p++) {
            PlanRequest request = PlanRequest.of(graph, idle(graph, random), List.of(demand), limits, p);
            long start = cpuNanos();
            Plan plan = new SteinerPackingPlanner().plan(request);
            millis[p] = (cpuNanos() - start) / 1e6;
            trees = plan.shipments().get(0).trees().size();
        }
        double first = millis[0];
        Arrays.sort(millis);
        System.out.printf(Locale.ROOT, "%d hosts, %d trees: median %.1f ms, most %.1f ms, the first %.1f ms%n",
                hosts, trees, millis[PLANS / 2], millis[PLANS - 1], first);
    }

    private static Graph graph(Fabric fabric) {
        Graph.Builder builder = Graph.builder();
        IntStream.range(0, fabric.switchCount()).forEach(v -> builder.addRelay());
        for (int arc = 0; arc < fabric.arcCount(); arc++) {
            if (arc < fabric.reverse(arc)) {
                builder.addLink(fabric.tail(arc), fabric.head(arc), CAPACITY, CAPACITY);
            }
        }
        for (int v = 0; v < fabric.switchCount(); v++) {
            for (int h = fabric.firstHost(v); h < fabric.firstHost(v + 1); h++) {
                builder.addLink(builder.addEndPoint(), v, CAPACITY, CAPACITY);
            }
        }
        return builder.build();
    }

    /* Hosts' links are idle; busy directions between switches have 1 to 30 % left, others 70 to 100 %. */
    private static long[] idle(Graph graph, SplittableRandom random) {
        long[] idle = new long[graph.arcCount()];
        for (int arc = 0; arc < idle.length; arc++) {
            boolean between = graph.relays(graph.tail(arc)) && graph.relays(graph.head(arc));
            double part = random.nextBoolean() ? 0.01 + 0.29 * random.nextDouble() : 0.7 + 0.3 * random.nextDouble();
            idle[arc] = between ? (long) (CAPACITY * part) : CAPACITY;
        }
        return idle;
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}

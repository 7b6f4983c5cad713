package org.ebbcast.benchmarks.planner;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.ebbcast.planner.fabric.CommonRatePlanner;
import org.ebbcast.planner.fabric.Fabric;
import org.ebbcast.planner.fabric.FabricDemand;
import org.ebbcast.planner.fabric.FabricPlan;
import org.ebbcast.planner.fabric.FabricTree;
import org.ebbcast.planner.fabric.FabricVerifier;
import org.ebbcast.planner.fabric.Fractions;
import org.ebbcast.planner.fabric.OwnLimits;
import org.ebbcast.planner.fabric.ReceiverRatePlanner;
import org.ebbcast.planner.fabric.TreeCountBound;
import org.ebbcast.planner.topology.RandomLoad;
import org.ebbcast.planner.topology.Topologies;
import org.ebbcast.planner.topology.TopologyException;

/**
 * How near do common rates come to the limit of K trees and to the exact bound of K trees, and each receiver to its own
 * maximum flow?
 *
 * <p>{@code java -cp … org.ebbcast.benchmarks.planner.FabricQuality common|receivers SEEDS TOPOLOGY…}; topologies as
 * {@link Topologies#read} takes them. Four sources, all other hosts targets, seeds 1 to SEEDS; {@code -Dloads=0.5,0.7}
 * for some of the loads only.
 */
public final class FabricQuality {
    private static final String LOADS = "0.1,0.3,0.5,0.7,0.9";
    private static final int SOURCES = 4;
    private static final int BOUND_EFFORT = 60_000;

    private FabricQuality() {}

    public static void main(String[] args) throws TopologyException, IOException {
        if (args.length < 3 || !args[0].equals("common") && !args[0].equals("receivers")) {
            System.err.println("usage: FabricQuality common|receivers SEEDS TOPOLOGY...");
            System.exit(2);
        }
        int seeds = Integer.parseInt(args[1]);
        double[] loads = Arrays.stream(System.getProperty("loads", LOADS).split(","))
                .mapToDouble(Double::parseDouble)
                .toArray();
        for (String topology : List.of(args).subList(2, args.length)) {
            Fabric fabric = Topologies.read(topology, 0);
            for (double load : loads) {
                String row = String.format(Locale.ROOT, "| %s | %d | %.1f |", topology, seeds, load);
                if (args[0].equals("common")) {
                    System.out.println(row + commonRates(fabric, load, seeds));
                } else {
                    System.out.println(row + receivers(fabric, load, seeds, 8));
                    System.out.println(row + receivers(fabric, load, seeds, 16));
                }
            }
        }
    }

    /* For K = 1, 2, 4, 8: least part of the limit, then mean and least part of the bound; for 16 the cut bound. */
    private static String commonRates(Fabric fabric, double load, int seeds) {
        StringBuilder row = new StringBuilder();
        for (int trees : new int[] {1, 2, 4, 8, 16}) {
            double leastOfLimit = 1;
            double least = 1;
            double sum = 0;
            for (int seed = 1; seed <= seeds; seed++) {
                FabricDemand demand = drawn(fabric, load, false, seed);
                FabricPlan plan = sound(demand, CommonRatePlanner.plan(demand, trees, seed));
                double rate = plan.trees().stream().mapToLong(FabricTree::rate).sum();
                double ofBound = rate / TreeCountBound.of(demand, trees, BOUND_EFFORT);
                leastOfLimit = Math.min(leastOfLimit, rate / Math.min(plan.boundRate(), limitOfTrees(demand, trees)));
                least = Math.min(least, ofBound);
                sum += ofBound;
            }
            row.append(String.format(Locale.ROOT, " %.3f · %.3f / %.3f |", leastOfLimit, sum / seeds, least));
        }
        return row.toString();
    }

    private static FabricDemand drawn(Fabric fabric, double load, boolean access, int seed) {
        return RandomLoad.draw(fabric, load, access, SOURCES, fabric.hostCount() - SOURCES, seed);
    }

    private static FabricPlan sound(FabricDemand demand, FabricPlan plan) {
        List<String> faults = FabricVerifier.faults(demand, plan);
        if (!faults.isEmpty()) {
            throw new IllegalStateException(faults.get(0));
        }
        return plan;
    }

    /* Least sum of the K widest arcs into a switch with targets and without a source. */
    private static long limitOfTrees(FabricDemand demand, int trees) {
        Fabric fabric = demand.fabric();
        long limit = Long.MAX_VALUE;
        for (int v = 0; v < fabric.switchCount(); v++) {
            int here = v;
            boolean source = Arrays.stream(demand.sources()).anyMatch(s -> fabric.switchOf(s) == here);
            if (source || fabric.firstHost(v) == fabric.firstHost(v + 1)) {
                continue;
            }
            int[] into = new int[fabric.firstArc(v + 1) - fabric.firstArc(v)];
            for (int i = 0; i < into.length; i++) {
                into[i] = demand.idle(fabric.reverse(fabric.firstArc(v) + i));
            }
            Arrays.sort(into);
            long sum = 0;
            for (int i = 0; i < trees && i < into.length; i++) {
                sum += into[into.length - 1 - i];
            }
            limit = Math.min(limit, sum);
        }
        return limit;
    }

    private static String receivers(Fabric fabric, double load, int seeds, int trees) {
        double mean = 0;
        double leastFifth = 1;
        double least = 1;
        boolean exact = false;
        for (int seed = 1; seed <= seeds; seed++) {
            FabricDemand demand = drawn(fabric, load, true, seed);
            FabricPlan plan = sound(demand, ReceiverRatePlanner.plan(demand, trees, seed));
            OwnLimits limits = new OwnLimits(demand);
            exact = limits.isExact();
            Fractions fractions = new Fractions();
            for (int v = 0; v < fabric.switchCount(); v++) {
                for (int h = fabric.firstHost(v); h < fabric.firstHost(v + 1); h++) {
                    if (demand.isTarget(h)) {
                        fractions.add((double) plan.rateOf(h) / limits.of(h, v));
                    }
                }
            }
            mean += fractions.mean() / seeds;
            leastFifth = Math.min(leastFifth, fractions.percentile(0.05));
            least = Math.min(least, fractions.least());
        }
        return String.format(Locale.ROOT, " %d | %.4f | %.3f | %.3f | %s |",
                trees, mean, leastFifth, least, exact ? "max-flow" : "cuts");
    }
}

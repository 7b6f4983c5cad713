package org.ebbcast.benchmarks.planner;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.ebbcast.planner.fabric.CommonRatePlanner;
import org.ebbcast.planner.fabric.Fabric;
import org.ebbcast.planner.fabric.FabricDemand;
import org.ebbcast.planner.fabric.FabricPlan;
import org.ebbcast.planner.fabric.FabricTree;
import org.ebbcast.planner.fabric.FabricVerifier;
import org.ebbcast.planner.fabric.Fractions;
import org.ebbcast.planner.fabric.OwnLimits;
import org.ebbcast.planner.fabric.ReceiverRatePlanner;
import org.ebbcast.planner.topology.RandomLoad;
import org.ebbcast.planner.topology.Topologies;
import org.ebbcast.planner.topology.TopologyException;

/**
 * How near do common rates come to the cut bound and to the limit of K trees, and each receiver to its own maximum
 * flow?
 *
 * <p>{@code java -cp … org.ebbcast.benchmarks.planner.FabricQuality SEEDS TOPOLOGY…}; topologies as {@link
 * Topologies#read} takes them. Four sources, all other hosts targets.
 */
public final class FabricQuality {
    private static final double[] LOADS = {0.1, 0.3, 0.5, 0.7, 0.9};
    private static final int SOURCES = 4;

    private FabricQuality() {}

    public static void main(String[] args) throws TopologyException, IOException {
        int seeds = Integer.parseInt(args[0]);
        for (String topology : List.of(args).subList(1, args.length)) {
            Fabric fabric = Topologies.read(topology, 0);
            System.out.println("## " + topology);
            for (double load : LOADS) {
                commonRates(fabric, load, seeds);
            }
            for (double load : LOADS) {
                receivers(fabric, load, seeds, 8);
                receivers(fabric, load, seeds, 16);
            }
        }
    }

    private static void commonRates(Fabric fabric, double load, int seeds) {
        StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "| common, load %.1f |", load));
        for (int trees : new int[] {1, 2, 4, 8, 16}) {
            double least = 1;
            double sum = 0;
            for (int seed = 1; seed <= seeds; seed++) {
                FabricDemand demand = drawn(fabric, load, false, seed);
                FabricPlan plan = sound(demand, CommonRatePlanner.plan(demand, trees, seed));
                long rate = plan.trees().stream().mapToLong(FabricTree::rate).sum();
                long limit = Math.min(plan.boundRate(), trees < 16 ? limitOfTrees(demand, trees) : Long.MAX_VALUE);
                least = Math.min(least, (double) rate / limit);
                sum += (double) rate / limit;
            }
            row.append(String.format(Locale.ROOT, " K=%d %.3f / %.3f |", trees, sum / seeds, least));
            if (trees == 2) {
                row.append(againstTwoRates(fabric, load, seeds));
            }
        }
        System.out.println(row);
    }

    private static String againstTwoRates(Fabric fabric, double load, int seeds) {
        double least = 1;
        double sum = 0;
        for (int seed = 1; seed <= seeds; seed++) {
            FabricDemand demand = drawn(fabric, load, false, seed);
            FabricPlan plan = CommonRatePlanner.plan(demand, 2, seed);
            double part = (double) plan.trees().stream().mapToLong(FabricTree::rate).sum()
                    / Math.min(plan.boundRate(), limitOfTwoRates(demand));
            least = Math.min(least, part);
            sum += part;
        }
        return String.format(Locale.ROOT, " two rates %.3f / %.3f |", sum / seeds, least);
    }

    /*
     * Largest sum of two rates that has room at every switch at once: both on one arc, or one each on the two widest.
     * For a sum s, the switches without an arc of s need the larger rate a ≤ their widest and s − a ≤ their second;
     * whether there is such an a only gets harder with s, so bisection finds the exact limit.
     */
    private static long limitOfTwoRates(FabricDemand demand) {
        List<int[]> bins = bins(demand);
        long low = 0;
        long high = 2L * RandomLoad.LINE_RATE;
        while (high - low > 1) {
            long s = (low + high) / 2;
            long widest = Long.MAX_VALUE;
            long second = Long.MAX_VALUE;
            for (int[] bin : bins) {
                if (bin[0] < s) {
                    widest = Math.min(widest, bin[0]);
                    second = Math.min(second, bin.length > 1 ? bin[1] : 0);
                }
            }
            boolean fits = Math.max((s + 1) / 2, second == Long.MAX_VALUE ? 0 : s - second) <= widest;
            low = fits ? s : low;
            high = fits ? high : s;
        }
        return low;
    }

    /* Idle rates into each switch with targets and without a source, descending; the sources' uplinks count as one. */
    private static List<int[]> bins(FabricDemand demand) {
        Fabric fabric = demand.fabric();
        List<int[]> bins = new ArrayList<>();
        bins.add(descending(Arrays.stream(demand.sources()).map(demand::idleUp).toArray()));
        for (int v = 0; v < fabric.switchCount(); v++) {
            int here = v;
            boolean source = Arrays.stream(demand.sources()).anyMatch(s -> fabric.switchOf(s) == here);
            if (!source && fabric.firstHost(v) < fabric.firstHost(v + 1)) {
                bins.add(descending(IntStream.range(fabric.firstArc(v), fabric.firstArc(v + 1))
                        .map(out -> demand.idle(fabric.reverse(out)))
                        .toArray()));
            }
        }
        return bins;
    }

    private static int[] descending(int[] rates) {
        return Arrays.stream(rates).map(r -> -r).sorted().map(r -> -r).toArray();
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

    private static void receivers(Fabric fabric, double load, int seeds, int trees) {
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
        System.out.printf(Locale.ROOT, "| receivers, load %.1f, %d trees | mean %.4f | 5th percentile %.3f | worst %.3f | %s |%n",
                load, trees, mean, leastFifth, least, exact ? "max-flow" : "cuts");
    }
}

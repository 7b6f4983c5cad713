package org.ebbcast.benchmarks.planner;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import org.ebbcast.planner.fabric.CommonRatePlanner;
import org.ebbcast.planner.fabric.FabricDemand;
import org.ebbcast.planner.fabric.FabricTree;
import org.ebbcast.planner.fabric.FabricVerifier;
import org.ebbcast.planner.fabric.RepairablePlan;
import org.ebbcast.planner.topology.ChangedLinks;
import org.ebbcast.planner.topology.ClosFabrics;
import org.ebbcast.planner.topology.RandomLoad;

/**
 * How long does it take to repair a plan of several trees when links change in both directions, beside planning anew in
 * the same run, and is it as good?
 *
 * <p>{@code java -cp … org.ebbcast.benchmarks.planner.PlanRepairTimes [k trees links batches]}, 160 8 100 300 if not
 * told; CPU time of the thread; the second of two rounds is told. Every tenth result is compared with planning anew and
 * verified.
 */
public final class PlanRepairTimes {
    private static final int COMPARED = 10;

    private PlanRepairTimes() {}

    public static void main(String[] args) {
        int[] told = Arrays.stream(args).mapToInt(Integer::parseInt).toArray();
        int k = told.length > 0 ? told[0] : 160;
        int trees = told.length > 1 ? told[1] : 8;
        int links = told.length > 2 ? told[2] : 100;
        int batches = told.length > 3 ? told[3] : 300;
        int targets = Math.min(1_000_000, k * k * k / 4 - 4);
        FabricDemand demand = RandomLoad.draw(ClosFabrics.fatTree(k, k / 2), 0.5, false, 4, targets, 1);
        RepairablePlan plan = new RepairablePlan(demand, trees, 1);
        SplittableRandom random = new SplittableRandom(5);
        FabricDemand now = demand;
        for (int round = 0; round < 2; round++) {
            now = measure(now, plan, trees, links, batches, random, round == 1);
        }
    }

    private static FabricDemand measure(
            FabricDemand start, RepairablePlan plan, int trees, int links, int batches, SplittableRandom random, boolean tell) {
        double[] repair = new double[batches];
        double[] anew = new double[(batches + COMPARED - 1) / COMPARED];
        int[] took = new int[RepairablePlan.Repair.values().length];
        double worst = Double.MAX_VALUE;
        int faults = 0;
        FabricDemand demand = start;
        for (int b = 0; b < batches; b++) {
            ChangedLinks changed = ChangedLinks.draw(demand.fabric(), links, 0.5, random.nextLong());
            long from = cpuNanos();
            took[plan.update(changed.arcs(), changed.idle()).ordinal()]++;
            repair[b] = (cpuNanos() - from) / 1e6;
            demand = changed.in(demand);
            if (b % COMPARED == 0) {
                from = cpuNanos();
                long rate = CommonRatePlanner.plan(demand, trees, 1).trees().stream().mapToLong(FabricTree::rate).sum();
                anew[b / COMPARED] = (cpuNanos() - from) / 1e6;
                worst = Math.min(worst, (double) plan.rate() / rate);
                faults += FabricVerifier.faults(demand, plan.plan()).size();
            }
        }
        if (tell) {
            Arrays.sort(repair);
            Arrays.sort(anew);
            System.out.printf(Locale.ROOT, "repair: median %.4f ms, p99 %.3f ms, most %.2f ms; %s: %s%n",
                    repair[batches / 2], repair[batches * 99 / 100], repair[batches - 1],
                    Arrays.toString(RepairablePlan.Repair.values()), Arrays.toString(took));
            System.out.printf(Locale.ROOT, "anew: median %.3f ms, most %.2f ms; least rate of a repaired plan by planning"
                    + " anew %.4f; faults %d%n", anew[anew.length / 2], anew[anew.length - 1], worst, faults);
        }
        return demand;
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}

package org.ebbcast.benchmarks.planner;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import org.ebbcast.planner.fabric.Fabric;
import org.ebbcast.planner.fabric.FabricDemand;
import org.ebbcast.planner.fabric.RepairableTree;
import org.ebbcast.planner.topology.ClosFabrics;
import org.ebbcast.planner.topology.RandomLoad;

/**
 * How is the time to repair one tree distributed when 100 links of a k=160 fat-tree change in both directions?
 *
 * <p>{@code java -cp … org.ebbcast.benchmarks.planner.RepairTimes}; CPU time of the thread; three rounds of 1000
 * batches, the last is warm.
 */
public final class RepairTimes {
    private static final int BATCHES = 1000;
    private static final int LINKS = 100;

    private RepairTimes() {}

    public static void main(String[] args) {
        Fabric fabric = ClosFabrics.fatTree(160, 80);
        FabricDemand demand = RandomLoad.draw(fabric, 0.5, false, 4, 1_000_000, 1);
        RepairableTree tree = new RepairableTree(demand);
        for (int i = 0; i < 5; i++) {
            long start = cpuNanos();
            tree = new RepairableTree(demand);
            System.out.printf(Locale.ROOT, "anew: %.1f ms%n", (cpuNanos() - start) / 1e6);
        }
        SplittableRandom random = new SplittableRandom(5);
        for (int round = 0; round < 3; round++) {
            measure(fabric, tree, random);
        }
    }

    private static void measure(Fabric fabric, RepairableTree tree, SplittableRandom random) {
        double[] millis = new double[BATCHES];
        int anew = 0;
        for (int b = 0; b < BATCHES; b++) {
            int[] arcs = new int[2 * LINKS];
            int[] rates = new int[2 * LINKS];
            for (int i = 0; i < arcs.length; i++) {
                arcs[i] = i % 2 == 0 ? random.nextInt(fabric.arcCount()) : fabric.reverse(arcs[i - 1]);
                double idle = random.nextBoolean() ? 0.01 + 0.29 * random.nextDouble() : 0.7 + 0.3 * random.nextDouble();
                rates[i] = (int) (RandomLoad.LINE_RATE * idle);
            }
            long start = cpuNanos();
            anew += tree.update(arcs, rates) ? 0 : 1;
            millis[b] = (cpuNanos() - start) / 1e6;
        }
        Arrays.sort(millis);
        System.out.printf(Locale.ROOT, "repair: median %.4f ms, p99 %.3f ms, most %.2f ms; planned anew %d of %d%n",
                millis[BATCHES / 2], millis[BATCHES * 99 / 100], millis[BATCHES - 1], anew, BATCHES);
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}

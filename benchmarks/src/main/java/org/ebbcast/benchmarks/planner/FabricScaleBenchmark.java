package org.ebbcast.benchmarks.planner;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.ebbcast.planner.fabric.BreadthFirstPass;
import org.ebbcast.planner.fabric.CommonRatePlanner;
import org.ebbcast.planner.fabric.Fabric;
import org.ebbcast.planner.fabric.FabricDemand;
import org.ebbcast.planner.fabric.FabricPlan;
import org.ebbcast.planner.fabric.ReceiverRatePlanner;
import org.ebbcast.planner.fabric.RepairableTree;
import org.ebbcast.planner.topology.ClosFabrics;
import org.ebbcast.planner.topology.RandomLoad;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long does it take to plan for a million receivers, beside a breadth-first pass over the same arrays, and to
 * repair a tree when 100 links change?
 *
 * <p>{@code java -cp … org.openjdk.jmh.Main FabricScaleBenchmark}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 3, time = 3)
public class FabricScaleBenchmark {
    private static final int CHANGED_LINKS = 100;

    @Param("160")
    private int k = 160;

    @Param("0.5")
    private double load = 0.5;

    private final SplittableRandom random = new SplittableRandom(5);
    private final int[] arcs = new int[CHANGED_LINKS];
    private final int[] rates = new int[CHANGED_LINKS];
    private Fabric fabric = ClosFabrics.fatTree(2, 1);
    private FabricDemand demand = RandomLoad.draw(fabric, 0, false, 1, 1, 1);
    private FabricDemand loadedAccess = demand;
    private BreadthFirstPass pass = new BreadthFirstPass(fabric);
    private RepairableTree tree = new RepairableTree(demand);

    @Setup
    public void draw() {
        fabric = ClosFabrics.fatTree(k, k / 2);
        int targets = (int) (fabric.hostCount() * (1_000_000L / 1_024_000.0));
        demand = RandomLoad.draw(fabric, load, false, 4, targets, 1);
        loadedAccess = RandomLoad.draw(fabric, load, true, 4, targets, 1);
        pass = new BreadthFirstPass(fabric);
        tree = new RepairableTree(demand);
    }

    @Benchmark
    public int breadthFirstPass() {
        return pass.from(fabric.switchOf(demand.sources()[0]));
    }

    @Benchmark
    public FabricPlan oneTree() {
        return CommonRatePlanner.plan(demand, 1, 1);
    }

    @Benchmark
    public FabricPlan eightTrees() {
        return CommonRatePlanner.plan(demand, 8, 1);
    }

    @Benchmark
    public FabricPlan sixteenTreesWithCohorts() {
        return ReceiverRatePlanner.plan(loadedAccess, 16, 1);
    }

    /** Drawing the changes is part of what is measured. */
    @Benchmark
    public boolean hundredChangedLinks() {
        for (int i = 0; i < CHANGED_LINKS; i++) {
            boolean busy = random.nextDouble() < load;
            arcs[i] = random.nextInt(fabric.arcCount());
            rates[i] = (int) (RandomLoad.LINE_RATE * (busy ? 0.01 + 0.29 * random.nextDouble() : 0.7 + 0.3 * random.nextDouble()));
        }
        return tree.update(arcs, rates);
    }
}

package org.ebbcast.planner.tool;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ebbcast.planner.fabric.CommonRatePlanner;
import org.ebbcast.planner.fabric.FabricDemand;
import org.ebbcast.planner.fabric.FabricPlan;
import org.ebbcast.planner.fabric.FabricTree;
import org.ebbcast.planner.fabric.FabricVerifier;
import org.ebbcast.planner.fabric.RepairablePlan;
import org.ebbcast.planner.topology.ChangedLinks;
import org.ebbcast.planner.topology.TopologyException;

/** Changes links under a plan, lets it be repaired, and tells what that is worth beside planning anew. */
final class ChangeTrial {
    private final PlanOptions options;
    private final RepairablePlan repaired;
    private final int maxTrees;
    private final double[] repairMillis;
    private final double[] anewMillis;
    private FabricDemand demand;
    private RepairablePlan.Repair repair = RepairablePlan.Repair.NONE;
    private int links;
    private long anewRate;
    private List<String> faults = List.of();

    private ChangeTrial(PlanOptions options, FabricDemand demand, int maxTrees) {
        this.options = options;
        this.demand = demand;
        this.maxTrees = maxTrees;
        int batches = options.changes.isPresent() ? 1 : options.repeat;
        repairMillis = new double[batches];
        anewMillis = new double[batches];
        repaired = new RepairablePlan(demand, maxTrees, options.seed);
    }

    /**
     * The changes that the options ask for, as often as they say, one upon the other; empty when they ask for none.
     *
     * @param unit bit/s that a rate of 1 in {@code demand} stands for
     */
    static Optional<ChangeTrial> of(PlanOptions options, FabricDemand demand, int maxTrees, double unit)
            throws TopologyException, IOException {
        if (options.change == 0 && options.changes.isEmpty()) {
            return Optional.empty();
        }
        Optional<Path> file = options.changes;
        ChangedLinks told = file.isPresent()
                ? ChangedLinks.read(file.get(), demand.fabric(), unit)
                : ChangedLinks.draw(demand.fabric(), options.change, options.load, options.seed);
        ChangeTrial trial = new ChangeTrial(options, demand, maxTrees);
        for (int b = 0; b < trial.repairMillis.length; b++) {
            ChangedLinks changed = b == 0
                    ? told
                    : ChangedLinks.draw(demand.fabric(), options.change, options.load, options.seed + b);
            trial.change(changed, b);
        }
        return Optional.of(trial);
    }

    private void change(ChangedLinks changed, int batch) {
        links = changed.arcs().length / 2;
        demand = changed.in(demand);
        long start = cpuNanos();
        repair = repaired.update(changed.arcs(), changed.idle());
        repairMillis[batch] = (cpuNanos() - start) / 1e6;
        start = cpuNanos();
        FabricPlan anew = CommonRatePlanner.plan(demand, maxTrees, options.seed);
        anewMillis[batch] = (cpuNanos() - start) / 1e6;
        anewRate = anew.trees().stream().mapToLong(FabricTree::rate).sum();
        if (faults.isEmpty()) {
            faults = FabricVerifier.faults(demand, repaired.plan());
        }
    }

    /** Whether every repaired plan was sound. */
    boolean isSound() {
        return faults.isEmpty();
    }

    String json(double unit) {
        return String.format(Locale.ROOT,
                "{\"links\": %d, \"batches\": %d, \"repair\": \"%s\", \"treesMoved\": %d, \"trees\": %d,"
                        + " \"rateBitsPerSecond\": %d, \"anewRateBitsPerSecond\": %d, \"boundBitsPerSecond\": %d,"
                        + " \"verified\": %b, \"cpuMillis\": {\"repairMedian\": %.4f, \"repairMost\": %.4f,"
                        + " \"anewMedian\": %.4f, \"anewMost\": %.4f}}",
                links, repairMillis.length, repair.name().toLowerCase(Locale.ROOT), repaired.movedTrees(),
                repaired.plan().trees().size(), Math.round(repaired.rate() * unit), Math.round(anewRate * unit),
                Math.round(repaired.boundRate() * unit), isSound(),
                median(repairMillis), most(repairMillis), median(anewMillis), most(anewMillis));
    }

    void print(double unit, PrintWriter out) {
        out.println(String.format(Locale.ROOT,
                "%d links changed%s: %s; %.3f Gbit/s, planned anew %.3f, bound %.3f",
                links, repairMillis.length > 1 ? ", the last of " + repairMillis.length + " times" : "", said(),
                repaired.rate() * unit / 1e9, anewRate * unit / 1e9, repaired.boundRate() * unit / 1e9));
        out.println(String.format(Locale.ROOT, "CPU ms: repair median %.4f, most %.4f; anew median %.4f, most %.4f",
                median(repairMillis), most(repairMillis), median(anewMillis), most(anewMillis)));
        out.println(isSound() ? "repaired plan verified" : "REPAIRED PLAN NOT SOUND: " + faults.get(0));
    }

    private String said() {
        String of = repaired.movedTrees() + " of " + repaired.plan().trees().size() + " trees moved";
        switch (repair) {
            case NONE:
                return "no tree had to change";
            case MOVED:
                return of;
            case RATES:
                return of + ", rates set anew";
            default:
                return "all planned anew";
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static double most(double[] values) {
        return Arrays.stream(values).max().orElse(0);
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}

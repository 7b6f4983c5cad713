package org.ebbcast.planner.tool;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Optional;
import org.ebbcast.planner.PlanLimits;
import org.ebbcast.planner.fabric.BreadthFirstPass;
import org.ebbcast.planner.fabric.CommonRatePlanner;
import org.ebbcast.planner.fabric.Fabric;
import org.ebbcast.planner.fabric.FabricDemand;
import org.ebbcast.planner.fabric.FabricPlan;
import org.ebbcast.planner.fabric.ReceiverRatePlanner;
import org.ebbcast.planner.topology.Network;
import org.ebbcast.planner.topology.RandomLoad;
import org.ebbcast.planner.topology.Topologies;
import org.ebbcast.planner.topology.TopologyException;

/** Plans a distribution on a generated or read network under random load, and tells what the plan is worth. */
public final class PlanTool {
    private static final int DRAWABLE_SWITCHES = 300;

    private final PlanOptions options;
    private double buildMillis;
    private double bfsMillis;
    private double planMillis;
    private int[] freeRules = {};

    private PlanTool(PlanOptions options) {
        this.options = options;
    }

    /**
     * Plans and prints.
     *
     * @return 0 when the plan verified, 1 when it did not, 2 when the options cannot be used, which {@code err}
     *     explains
     */
    public static int run(PlanOptions options, PrintWriter out, PrintWriter err) {
        try {
            return new PlanTool(options).run(out);
        } catch (TopologyException | IllegalArgumentException e) {
            err.println("plan: " + e.getMessage());
        } catch (IOException e) {
            err.println("plan: " + FileFault.said(e));
        }
        err.flush();
        return 2;
    }

    private int run(PrintWriter out) throws TopologyException, IOException {
        requireBetween("trees", options.trees, 1, 16);
        if (options.rulesPerSwitch == 1) {
            throw new IllegalArgumentException("1 rule at each switch holds no tree, which takes a flow rule and a group");
        }
        requireBetween("rules at each switch", options.rulesPerSwitch, 0, 1_000_000);
        requireBetween("repeat", options.repeat, 1, 1_000_000);
        requireBetween("hosts at each switch", options.hostsPerSwitch, 0, 1_000_000);
        requireBetween("size", options.sizeBytes, 1, Long.MAX_VALUE / 64);
        requireBetween("trickle", options.trickleBitsPerSecond, 0, options.lineRateBitsPerSecond);
        requireRepairable();
        long start = cpuNanos();
        Network network = Topologies.network(options.topology, options.hostsPerSwitch);
        if (options.svg.isPresent() && network.fabric().switchCount() > DRAWABLE_SWITCHES) {
            throw new IllegalArgumentException(network.fabric().switchCount() + " switches are too many to draw; up to "
                    + DRAWABLE_SWITCHES + " are drawn");
        }
        freeRules = freeRules(network);
        FabricDemand demand = demand(network);
        buildMillis = millisSince(start);
        FabricPlan plan = planned(demand);
        for (int r = 1; r < options.repeat; r++) {
            plan = planned(demand);
        }
        Runtime runtime = Runtime.getRuntime();
        long heapUsedBytes = runtime.totalMemory() - runtime.freeMemory();
        PlanFigures figures = new PlanFigures(demand, plan, options.sizeBytes, freeRules);
        Optional<ChangeTrial> trial = ChangeTrial.of(options, demand, mostTrees(), unit());
        if (options.json) {
            Optional<String> change = trial.map(t -> t.json(unit()));
            out.println(PlanReport.json(options, demand, plan, figures, millis(), heapUsedBytes, change));
        } else {
            PlanReport.print(options, demand, plan, figures, millis(), out);
            trial.ifPresent(t -> t.print(unit(), out));
        }
        if (options.svg.isPresent()) {
            Files.writeString(options.svg.get(), PlanDrawing.svg(options, demand, plan));
        }
        out.flush();
        return figures.faults.isEmpty() && trial.map(ChangeTrial::isSound).orElse(true) ? 0 : 1;
    }

    private void requireRepairable() {
        requireBetween("change", options.change, 0, 1_000_000);
        boolean changes = options.change > 0 || options.changes.isPresent();
        if (options.change > 0 && options.changes.isPresent()) {
            throw new IllegalArgumentException("links that change are either drawn or read from " + options.changes.get()
                    + "; give --change or --changes, not both");
        }
        if (changes && options.loadAccessLinks) {
            throw new IllegalArgumentException("plans at receivers' own rates are not repaired when links change; leave"
                    + " out --load-access or the changes");
        }
    }

    /* Bits per second of a rate of 1. */
    private double unit() {
        return (double) options.lineRateBitsPerSecond / RandomLoad.LINE_RATE;
    }

    private static void requireBetween(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " is " + value + ", must be in " + least + ".." + most);
        }
    }

    private FabricDemand demand(Network network) {
        Fabric fabric = network.fabric();
        int targets = options.targets > 0 ? options.targets : fabric.hostCount() - options.sources;
        FabricDemand drawn = RandomLoad.draw(
                fabric, options.load, options.loadAccessLinks, options.sources, targets, options.seed);
        double unit = unit();
        FabricDemand demand = network.isStated() ? network.stated(drawn, unit) : drawn;
        int trickle = (int) Math.ceil(options.trickleBitsPerSecond / unit);
        FabricDemand rated = trickle > 0 ? demand.trickling(trickle) : demand;
        boolean someLimited = !options.rulesAt.isEmpty() || !network.freeRules().isEmpty();
        return someLimited ? rated.withRoomForTrees(room()) : rated;
    }

    /* Flow rules and groups that each switch may take, the least of what file and options say; empty without a limit. */
    private int[] freeRules(Network network) {
        if (options.rulesPerSwitch == 0 && options.rulesAt.isEmpty() && network.freeRules().isEmpty()) {
            return new int[0];
        }
        int[] free = new int[network.fabric().switchCount()];
        Arrays.fill(free, options.rulesPerSwitch == 0 ? Integer.MAX_VALUE : options.rulesPerSwitch);
        network.freeRules().forEach((v, rules) -> free[v] = Math.min(free[v], rules));
        options.rulesAt.forEach((v, rules) -> {
            if (v < 0 || v >= free.length || rules < 0) {
                throw new IllegalArgumentException(rules + " rules at switch " + v + ": there are switches 0 to "
                        + (free.length - 1) + ", and the least number of rules is 0");
            }
            free[v] = Math.min(free[v], rules);
        });
        return free;
    }

    private int[] room() {
        return Arrays.stream(freeRules)
                .map(rules -> Math.min(mostTrees(), rules / PlanLimits.RULES_OF_A_TREE))
                .toArray();
    }

    private int mostTrees() {
        int trees = options.rulesPerSwitch / PlanLimits.RULES_OF_A_TREE;
        return options.rulesPerSwitch == 0 ? options.trees : Math.min(options.trees, trees);
    }

    private double[] millis() {
        return new double[] {buildMillis, bfsMillis, planMillis};
    }

    private FabricPlan planned(FabricDemand demand) {
        BreadthFirstPass pass = new BreadthFirstPass(demand.fabric());
        long start = cpuNanos();
        pass.from(demand.fabric().switchOf(demand.sources()[0]));
        bfsMillis = millisSince(start);
        start = cpuNanos();
        int trees = mostTrees();
        FabricPlan plan = options.loadAccessLinks
                ? ReceiverRatePlanner.plan(demand, trees, options.seed)
                : CommonRatePlanner.plan(demand, trees, options.seed);
        planMillis = millisSince(start);
        return plan;
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static double millisSince(long start) {
        return (cpuNanos() - start) / 1e6;
    }
}

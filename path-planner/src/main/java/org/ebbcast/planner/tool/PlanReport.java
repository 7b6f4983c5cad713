package org.ebbcast.planner.tool;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import org.ebbcast.planner.fabric.FabricDemand;
import org.ebbcast.planner.fabric.FabricPlan;
import org.ebbcast.planner.fabric.FabricTree;
import org.ebbcast.planner.topology.RandomLoad;

/** The figures of a plan as JSON or for a person to read. */
final class PlanReport {
    private static final int MOST_NAMED = 1000;

    private PlanReport() {}

    static String json(
            PlanOptions options,
            FabricDemand demand,
            FabricPlan plan,
            PlanFigures figures,
            double[] millis,
            long heapUsedBytes,
            Optional<String> change) {
        StringJoiner json = new StringJoiner(",\n  ", "{\n  ", "\n}");
        json.add("\"topology\": \"" + options.topology.replace("\\", "\\\\").replace("\"", "\\\"") + "\"");
        json.add("\"vertices\": " + (demand.fabric().switchCount() + demand.fabric().hostCount()));
        json.add("\"edges\": " + (demand.fabric().arcCount() / 2 + demand.fabric().hostCount()));
        json.add("\"sources\": " + Arrays.toString(demand.sources()));
        json.add("\"targets\": " + demand.targetCount());
        json.add("\"targetsPlanned\": " + figures.targetsPlanned);
        json.add("\"unreachable\": " + named(figures.unreachable));
        json.add("\"waiting\": " + named(figures.waiting));
        json.add("\"withoutRules\": " + named(figures.withoutRules));
        json.add("\"floor\": {\"policy\": \"" + (options.trickleBitsPerSecond > 0 ? "trickle" : "wait")
                + "\", \"bitsPerSecond\": " + options.trickleBitsPerSecond + "}");
        json.add("\"spread\": {\"form\": \"" + figures.spread.form().name().toLowerCase(Locale.ROOT)
                + "\", \"sizeBytes\": " + options.sizeBytes + "}");
        StringJoiner trees = new StringJoiner(",\n    ", "[\n    ", "\n  ]");
        for (int t = 0; t < plan.trees().size(); t++) {
            FabricTree tree = plan.trees().get(t);
            trees.add("{\"root\": " + tree.source() + ", \"rateBitsPerSecond\": " + bits(options, tree.rate())
                    + ", \"targets\": " + figures.targetsOfTree[t] + ", \"edges\": " + figures.edgesOfTree[t]
                    + ", \"bytes\": {\"from\": " + figures.spread.from(t) + ", \"to\": " + figures.spread.to(t) + "}}");
        }
        json.add("\"trees\": " + trees);
        json.add("\"commonRateBitsPerSecond\": " + bits(options, figures.commonRate));
        json.add("\"cutBoundBitsPerSecond\": " + bits(options, plan.boundRate()));
        json.add("\"ownLimit\": \"" + (figures.exactLimits ? "max-flow" : "cuts") + "\"");
        json.add(decimal("\"ownLimitFraction\": {\"mean\": %.6f, \"p5\": %.3f, \"min\": %.6f}",
                figures.ownLimitFraction.mean(),
                figures.ownLimitFraction.percentile(0.05),
                figures.ownLimitFraction.least()));
        json.add(decimal("\"linkStress\": %.6f", figures.linkStress));
        json.add("\"rulesPerSwitchMax\": " + figures.rulesPerSwitchMax);
        if (figures.freeRules.length > 0) {
            json.add("\"rulesFree\": {\"switches\": " + figures.limitedSwitches() + ", \"least\": "
                    + figures.leastFreeRules() + "}");
        }
        json.add("\"verified\": " + figures.faults.isEmpty());
        json.add("\"seed\": " + options.seed);
        json.add(decimal("\"cpuMillis\": {\"build\": %.3f, \"bfs\": %.3f, \"plan\": %.3f}",
                millis[0], millis[1], millis[2]));
        json.add("\"heapUsedBytes\": " + heapUsedBytes);
        change.ifPresent(told -> json.add("\"change\": " + told));
        return json.toString();
    }

    static void print(
            PlanOptions options,
            FabricDemand demand,
            FabricPlan plan,
            PlanFigures figures,
            double[] millis,
            PrintWriter out) {
        out.println(options.topology + ": " + demand.fabric().switchCount() + " switches, "
                + demand.fabric().hostCount() + " hosts, " + demand.fabric().arcCount() / 2 + " links between switches");
        out.println(decimal("%d of %d targets planned, slowest at %.3f Gbit/s, bound of a common rate %.3f Gbit/s",
                figures.targetsPlanned,
                demand.targetCount(),
                bits(options, figures.commonRate) / 1e9,
                bits(options, plan.boundRate()) / 1e9));
        tell(out, figures.unreachable, "no path from any source");
        tell(out, figures.waiting, "behind full links; they wait (--trickle sends at a least rate)");
        tell(out, figures.withoutRules, "behind switches without rules left (--rules-at, --rules-per-switch, rulesPerSwitch of the file)");
        out.println(decimal("each target against its own limit: mean %.4f, 5th percentile %.3f, least %.4f",
                figures.ownLimitFraction.mean(),
                figures.ownLimitFraction.percentile(0.05),
                figures.ownLimitFraction.least()));
        for (int t = 0; t < plan.trees().size(); t++) {
            FabricTree tree = plan.trees().get(t);
            out.println(decimal("  tree %d from host %d: %.3f Gbit/s to %d targets over %d links, %s bytes %d to %d",
                    t, tree.source(), bits(options, tree.rate()) / 1e9,
                    figures.targetsOfTree[t], figures.edgesOfTree[t],
                    figures.spread.form().name().toLowerCase(Locale.ROOT), figures.spread.from(t), figures.spread.to(t)));
        }
        if (figures.freeRules.length > 0) {
            out.println("rules are limited at " + figures.limitedSwitches() + " switches, least "
                    + figures.leastFreeRules() + "; a switch gets " + figures.rulesPerSwitchMax + " at most");
        }
        out.println(decimal("CPU ms: build %.1f, breadth-first pass %.2f, plan %.2f", millis[0], millis[1], millis[2]));
        out.println(figures.faults.isEmpty() ? "verified" : "NOT SOUND: " + figures.faults.get(0));
    }

    /* All hosts up to a thousand. */
    private static String named(BitSet hosts) {
        return Arrays.toString(hosts.stream().limit(MOST_NAMED).toArray());
    }

    private static void tell(PrintWriter out, BitSet hosts, String why) {
        if (!hosts.isEmpty()) {
            out.println(hosts.cardinality() + " targets left out, " + why + ": hosts " + named(hosts));
        }
    }

    private static long bits(PlanOptions options, long units) {
        return Math.round((double) units / RandomLoad.LINE_RATE * options.lineRateBitsPerSecond);
    }

    private static String decimal(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}

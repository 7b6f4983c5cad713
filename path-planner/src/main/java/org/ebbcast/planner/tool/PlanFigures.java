package org.ebbcast.planner.tool;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.ebbcast.planner.fabric.ContentSpread;
import org.ebbcast.planner.fabric.Fabric;
import org.ebbcast.planner.fabric.FabricDemand;
import org.ebbcast.planner.fabric.FabricPlan;
import org.ebbcast.planner.fabric.FabricTree;
import org.ebbcast.planner.fabric.FabricVerifier;
import org.ebbcast.planner.fabric.Fractions;
import org.ebbcast.planner.fabric.OwnLimits;
import org.ebbcast.planner.fabric.Reachability;

/** What there is to say about a plan, computed from plan and demand alone. */
final class PlanFigures {
    final Fractions ownLimitFraction = new Fractions();
    final boolean exactLimits;
    final long commonRate;
    final int targetsPlanned;
    final int[] targetsOfTree;
    final int[] edgesOfTree;
    final double linkStress;
    final int rulesPerSwitchMax;
    /** Flow rules and groups that each switch may take, {@link Integer#MAX_VALUE} for no limit; empty for none at all. */
    final int[] freeRules;
    /** Targets without any path from a source. */
    final BitSet unreachable;
    /** Targets with a path, all of whose arcs are full somewhere. */
    final BitSet waiting;
    /** Targets with an idle path, but without a tree for lack of rules at switches. */
    final BitSet withoutRules;
    final ContentSpread spread;
    final List<String> faults;

    /** @param freeRules flow rules and groups that each switch may take; empty without a limit */
    PlanFigures(FabricDemand demand, FabricPlan plan, long sizeBytes, int[] freeRules) {
        this.freeRules = freeRules;
        Fabric fabric = demand.fabric();
        OwnLimits limits = new OwnLimits(demand);
        exactLimits = limits.isExact();
        targetsOfTree = new int[plan.trees().size()];
        withoutRules = new BitSet();
        long least = Long.MAX_VALUE;
        int planned = 0;
        for (int v = 0; v < fabric.switchCount(); v++) {
            for (int h = fabric.firstHost(v); h < fabric.firstHost(v + 1); h++) {
                if (demand.isTarget(h)) {
                    long rate = plan.rateOf(h);
                    planned += rate > 0 ? 1 : 0;
                    withoutRules.set(h, rate == 0);
                    least = rate > 0 ? Math.min(least, rate) : least;
                    long limit = limits.of(h, v);
                    ownLimitFraction.add(limit == 0 ? 1 : (double) rate / limit);
                    countListener(plan, h);
                }
            }
        }
        boolean allPlanned = planned == demand.targetCount();
        unreachable = allPlanned ? new BitSet() : left(demand, Reachability.overLinks(demand));
        waiting = allPlanned ? new BitSet() : left(demand, Reachability.overIdle(demand));
        waiting.andNot(unreachable);
        withoutRules.andNot(unreachable);
        withoutRules.andNot(waiting);
        commonRate = least == Long.MAX_VALUE ? 0 : least;
        targetsPlanned = planned;
        edgesOfTree = new int[plan.trees().size()];
        for (int t = 0; t < edgesOfTree.length; t++) {
            edgesOfTree[t] = plan.trees().get(t).arcCount() + 1 + targetsOfTree[t];
        }
        linkStress = stress(plan);
        int[] rules = rules(fabric, demand, plan);
        rulesPerSwitchMax = Arrays.stream(rules).max().orElse(0);
        spread = ContentSpread.of(demand, plan, sizeBytes);
        faults = new ArrayList<>(FabricVerifier.faults(demand, plan));
        faults.addAll(FabricVerifier.faults(demand, plan, spread));
        for (int v = 0; v < freeRules.length; v++) {
            if (rules[v] > freeRules[v]) {
                faults.add("switch " + v + " gets " + rules[v] + " rules, " + freeRules[v] + " are free");
            }
        }
    }

    /** How many switches have a limit on their rules. */
    long limitedSwitches() {
        return Arrays.stream(freeRules).filter(rules -> rules < Integer.MAX_VALUE).count();
    }

    /** The least of these limits; 0 without one. */
    int leastFreeRules() {
        return Arrays.stream(freeRules).min().orElse(0);
    }

    private static BitSet left(FabricDemand demand, BitSet reached) {
        BitSet left = new BitSet();
        for (int h = 0; h < demand.fabric().hostCount(); h++) {
            left.set(h, demand.isTarget(h) && !reached.get(h));
        }
        return left;
    }

    private void countListener(FabricPlan plan, int host) {
        for (int t = 0; t < targetsOfTree.length; t++) {
            if (plan.listens(host, t)) {
                targetsOfTree[t]++;
            }
        }
    }

    /* Mean copies of the content on the arcs used, each tree carrying the part that its rate is of all rates. */
    private static double stress(FabricPlan plan) {
        double total = 0;
        double carried = 0;
        BitSet used = new BitSet();
        for (FabricTree tree : plan.trees()) {
            total += tree.rate();
            carried += (double) tree.rate() * tree.arcCount();
            for (int i = 0; i < tree.arcCount(); i++) {
                used.set(tree.arc(i));
            }
        }
        return used.isEmpty() ? 0 : carried / total / used.cardinality();
    }

    /* A tree is one flow rule at each switch it passes, and one group where it goes on to more than one port. */
    private static int[] rules(Fabric fabric, FabricDemand demand, FabricPlan plan) {
        int[] rules = new int[fabric.switchCount()];
        for (int t = 0; t < plan.trees().size(); t++) {
            FabricTree tree = plan.trees().get(t);
            int[] copies = new int[fabric.switchCount()];
            boolean[] passed = new boolean[fabric.switchCount()];
            passed[fabric.switchOf(tree.source())] = true;
            for (int i = 0; i < tree.arcCount(); i++) {
                copies[fabric.tail(tree.arc(i))]++;
                passed[fabric.head(tree.arc(i))] = true;
            }
            for (int v = 0; v < rules.length; v++) {
                for (int h = fabric.firstHost(v); passed[v] && copies[v] < 2 && h < fabric.firstHost(v + 1); h++) {
                    copies[v] += demand.isTarget(h) && plan.listens(h, t) ? 1 : 0;
                }
                rules[v] += passed[v] ? copies[v] > 1 ? 2 : 1 : 0;
            }
        }
        return rules;
    }
}

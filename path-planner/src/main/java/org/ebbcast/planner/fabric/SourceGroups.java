package org.ebbcast.planner.fabric;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Plans for targets of which no single source reaches all: each group listens to the source that reaches most of those
 * still without one.
 *
 * <p>Groups may need the same arcs. Each is sure of an equal part of what is idle, and what a group leaves of its part
 * goes to those after it. O(groups · sources · (arcs + hosts)) beside the plans themselves.
 */
final class SourceGroups {
    private static final int MOST_TREES = 16;

    private final FabricDemand demand;
    private final List<Integer> sources = new ArrayList<>();
    private final List<BitSet> groups = new ArrayList<>();

    private SourceGroups(FabricDemand demand, BitSet servable) {
        this.demand = demand;
        BitSet[] reach = new BitSet[demand.sources.length];
        for (int s = 0; s < reach.length; s++) {
            reach[s] = Reachability.overIdle(demand.from(demand.sources[s], demand.idle, servable));
        }
        BitSet missing = (BitSet) servable.clone();
        while (!missing.isEmpty() && groups.size() < MOST_TREES) {
            int best = 0;
            for (int s = 1; s < reach.length; s++) {
                best = reach[s].cardinality() > reach[best].cardinality() ? s : best;
            }
            sources.add(demand.sources[best]);
            groups.add((BitSet) reach[best].clone());
            missing.andNot(reach[best]);
            for (BitSet other : reach) {
                other.and(missing);
            }
        }
    }

    /**
     * Trees for {@code servable}, each of which some source reaches.
     *
     * @param maxTrees of all groups together; each has one at least
     * @param bound of a common rate, for the plan
     */
    static FabricPlan plan(FabricDemand demand, BitSet servable, int maxTrees, long seed, int bound) {
        return new SourceGroups(demand, servable).planned(maxTrees, seed, bound);
    }

    private FabricPlan planned(int maxTrees, long seed, int bound) {
        List<FabricTree> trees = new ArrayList<>();
        char[] listens = new char[demand.fabric.hostCount];
        int[] left = demand.idle.clone();
        for (int g = 0; g < groups.size(); g++) {
            int after = groups.size() - 1 - g;
            int[] mine = new int[left.length];
            for (int arc = 0; arc < left.length; arc++) {
                mine[arc] = left[arc] - demand.idle[arc] / groups.size() * after;
            }
            int allowed = Math.max(1, (maxTrees - trees.size()) / (after + 1));
            FabricPlan plan = CommonRatePlanner.plan(demand.from(sources.get(g), mine, groups.get(g)), allowed, seed);
            for (int t = 0; t < plan.trees().size(); t++) {
                add(plan, t, groups.get(g), trees.size(), listens);
                trees.add(plan.trees().get(t));
                for (int arc : plan.trees().get(t).arcs) {
                    left[arc] -= plan.trees().get(t).rate;
                }
            }
        }
        return new FabricPlan(trees, listens, bound);
    }

    private static void add(FabricPlan plan, int tree, BitSet group, int as, char[] listens) {
        for (int h = group.nextSetBit(0); h >= 0; h = group.nextSetBit(h + 1)) {
            listens[h] |= plan.listens(h, tree) ? (char) (1 << as) : 0;
        }
    }
}

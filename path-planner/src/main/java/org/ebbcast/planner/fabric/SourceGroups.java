package org.ebbcast.planner.fabric;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Plans for targets of which no single source reaches all: each group listens to the source that reaches most of those
 * still without one.
 *
 * <p>Groups may need the same arcs. Each is sure of an equal part of what is idle, and what a group leaves of its part
 * goes to those after it. Where switches have room for few trees, who is left behind switches that the groups before
 * filled is tried from every source once more. O(groups · sources · (arcs + hosts)) beside the plans themselves.
 */
final class SourceGroups {
    private static final int MOST_TREES = 16;

    private final FabricDemand demand;
    private final BitSet servable;
    private final List<FabricTree> trees = new ArrayList<>();
    private final char[] listens;
    private final BitSet served = new BitSet();
    private final int[] left;
    private final int[] room;
    private final List<Integer> sources = new ArrayList<>();
    private final List<BitSet> groups = new ArrayList<>();

    private SourceGroups(FabricDemand demand, BitSet servable) {
        this.demand = demand;
        this.servable = servable;
        listens = new char[demand.fabric.hostCount];
        left = demand.idle.clone();
        room = demand.room.clone();
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
        for (int g = 0; g < groups.size(); g++) {
            int after = groups.size() - 1 - g;
            int[] mine = new int[left.length];
            for (int arc = 0; arc < left.length; arc++) {
                mine[arc] = left[arc] - demand.idle[arc] / groups.size() * after;
            }
            int allowed = Math.max(1, (maxTrees - trees.size()) / (after + 1));
            serve(sources.get(g), groups.get(g), mine, allowed, seed);
        }
        for (int s = 0; demand.isRoomLimited() && s < demand.sources.length; s++) {
            BitSet missing = (BitSet) servable.clone();
            missing.andNot(served);
            if (!missing.isEmpty() && trees.size() < MOST_TREES) {
                serve(demand.sources[s], missing, left.clone(), 1, seed);
            }
        }
        return new FabricPlan(trees, listens, bound);
    }

    private void serve(int source, BitSet group, int[] idle, int maxTrees, long seed) {
        FabricDemand some = demand.from(source, idle, group);
        FabricPlan plan = CommonRatePlanner.plan(
                demand.isRoomLimited() ? some.withRoomForTrees(room) : some, maxTrees, seed);
        for (FabricTree tree : plan.trees()) {
            int number = plan.trees().indexOf(tree);
            for (int h = group.nextSetBit(0); h >= 0; h = group.nextSetBit(h + 1)) {
                listens[h] |= plan.listens(h, number) ? (char) (1 << trees.size()) : 0;
                served.set(h, listens[h] != 0);
            }
            trees.add(tree);
            occupy(demand.fabric.switchOf(source));
            for (int arc : tree.arcs) {
                left[arc] -= tree.rate;
                occupy(demand.fabric.head[arc]);
            }
        }
    }

    private void occupy(int v) {
        if (room.length > 0) {
            room[v]--;
        }
    }
}

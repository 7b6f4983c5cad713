package org.ebbcast.planner.packing;

import java.util.Arrays;
import java.util.Comparator;
import org.ebbcast.planner.Graph;

/**
 * Packs trees for one cohort one after the other, each the widest that what is left allows, while that still raises
 * the common rate.
 *
 * <p>With one idle bottleneck, such as the uplink of the only source, the first tree takes it whole and stays alone.
 * A further tree, from the same or another holder, joins only when it adds at least {@link #WORTHWHILE} of the rate.
 */
public final class GreedyPacking {
    /** Least part of the rate so far that a further tree has to add. */
    static final double WORTHWHILE = 0.05;

    private static final double NEAR_ENOUGH = 0.95;
    private static final int ROOTS_WEIGHED = 16;

    private final Graph graph;
    private final WidestCheapestTree trees;
    private final long seed;

    /** @param seed of what random choice there is when greedy packing does not do */
    public GreedyPacking(Graph graph, long seed) {
        this.graph = graph;
        this.seed = seed;
        this.trees = new WidestCheapestTree(graph);
    }

    /** Packs up to {@code maxTrees} trees and takes them from {@code residual}; none when a target is cut off. */
    public Cohort pack(int[] holders, int[] targets, Residual residual, int maxTrees) {
        Cohort cohort = new Cohort(targets);
        int[] roots = likeliest(holders, residual.open());
        Residual left = residual.copy();
        while (cohort.treeCount() < maxTrees) {
            long least = Math.max(1, (long) (WORTHWHILE * cohort.commonRate()));
            if (!addWidest(cohort, roots, left, least)) {
                break;
            }
        }
        boolean mayImprove = maxTrees > 1 && cohort.treeCount() > 0;
        Cohort chosen = mayImprove ? designedIfBetter(cohort, holders, residual, maxTrees) : cohort;
        take(chosen, residual);
        return chosen;
    }

    /* Greedy trees are the cheapest; designed rates take over when greedy leaves much of what the cuts allow. */
    private Cohort designedIfBetter(Cohort greedy, int[] holders, Residual residual, int maxTrees) {
        long bound = ShipmentBound.commonRate(graph, holders, greedy.targets(), residual.open());
        if (greedy.commonRate() >= NEAR_ENOUGH * bound) {
            return greedy;
        }
        return FabricPacking.pack(graph, holders, greedy.targets(), residual, maxTrees, seed)
                .filter(designed -> designed.commonRate() > (1 + WORTHWHILE) * greedy.commonRate())
                .orElse(greedy);
    }

    private static void take(Cohort cohort, Residual residual) {
        for (int t = 0; t < cohort.treeCount(); t++) {
            residual.take(cohort.root(t), cohort.arcs(t), cohort.rate(t));
        }
    }

    private boolean addWidest(Cohort cohort, int[] roots, Residual left, long leastRate) {
        long[] width = left.open();
        long widest = 0;
        int bestRoot = -1;
        int[] bestArcs = {};
        for (int root : roots) {
            long reach = trees.widestReach(root, width, cohort.targets());
            if (reach < leastRate || reach < widest) {
                continue;
            }
            int[] arcs = trees.cheapest(root, width, reach, cohort.targets());
            if (reach > widest || arcs.length < bestArcs.length) {
                widest = reach;
                bestRoot = root;
                bestArcs = arcs;
            }
        }
        if (bestRoot < 0) {
            return false;
        }
        left.take(bestRoot, bestArcs, widest);
        cohort.add(bestRoot, bestArcs, widest);
        return true;
    }

    /* With many holders, those whose links out are widest. */
    private int[] likeliest(int[] holders, long[] width) {
        if (holders.length <= ROOTS_WEIGHED) {
            return holders;
        }
        return Arrays.stream(holders)
                .boxed()
                .sorted(Comparator.comparingLong((Integer v) -> -widthOut(v, width)))
                .limit(ROOTS_WEIGHED)
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
    }

    private long widthOut(int v, long[] width) {
        long out = 0;
        for (int arc = graph.firstArc(v); arc < graph.endArc(v); arc++) {
            out += width[arc];
        }
        return out;
    }
}

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

    private static final int ROOTS_WEIGHED = 16;

    private final Graph graph;
    private final WidestCheapestTree trees;

    public GreedyPacking(Graph graph) {
        this.graph = graph;
        this.trees = new WidestCheapestTree(graph);
    }

    /** Packs up to {@code maxTrees} trees and takes their rates from {@code width}; none when a target is cut off. */
    public Cohort pack(int[] holders, int[] targets, long[] width, int maxTrees) {
        Cohort cohort = new Cohort(targets);
        int[] roots = likeliest(holders, width);
        while (cohort.treeCount() < maxTrees) {
            long least = Math.max(1, (long) (WORTHWHILE * cohort.commonRate()));
            if (!addWidest(cohort, roots, width, least)) {
                break;
            }
        }
        return cohort;
    }

    private boolean addWidest(Cohort cohort, int[] roots, long[] width, long leastRate) {
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
        for (int arc : bestArcs) {
            width[arc] -= widest;
        }
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

package org.ebbcast.planner.steiner;

import java.util.Arrays;

/**
 * Improves a tree until neither vertex insertion nor key-vertex elimination nor key-path exchange helps, or the
 * budget is spent.
 *
 * <p>Owned by one search; shares its scratch arrays between the moves.
 */
final class LocalSearch {
    private static final int INSERTION_PASSES = 3;

    private final CostGraph graph;
    private final SpanningTree spanning;
    private final VertexInsertion insertion;
    private final KeyVertexSearch keyVertices;
    private final boolean[] marks;

    LocalSearch(CostGraph graph) {
        this.graph = graph;
        RootedTree tree = new RootedTree(graph);
        spanning = new SpanningTree(graph);
        insertion = new VertexInsertion(graph, tree);
        keyVertices = new KeyVertexSearch(graph, tree);
        marks = new boolean[graph.vertexCount];
    }

    /** The pruned minimum spanning tree of the marked vertices; empty when terminals stay apart. */
    int[] spanning(boolean[] vertices) {
        return spanning.of(vertices);
    }

    /** A tree no dearer than {@code edges}, as good as all moves can make it in the budget. */
    int[] improve(int[] edges, int[] order, Budget budget) {
        return improve(edges, order, Integer.MAX_VALUE, budget);
    }

    /**
     * A tree no dearer than {@code edges}.
     *
     * @param order the order in which vertices are tried for insertion
     * @param rounds passes of all moves at most
     */
    int[] improve(int[] edges, int[] order, int rounds, Budget budget) {
        int[] best = edges;
        double cost = graph.costOf(best);
        boolean better = best.length > 1;
        for (int round = 0; better && round < rounds && !budget.spent(); round++) {
            int[] inserted = spanning.of(mark(insertion.improve(best, order, INSERTION_PASSES, budget)));
            boolean[] vertices = budget.spent() ? new boolean[0] : keyVertices.improve(inserted, budget);
            int[] exchanged = vertices.length == 0 ? inserted : spanning.of(vertices);
            double now = graph.costOf(exchanged);
            better = now < cost - 1e-9 * cost;
            if (better) {
                best = exchanged;
                cost = now;
            }
        }
        return best;
    }

    private boolean[] mark(int[] edges) {
        Arrays.fill(marks, false);
        for (int e : edges) {
            marks[graph.tailOf[e]] = true;
            marks[graph.headOf[e]] = true;
        }
        return marks;
    }
}

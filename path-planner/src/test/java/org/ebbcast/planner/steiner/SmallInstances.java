package org.ebbcast.planner.steiner;

import java.util.SplittableRandom;

/** Random connected instances and their optimum, small enough for {@link DreyfusWagner}. */
final class SmallInstances {
    private SmallInstances() {}

    /**
     * A connected random graph with parallel edges and self loops among the others.
     *
     * @param weights whole weights from 0 to this, or 0 for real ones
     */
    static SteinerInstance random(int vertices, int edges, int terminals, int weights, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int m = vertices - 1 + edges;
        int[] tail = new int[m];
        int[] head = new int[m];
        double[] weight = new double[m];
        for (int e = 0; e < m; e++) {
            boolean spanning = e < vertices - 1;
            tail[e] = spanning ? e + 1 : random.nextInt(vertices);
            head[e] = random.nextInt(spanning ? e + 1 : vertices);
            weight[e] = weights == 0 ? random.nextDouble() : random.nextInt(weights + 1);
        }
        return SteinerInstance.of(vertices, tail, head, weight, random.ints(terminals, 0, vertices).toArray());
    }

    /** A small one of a shape that the seed decides: sparse or dense, with few or many ties. */
    static SteinerInstance any(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int vertices = 4 + random.nextInt(11);
        int edges = random.nextInt(2 * vertices);
        return random(vertices, edges, 2 + random.nextInt(5), 1 + random.nextInt(12), random.nextLong());
    }

    /** Optimal cost of what is left of {@code graph}, with what it has fixed already. */
    static double optimum(ShrinkingGraph graph) {
        CostGraph left = new CompactedGraph(graph).graph;
        return graph.fixedCost() + DreyfusWagner.cost(instance(left));
    }

    static SteinerInstance instance(CostGraph graph) {
        return SteinerInstance.of(graph.vertexCount, graph.tailOf, graph.headOf, graph.cost, graph.terminals);
    }
}

package org.ebbcast.planner.steiner;

import java.util.Arrays;

/** What is left of a {@link ShrinkingGraph} as a {@link CostGraph}, and the way back. Immutable. */
final class CompactedGraph {
    final CostGraph graph;
    /** Edge of the shrinking graph for each edge here. */
    final int[] edgeOf;
    /** Vertex here for each vertex of the shrinking graph, or -1. */
    final int[] vertexHere;
    /** Vertex of the shrinking graph for each vertex here. */
    final int[] vertexOf;

    CompactedGraph(ShrinkingGraph source) {
        int n = 0;
        vertexHere = new int[source.vertexCount()];
        int[] of = new int[source.vertexCount()];
        Arrays.fill(vertexHere, -1);
        for (int v = 0; v < vertexHere.length; v++) {
            if (source.degree(v) > 0 || source.isTerminal(v)) {
                of[n] = v;
                vertexHere[v] = n++;
            }
        }
        vertexOf = Arrays.copyOf(of, n);
        boolean[] terminal = new boolean[n];
        for (int v = 0; v < n; v++) {
            terminal[v] = source.isTerminal(vertexOf[v]);
        }
        int m = 0;
        int[] edges = new int[source.edgeLimit()];
        for (int e = 0; e < edges.length; e++) {
            if (source.isAlive(e)) {
                edges[m++] = e;
            }
        }
        edgeOf = Arrays.copyOf(edges, m);
        int[] tail = new int[m];
        int[] head = new int[m];
        double[] cost = new double[m];
        for (int e = 0; e < m; e++) {
            tail[e] = vertexHere[source.tail(edgeOf[e])];
            head[e] = vertexHere[source.head(edgeOf[e])];
            cost[e] = source.cost(edgeOf[e]);
        }
        graph = new CostGraph(n, tail, head, cost, terminal);
    }
}

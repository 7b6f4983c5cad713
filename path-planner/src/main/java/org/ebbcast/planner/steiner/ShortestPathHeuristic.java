package org.ebbcast.planner.steiner;

import java.util.Arrays;
import org.ebbcast.planner.internal.VertexHeap;

/**
 * The shortest path heuristic of Takahashi and Matsuyama: starting from one vertex, the nearest missing terminal
 * joins along its shortest path, until none is missing; at most twice the optimum.
 *
 * <p>One Dijkstra search lives through all paths (Poggi de Aragão and Werneck, ALENEX 2002, section 3.1): a path that
 * joins restarts from its vertices at distance zero. O(terminals · edges · log vertices) in the worst case, close to
 * one search in practice. Owned by one search.
 */
final class ShortestPathHeuristic {
    private final CostGraph graph;
    private final VertexHeap heap;
    private final double[] distance;
    private final int[] via;
    private final boolean[] in;

    ShortestPathHeuristic(CostGraph graph) {
        this.graph = graph;
        heap = new VertexHeap(graph.vertexCount);
        distance = new double[graph.vertexCount];
        via = new int[graph.vertexCount];
        in = new boolean[graph.vertexCount];
    }

    /**
     * Marks the vertices of a tree grown from {@code root}; the array is valid until the next call.
     *
     * @param cost per edge, at least 0; infinite edges are not used
     * @return the marks; terminals that cannot be reached stay unmarked
     */
    boolean[] grow(int root, double[] cost) {
        Arrays.fill(distance, Double.POSITIVE_INFINITY);
        Arrays.fill(in, false);
        heap.clear();
        int missing = graph.terminals.length - (graph.terminal[root] ? 1 : 0);
        join(root);
        while (missing > 0 && !heap.isEmpty()) {
            int v = heap.poll();
            if (graph.terminal[v] && !in[v]) {
                missing--;
                for (int x = v; !in[x]; x = graph.other(via[x], x)) {
                    join(x);
                }
            } else {
                relax(v, cost);
            }
        }
        return in;
    }

    private void join(int v) {
        in[v] = true;
        distance[v] = 0;
        heap.put(v, 0);
    }

    private void relax(int v, double[] cost) {
        double far = distance[v];
        for (int h = graph.first[v]; h < graph.first[v + 1]; h++) {
            int w = graph.head[h];
            double through = far + cost[graph.edge[h]];
            if (through < distance[w]) {
                distance[w] = through;
                via[w] = graph.edge[h];
                heap.put(w, Double.doubleToRawLongBits(through));
            }
        }
    }
}

package org.ebbcast.planner.steiner;

import java.util.Arrays;
import org.ebbcast.planner.internal.IntList;
import org.ebbcast.planner.internal.VertexHeap;

/**
 * Finds edges that no tree below a known cost uses: the dual bound, plus what it costs in reduced costs to get from
 * the root through the edge and on to a terminal, is already too much.
 *
 * <p>Polzin and Vahdati Daneshmand, "Improved algorithms for the Steiner problem in networks" (Discrete Applied
 * Mathematics 112, 2001), section 3.3. Two Dijkstra searches; owned by one computation.
 */
final class BoundTest {
    private final CostGraph graph;
    private final VertexHeap heap;
    private final double[] fromRoot;
    private final double[] toTerminal;

    BoundTest(CostGraph graph) {
        this.graph = graph;
        heap = new VertexHeap(graph.vertexCount);
        fromRoot = new double[graph.vertexCount];
        toTerminal = new double[graph.vertexCount];
    }

    /**
     * Edges without which some tree of cost below {@code limit} remains, if there is any such tree.
     *
     * @param reduced reduced costs of a completed ascent from {@code root}, as in {@link DualAscent#reduced}
     * @param bound its lower bound
     */
    int[] useless(int root, double[] reduced, double bound, double limit) {
        boolean[] usable = usable(root, reduced, bound, limit);
        IntList edges = new IntList();
        for (int e = 0; e < graph.edgeCount; e++) {
            if (!usable[2 * e] && !usable[2 * e + 1]) {
                edges.add(e);
            }
        }
        return edges.toArray();
    }

    /** Per arc, whether a tree that is rooted at {@code root} and costs less than {@code limit} may have it. */
    boolean[] usable(int root, double[] reduced, double bound, double limit) {
        Arrays.fill(fromRoot, Double.POSITIVE_INFINITY);
        fromRoot[root] = 0;
        heap.put(root, 0);
        search(fromRoot, reduced, 0);
        Arrays.fill(toTerminal, Double.POSITIVE_INFINITY);
        for (int t : graph.terminals) {
            if (t != root) {
                toTerminal[t] = 0;
                heap.put(t, 0);
            }
        }
        search(toTerminal, reduced, 1);
        boolean[] usable = new boolean[2 * graph.edgeCount];
        double slack = limit - bound;
        for (int e = 0; e < graph.edgeCount; e++) {
            int u = graph.tailOf[e];
            int v = graph.headOf[e];
            usable[2 * e] = fromRoot[u] + reduced[2 * e] + toTerminal[v] < slack;
            usable[2 * e + 1] = fromRoot[v] + reduced[2 * e + 1] + toTerminal[u] < slack;
        }
        return usable;
    }

    /* Along arcs out of vertices when against is 0, along arcs into them when it is 1. */
    private void search(double[] distance, double[] reduced, int against) {
        while (!heap.isEmpty()) {
            int v = heap.poll();
            for (int h = graph.first[v]; h < graph.first[v + 1]; h++) {
                int e = graph.edge[h];
                int w = graph.head[h];
                int arcOut = 2 * e + (graph.tailOf[e] == v ? 0 : 1);
                double through = distance[v] + reduced[arcOut ^ against];
                if (through < distance[w]) {
                    distance[w] = through;
                    heap.put(w, Double.doubleToRawLongBits(through));
                }
            }
        }
    }
}

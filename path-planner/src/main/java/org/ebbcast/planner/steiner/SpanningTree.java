package org.ebbcast.planner.steiner;

import java.util.Arrays;
import org.ebbcast.planner.internal.IntList;

/**
 * The cheapest tree on a given set of vertices, without useless leaves: Kruskal's algorithm on the induced subgraph,
 * then vertices that are no terminals and have degree one are cut off, again and again.
 *
 * <p>O(edges · inverse Ackermann) with edges presorted. Owned by one search.
 */
final class SpanningTree {
    private final CostGraph graph;
    private final int[] parent;
    private final int[] degree;
    private final int[] edgeXor;
    private final boolean[] dropped;
    private final IntList chosen = new IntList();

    SpanningTree(CostGraph graph) {
        this.graph = graph;
        parent = new int[graph.vertexCount];
        degree = new int[graph.vertexCount];
        edgeXor = new int[graph.vertexCount];
        dropped = new boolean[graph.edgeCount];
    }

    /**
     * Edges of the pruned minimum spanning tree of the vertices marked {@code in}; empty when terminals stay apart or
     * there is only one. A component without terminals is pruned away whole.
     */
    int[] of(boolean[] in) {
        for (int v = 0; v < parent.length; v++) {
            parent[v] = v;
        }
        Arrays.fill(degree, 0);
        Arrays.fill(edgeXor, 0);
        chosen.clear();
        for (int e : graph.byCost) {
            int u = graph.tailOf[e];
            int v = graph.headOf[e];
            if (in[u] && in[v] && union(u, v)) {
                chosen.add(e);
                degree[u]++;
                degree[v]++;
                edgeXor[u] ^= e;
                edgeXor[v] ^= e;
            }
        }
        return connects() ? pruned() : new int[0];
    }

    private boolean connects() {
        int root = find(graph.terminals[0]);
        for (int t : graph.terminals) {
            if (find(t) != root) {
                return false;
            }
        }
        return true;
    }

    /* A leaf's only edge is the exclusive or of its edges, so leaves peel off without adjacency lists. */
    private int[] pruned() {
        for (int v = 0; v < degree.length; v++) {
            for (int leaf = v; degree[leaf] == 1 && !graph.terminal[leaf]; ) {
                int e = edgeXor[leaf];
                int next = graph.other(e, leaf);
                degree[leaf] = 0;
                degree[next]--;
                edgeXor[next] ^= e;
                dropped[e] = true;
                leaf = next;
            }
        }
        int kept = 0;
        int[] edges = new int[chosen.size()];
        for (int i = 0; i < edges.length; i++) {
            int e = chosen.get(i);
            if (!dropped[e]) {
                edges[kept++] = e;
            }
            dropped[e] = false;
        }
        return Arrays.copyOf(edges, kept);
    }

    private boolean union(int u, int v) {
        int a = find(u);
        int b = find(v);
        if (a == b) {
            return false;
        }
        parent[a] = b;
        return true;
    }

    private int find(int v) {
        int at = v;
        while (parent[at] != at) {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        return at;
    }
}

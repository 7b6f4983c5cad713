package org.ebbcast.planner.steiner;

import java.util.Arrays;

/**
 * An undirected graph in compressed sparse row form, as the algorithms of this package read it: half edge {@code h}
 * leaves its vertex for {@code head[h]} along edge {@code edge[h]}.
 *
 * <p>20 bytes an edge plus 16 a half edge. Only {@link #reprice} writes the arrays after construction.
 */
final class CostGraph {
    final int vertexCount;
    final int edgeCount;
    final int[] first;
    final int[] head;
    final int[] edge;
    final int[] tailOf;
    final int[] headOf;
    final double[] cost;
    final boolean[] terminal;
    final int[] terminals;
    /** Edge ids by ascending cost, equal costs by id. */
    int[] byCost;

    CostGraph(int vertexCount, int[] tailOf, int[] headOf, double[] cost, boolean[] terminal) {
        this.vertexCount = vertexCount;
        this.edgeCount = tailOf.length;
        this.tailOf = tailOf;
        this.headOf = headOf;
        this.cost = cost;
        this.terminal = terminal;
        first = new int[vertexCount + 1];
        for (int e = 0; e < edgeCount; e++) {
            first[tailOf[e] + 1]++;
            first[headOf[e] + 1]++;
        }
        for (int v = 0; v < vertexCount; v++) {
            first[v + 1] += first[v];
        }
        head = new int[2 * edgeCount];
        edge = new int[2 * edgeCount];
        int[] next = Arrays.copyOf(first, vertexCount);
        for (int e = 0; e < edgeCount; e++) {
            place(next[tailOf[e]]++, headOf[e], e);
            place(next[headOf[e]]++, tailOf[e], e);
        }
        terminals = selected(terminal);
        byCost = sortedByCost(cost);
    }

    /** The same graph with costs of its own, to be given by {@link #reprice}. */
    CostGraph twin() {
        return new CostGraph(vertexCount, tailOf, headOf, cost.clone(), terminal);
    }

    /** Sorts the edges again after its owner has written {@link #cost}. */
    void reprice() {
        byCost = sortedByCost(cost);
    }

    private void place(int half, int to, int e) {
        head[half] = to;
        edge[half] = e;
    }

    private static int[] selected(boolean[] terminal) {
        int count = 0;
        int[] vertices = new int[terminal.length];
        for (int v = 0; v < terminal.length; v++) {
            if (terminal[v]) {
                vertices[count++] = v;
            }
        }
        return Arrays.copyOf(vertices, count);
    }

    /** Edge ids by ascending cost, equal costs by id. */
    static int[] sortedByCost(double[] cost) {
        double[] sorted = cost.clone();
        Arrays.sort(sorted);
        int distinct = 0;
        for (int i = 0; i < sorted.length; i++) {
            if (i == 0 || sorted[i] != sorted[distinct - 1]) {
                sorted[distinct++] = sorted[i];
            }
        }
        int[] start = new int[distinct + 1];
        int[] rank = new int[cost.length];
        for (int e = 0; e < cost.length; e++) {
            rank[e] = Arrays.binarySearch(sorted, 0, distinct, cost[e]);
            start[rank[e] + 1]++;
        }
        for (int r = 0; r < distinct; r++) {
            start[r + 1] += start[r];
        }
        int[] order = new int[cost.length];
        for (int e = 0; e < cost.length; e++) {
            order[start[rank[e]]++] = e;
        }
        return order;
    }

    /** The end of {@code e} that is not {@code v}. */
    int other(int e, int v) {
        return tailOf[e] ^ headOf[e] ^ v;
    }

    double costOf(int[] edges) {
        double sum = 0;
        for (int e : edges) {
            sum += cost[e];
        }
        return sum;
    }
}

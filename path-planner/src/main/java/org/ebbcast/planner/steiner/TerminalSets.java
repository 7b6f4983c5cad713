package org.ebbcast.planner.steiner;

import java.util.Arrays;
import org.ebbcast.planner.internal.IntList;
import org.ebbcast.planner.internal.VertexHeap;

/**
 * An optimal tree by dynamic programming over sets of terminals, for few terminals: the cheapest tree on a set and a
 * vertex joins two smaller trees at the vertex or comes from a neighbour (Dreyfus and Wagner 1971; Erickson, Monma
 * and Veinott 1987).
 *
 * <p>O(3^t · vertices + 2^t · edges · log vertices) time and 12 · 2^t · vertices bytes, for t terminals but one. Owned
 * by one computation.
 */
final class TerminalSets {
    private static final int MOST_OTHERS = 13;
    private static final long MOST_ENTRIES = 8_000_000;
    private static final int NONE = Integer.MIN_VALUE;

    private final CostGraph graph;
    private final int others;
    private final double[][] cost;
    /* An edge to the vertex before, or the complement of one of the two sets joined here. */
    private final int[][] origin;
    private final VertexHeap heap;

    private TerminalSets(CostGraph graph) {
        this.graph = graph;
        others = graph.terminals.length - 1;
        cost = new double[1 << others][];
        origin = new int[1 << others][];
        heap = new VertexHeap(graph.vertexCount);
    }

    /** About how long {@link #tree} takes, in nanoseconds; infinite when it needs too much memory. */
    static double nanos(CostGraph graph) {
        int others = graph.terminals.length - 1;
        if (others > MOST_OTHERS || (1L << others) * graph.vertexCount > MOST_ENTRIES) {
            return Double.POSITIVE_INFINITY;
        }
        return Math.pow(3, others) / 2 * graph.vertexCount * 1.5 + Math.pow(2, others) * graph.edgeCount * 200.0;
    }

    /** Edges of an optimal tree; empty when the budget ends first, terminals stay apart, or there is only one. */
    static int[] tree(CostGraph graph, Budget budget) {
        return graph.terminals.length == 1 ? new int[0] : new TerminalSets(graph).solve(budget);
    }

    private int[] solve(Budget budget) {
        for (int set = 1; set < cost.length; set++) {
            if (budget.spent()) {
                return new int[0];
            }
            cost[set] = new double[graph.vertexCount];
            origin[set] = new int[graph.vertexCount];
            Arrays.fill(cost[set], Double.POSITIVE_INFINITY);
            Arrays.fill(origin[set], NONE);
            if (Integer.bitCount(set) == 1) {
                cost[set][graph.terminals[Integer.numberOfTrailingZeros(set)]] = 0;
            }
            join(set);
            spread(set);
        }
        int root = graph.terminals[others];
        boolean found = cost[cost.length - 1][root] < Double.POSITIVE_INFINITY;
        return found ? traced(root) : new int[0];
    }

    private void join(int set) {
        double[] best = cost[set];
        int[] from = origin[set];
        int fixed = Integer.lowestOneBit(set);
        for (int part = (set - 1) & set; part > 0; part = (part - 1) & set) {
            if ((part & fixed) != 0) {
                double[] one = cost[part];
                double[] other = cost[set ^ part];
                for (int v = 0; v < best.length; v++) {
                    double joined = one[v] + other[v];
                    if (joined < best[v]) {
                        best[v] = joined;
                        from[v] = ~part;
                    }
                }
            }
        }
    }

    private void spread(int set) {
        double[] best = cost[set];
        for (int v = 0; v < best.length; v++) {
            if (best[v] < Double.POSITIVE_INFINITY) {
                heap.put(v, Double.doubleToRawLongBits(best[v]));
            }
        }
        while (!heap.isEmpty()) {
            int v = heap.poll();
            for (int h = graph.first[v]; h < graph.first[v + 1]; h++) {
                int w = graph.head[h];
                double through = best[v] + graph.cost[graph.edge[h]];
                if (through < best[w]) {
                    best[w] = through;
                    origin[set][w] = graph.edge[h];
                    heap.put(w, Double.doubleToRawLongBits(through));
                }
            }
        }
    }

    private int[] traced(int root) {
        IntList edges = new IntList();
        IntList open = new IntList();
        open.add(cost.length - 1);
        open.add(root);
        while (!open.isEmpty()) {
            int v = open.removeLast();
            int set = open.removeLast();
            int from = origin[set][v];
            if (from >= 0) {
                edges.add(from);
                open.add(set);
                open.add(graph.other(from, v));
            } else if (from != NONE) {
                open.add(~from);
                open.add(v);
                open.add(set ^ ~from);
                open.add(v);
            }
        }
        return Arrays.stream(edges.toArray()).distinct().toArray();
    }
}

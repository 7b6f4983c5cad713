package org.ebbcast.planner.packing;

import java.util.Arrays;
import org.ebbcast.planner.Graph;
import org.ebbcast.planner.internal.IntList;

/**
 * Maximum flow from all holders together to one target: what that target could receive if it were alone.
 *
 * <p>Dinic's algorithm (Soviet Math. Doklady 11, 1970) on the arcs of a {@link Graph}, whose two directions of a link
 * serve as each other's residual arc; O(vertices² · arcs) in general, a few breadth-first passes on fabrics. End
 * points other than the holders do not relay. Owned by one computation at a time.
 */
public final class MaxFlow {
    private static final int UNSEEN = Integer.MAX_VALUE;

    private final Graph graph;
    private final long[] left;
    private final int[] level;
    private final int[] next;
    private final int[] queue;
    private final boolean[] holder;

    public MaxFlow(Graph graph) {
        this.graph = graph;
        left = new long[graph.arcCount()];
        level = new int[graph.vertexCount()];
        next = new int[graph.vertexCount()];
        queue = new int[graph.vertexCount()];
        holder = new boolean[graph.vertexCount()];
    }

    /** Bits per second that can flow at once from {@code holders} to {@code target} when arcs carry {@code width}. */
    public long between(int[] holders, int target, long[] width) {
        System.arraycopy(width, 0, left, 0, left.length);
        for (int v : holders) {
            holder[v] = true;
        }
        long flow = 0;
        while (layer(holders, target)) {
            for (int v = 0; v < next.length; v++) {
                next[v] = graph.firstArc(v);
            }
            for (int source : holders) {
                for (long pushed = augment(source, target); pushed > 0; pushed = augment(source, target)) {
                    flow += pushed;
                }
            }
        }
        for (int v : holders) {
            holder[v] = false;
        }
        return flow;
    }

    private boolean layer(int[] holders, int target) {
        Arrays.fill(level, UNSEEN);
        int last = 0;
        for (int source : holders) {
            level[source] = 0;
            queue[last++] = source;
        }
        for (int first = 0; first < last; first++) {
            int v = queue[first];
            for (int arc = graph.firstArc(v); arc < graph.endArc(v); arc++) {
                int w = graph.head(arc);
                if (left[arc] > 0 && level[w] == UNSEEN && (graph.relays(w) || w == target)) {
                    level[w] = level[v] + 1;
                    queue[last++] = w;
                }
            }
        }
        return level[target] != UNSEEN;
    }

    /* One path of the layered graph, found by walking forward and backing out of dead ends. */
    private long augment(int source, int target) {
        IntList path = new IntList();
        int v = source;
        while (v != target) {
            int arc = next[v];
            if (arc == graph.endArc(v)) {
                if (path.isEmpty()) {
                    return 0;
                }
                v = graph.tail(path.removeLast());
                next[v]++;
            } else if (left[arc] > 0 && level[graph.head(arc)] == level[v] + 1 && !holder[graph.head(arc)]) {
                path.add(arc);
                v = graph.head(arc);
            } else {
                next[v]++;
            }
        }
        return push(path);
    }

    private long push(IntList path) {
        long pushed = Long.MAX_VALUE;
        for (int i = 0; i < path.size(); i++) {
            pushed = Math.min(pushed, left[path.get(i)]);
        }
        for (int i = 0; i < path.size(); i++) {
            left[path.get(i)] -= pushed;
            left[graph.reverse(path.get(i))] += pushed;
        }
        return pushed;
    }
}

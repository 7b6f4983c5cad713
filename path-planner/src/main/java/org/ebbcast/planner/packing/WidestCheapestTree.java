package org.ebbcast.planner.packing;

import java.util.Arrays;
import org.ebbcast.planner.Graph;
import org.ebbcast.planner.internal.IntList;
import org.ebbcast.planner.internal.VertexHeap;

/**
 * Builds trees that are as wide as possible first and as cheap as possible second.
 *
 * <p>{@link #widestReach} is Dijkstra's algorithm with minimum for plus and maximum for minimum. {@link #cheapest} is
 * the shortest-path heuristic of Takahashi and Matsuyama (Math. Japonica 24, 1980; at most twice the optimum for
 * symmetric costs) inside the arcs that are wide enough, with one heap that lives through all paths: when a target is
 * reached, its path becomes part of the tree at distance zero. Both take O((vertices + arcs) log vertices) for the
 * trees of a fabric, where a vertex seldom comes closer more than a few times.
 *
 * <p>Holds scratch arrays for one graph; owned by one computation at a time.
 */
public final class WidestCheapestTree {
    private static final int NONE = -1;
    private static final long FAR = Long.MAX_VALUE;
    /* An arc costs HOP, and up to HOP / 8 more the busier it is: hops decide, idleness breaks ties. */
    private static final long HOP = 1 << 10;

    private final Graph graph;
    private final VertexHeap heap;
    private final long[] distance;
    private final int[] arcInto;
    private final boolean[] wanted;
    private final boolean[] inTree;

    public WidestCheapestTree(Graph graph) {
        this.graph = graph;
        int n = graph.vertexCount();
        heap = new VertexHeap(n);
        distance = new long[n];
        arcInto = new int[n];
        wanted = new boolean[n];
        inTree = new boolean[n];
    }

    /** Greatest width at which one tree from {@code root} reaches all {@code targets}; 0 when some stay out of reach. */
    public long widestReach(int root, long[] width, int[] targets) {
        long[] reach = widths(root, width);
        long least = FAR;
        for (int target : targets) {
            least = Math.min(least, reach[target]);
        }
        return least;
    }

    /** Width of the widest path from {@code root} to each vertex; 0 where there is none. Valid until the next call. */
    public long[] widths(int root, long[] width) {
        return widths(new int[] {root}, width);
    }

    /** Width of the widest path from the best of {@code roots} to each vertex; 0 where there is none. */
    public long[] widths(int[] roots, long[] width) {
        Arrays.fill(distance, 0);
        for (int root : roots) {
            distance[root] = FAR;
            heap.put(root, -FAR);
        }
        while (!heap.isEmpty()) {
            long soFar = -heap.minKey();
            int v = heap.poll();
            if (!graph.relays(v) && soFar != FAR) {
                continue;
            }
            for (int arc = graph.firstArc(v); arc < graph.endArc(v); arc++) {
                int w = graph.head(arc);
                long through = Math.min(soFar, width[arc]);
                if (through > distance[w]) {
                    distance[w] = through;
                    heap.put(w, -through);
                }
            }
        }
        return distance;
    }

    /**
     * Arcs of a cheap tree from {@code root} to {@code targets} over arcs of at least {@code leastWidth}, each after
     * the arc that reaches its tail.
     *
     * @throws IllegalArgumentException when a target is out of reach; ask {@link #widestReach} first
     */
    public int[] cheapest(int root, long[] width, long leastWidth, int[] targets) {
        Arrays.fill(distance, FAR);
        Arrays.fill(inTree, false);
        for (int target : targets) {
            wanted[target] = true;
        }
        IntList arcs = new IntList(2 * targets.length);
        int missing = targets.length;
        join(root, NONE);
        while (missing > 0 && !heap.isEmpty()) {
            int v = heap.poll();
            if (wanted[v] && !inTree[v]) {
                missing--;
                addPath(v, arcs);
            } else {
                relax(v, root, width, leastWidth);
            }
        }
        heap.clear();
        for (int target : targets) {
            wanted[target] = false;
        }
        if (missing > 0) {
            throw new IllegalArgumentException(missing + " targets out of reach of vertex " + root);
        }
        return arcs.toArray();
    }

    private void join(int v, int arc) {
        inTree[v] = true;
        arcInto[v] = arc;
        distance[v] = 0;
        heap.put(v, 0);
    }

    private void addPath(int target, IntList arcs) {
        int start = arcs.size();
        for (int v = target; !inTree[v]; v = graph.tail(arcInto[v])) {
            arcs.add(arcInto[v]);
        }
        arcs.reverseFrom(start);
        for (int i = start; i < arcs.size(); i++) {
            join(graph.head(arcs.get(i)), arcs.get(i));
        }
    }

    private void relax(int v, int root, long[] width, long leastWidth) {
        if (!graph.relays(v) && v != root) {
            return;
        }
        for (int arc = graph.firstArc(v); arc < graph.endArc(v); arc++) {
            int w = graph.head(arc);
            if (width[arc] < leastWidth || inTree[w]) {
                continue;
            }
            long through = distance[v] + cost(arc, width[arc]);
            if (through < distance[w]) {
                distance[w] = through;
                arcInto[w] = arc;
                heap.put(w, through);
            }
        }
    }

    private long cost(int arc, long width) {
        long capacity = Math.max(1, graph.capacityBitsPerSecond(arc));
        double busy = 1 - Math.min(1, (double) width / capacity);
        return HOP + (long) (busy * (HOP / 8));
    }
}

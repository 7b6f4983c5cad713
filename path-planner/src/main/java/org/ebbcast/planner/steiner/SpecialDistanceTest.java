package org.ebbcast.planner.steiner;

import java.util.Arrays;
import org.ebbcast.planner.internal.IntList;
import org.ebbcast.planner.internal.VertexHeap;

/**
 * Finds edges that a detour replaces whose every stretch between terminals is shorter, and edges that are certain.
 *
 * <p>The bottleneck Steiner distance of an edge's ends is bounded by way of the three terminals nearest to each end
 * and the bottlenecks of the terminals' minimum spanning tree (Duin and Volgenant 1989; Polzin and Vahdati Daneshmand
 * 2001, section 3.1), and by short searches that pass no terminal. Detours must be strictly shorter, so that all
 * edges found may be deleted together. O(edges · log vertices); owned by one computation.
 */
final class SpecialDistanceTest {
    private static final int NEAR = 3;
    private static final int NONE = -1;
    private static final int SCANNED = 200;

    private final CostGraph graph;
    private final int[] nearTerminal;
    private final double[] nearDistance;
    private final int[] nearCount;
    private final int[] above;
    private final double[] aboveCost;
    private final int[] age;
    private final int[] size;

    SpecialDistanceTest(CostGraph graph) {
        this.graph = graph;
        int n = graph.vertexCount;
        nearTerminal = new int[NEAR * n];
        nearDistance = new double[NEAR * n];
        nearCount = new int[n];
        above = new int[n];
        aboveCost = new double[n];
        age = new int[n];
        size = new int[n];
        findNearTerminals();
        joinTerminals();
    }

    /** Edges that may all be deleted. */
    int[] useless() {
        IntList edges = new IntList();
        for (int e = 0; e < graph.edgeCount; e++) {
            if (specialDistance(graph.tailOf[e], graph.headOf[e]) < graph.cost[e]) {
                edges.add(e);
            }
        }
        shortDetours(edges);
        return Arrays.stream(edges.toArray()).distinct().toArray();
    }

    /**
     * Edges that some optimal tree has, no two with a common end: a terminal's cheapest edge, when the way along it
     * to another terminal is no longer than the terminal's second edge.
     */
    int[] certain() {
        IntList edges = new IntList();
        boolean[] touched = new boolean[graph.vertexCount];
        for (int t : graph.terminals) {
            int cheapest = NONE;
            double second = Double.POSITIVE_INFINITY;
            for (int h = graph.first[t]; h < graph.first[t + 1]; h++) {
                if (cheapest == NONE || graph.cost[graph.edge[h]] < graph.cost[graph.edge[cheapest]]) {
                    second = cheapest == NONE ? second : graph.cost[graph.edge[cheapest]];
                    cheapest = h;
                } else {
                    second = Math.min(second, graph.cost[graph.edge[h]]);
                }
            }
            if (cheapest == NONE || graph.terminals.length == 1) {
                continue;
            }
            int v = graph.head[cheapest];
            double onward = nearestOther(v, t);
            if (graph.cost[graph.edge[cheapest]] + onward <= second && !touched[t] && !touched[v]) {
                touched[t] = true;
                touched[v] = true;
                edges.add(graph.edge[cheapest]);
            }
        }
        return edges.toArray();
    }

    private double nearestOther(int v, int notThis) {
        for (int i = 0; i < nearCount[v]; i++) {
            if (nearTerminal[NEAR * v + i] != notThis) {
                return nearDistance[NEAR * v + i];
            }
        }
        return Double.POSITIVE_INFINITY;
    }

    private double specialDistance(int u, int v) {
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < nearCount[u]; i++) {
            double toFirst = nearDistance[NEAR * u + i];
            if (toFirst >= best) {
                break;
            }
            for (int j = 0; j < nearCount[v]; j++) {
                double ends = Math.max(toFirst, nearDistance[NEAR * v + j]);
                if (ends < best) {
                    double middle = bottleneck(nearTerminal[NEAR * u + i], nearTerminal[NEAR * v + j]);
                    best = Math.min(best, Math.max(ends, middle));
                }
            }
        }
        return best;
    }

    /* Labels leave the heap in order of distance; a vertex takes up to NEAR from different terminals. */
    private void findNearTerminals() {
        VertexHeap heap = new VertexHeap(NEAR * graph.vertexCount);
        int[] pendingTerminal = new int[NEAR * graph.vertexCount];
        double[] pending = new double[NEAR * graph.vertexCount];
        for (int t : graph.terminals) {
            offer(t, t, 0, heap, pendingTerminal, pending);
        }
        while (!heap.isEmpty()) {
            int slot = heap.poll();
            int v = slot / NEAR;
            int t = pendingTerminal[slot];
            double distance = pending[slot];
            nearTerminal[NEAR * v + nearCount[v]] = t;
            nearDistance[NEAR * v + nearCount[v]++] = distance;
            settle(slot, v, pendingTerminal, pending, heap);
            for (int h = graph.first[v]; h < graph.first[v + 1]; h++) {
                offer(graph.head[h], t, distance + graph.cost[graph.edge[h]], heap, pendingTerminal, pending);
            }
        }
    }

    /* Slots of a vertex below nearCount are settled; a polled slot trades places with the first that is not. */
    private void settle(int slot, int v, int[] pendingTerminal, double[] pending, VertexHeap heap) {
        int first = NEAR * v + nearCount[v] - 1;
        if (slot != first && heap.contains(first)) {
            pendingTerminal[slot] = pendingTerminal[first];
            pending[slot] = pending[first];
            heap.put(slot, Double.doubleToRawLongBits(pending[slot]));
            heap.remove(first);
        }
    }

    private void offer(int v, int t, double distance, VertexHeap heap, int[] pendingTerminal, double[] pending) {
        int worst = NONE;
        for (int i = 0; i < NEAR; i++) {
            int slot = NEAR * v + i;
            if (i < nearCount[v]) {
                if (nearTerminal[slot] == t) {
                    return;
                }
            } else if (heap.contains(slot) && pendingTerminal[slot] == t) {
                if (distance < pending[slot]) {
                    pending[slot] = distance;
                    heap.put(slot, Double.doubleToRawLongBits(distance));
                }
                return;
            } else if (worst == NONE || heap.contains(worst)
                    && (!heap.contains(slot) || pending[slot] > pending[worst])) {
                worst = slot;
            }
        }
        if (worst != NONE && (!heap.contains(worst) || distance < pending[worst])) {
            pendingTerminal[worst] = t;
            pending[worst] = distance;
            heap.put(worst, Double.doubleToRawLongBits(distance));
        }
    }

    /* Kruskal on the edges between regions (Mehlhorn 1988); union by size keeps the way up logarithmic. */
    private void joinTerminals() {
        Arrays.fill(above, NONE);
        Arrays.fill(age, Integer.MAX_VALUE);
        int links = 0;
        Arrays.fill(size, 1);
        double[] length = new double[graph.edgeCount];
        for (int e = 0; e < graph.edgeCount; e++) {
            int u = graph.tailOf[e];
            int v = graph.headOf[e];
            length[e] = nearCount[u] == 0 || nearCount[v] == 0
                    ? Double.POSITIVE_INFINITY
                    : nearDistance[NEAR * u] + graph.cost[e] + nearDistance[NEAR * v];
        }
        for (int e : CostGraph.sortedByCost(length)) {
            if (length[e] == Double.POSITIVE_INFINITY) {
                break;
            }
            int a = top(nearTerminal[NEAR * graph.tailOf[e]]);
            int b = top(nearTerminal[NEAR * graph.headOf[e]]);
            if (a != b) {
                int lower = size[a] < size[b] ? a : b;
                int upper = lower == a ? b : a;
                above[lower] = upper;
                aboveCost[lower] = length[e];
                age[lower] = links++;
                size[upper] += size[lower];
            }
        }
    }

    private int top(int t) {
        int at = t;
        while (above[at] != NONE) {
            at = above[at];
        }
        return at;
    }

    /* Links are younger upwards, so the end with the older link climbs; the youngest link climbed is the bottleneck. */
    private double bottleneck(int s, int t) {
        int a = s;
        int b = t;
        double worst = 0;
        while (a != b) {
            if (age[a] == age[b]) {
                return Double.POSITIVE_INFINITY;
            }
            if (age[a] < age[b]) {
                worst = aboveCost[a];
                a = above[a];
            } else {
                worst = aboveCost[b];
                b = above[b];
            }
        }
        return worst;
    }

    private void shortDetours(IntList edges) {
        VertexHeap heap = new VertexHeap(graph.vertexCount);
        double[] distance = new double[graph.vertexCount];
        Arrays.fill(distance, Double.POSITIVE_INFINITY);
        IntList reached = new IntList();
        for (int v = 0; v < graph.vertexCount; v++) {
            searchFrom(v, heap, distance, reached);
            for (int h = graph.first[v]; h < graph.first[v + 1]; h++) {
                int w = graph.head[h];
                if (v < w && distance[w] < graph.cost[graph.edge[h]]) {
                    edges.add(graph.edge[h]);
                }
            }
            for (int i = 0; i < reached.size(); i++) {
                distance[reached.get(i)] = Double.POSITIVE_INFINITY;
            }
            heap.clear();
            reached.clear();
        }
    }

    private void searchFrom(int source, VertexHeap heap, double[] distance, IntList reached) {
        double limit = 0;
        for (int h = graph.first[source]; h < graph.first[source + 1]; h++) {
            limit = Math.max(limit, graph.cost[graph.edge[h]]);
        }
        distance[source] = 0;
        reached.add(source);
        heap.put(source, 0);
        int scanned = 0;
        while (!heap.isEmpty() && scanned < SCANNED) {
            int v = heap.poll();
            for (int h = graph.first[v]; h < graph.first[v + 1] && scanned < SCANNED; h++) {
                scanned++;
                int w = graph.head[h];
                double through = distance[v] + graph.cost[graph.edge[h]];
                if (through < distance[w] && through < limit) {
                    if (distance[w] == Double.POSITIVE_INFINITY) {
                        reached.add(w);
                    }
                    distance[w] = through;
                    heap.put(w, Double.doubleToRawLongBits(through));
                }
            }
        }
    }
}

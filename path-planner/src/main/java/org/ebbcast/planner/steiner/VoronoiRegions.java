package org.ebbcast.planner.steiner;

import java.util.Arrays;
import org.ebbcast.planner.internal.VertexHeap;

/**
 * Each vertex with its nearest tree vertex (its base), and what changes when some bases are taken away.
 *
 * <p>{@link #grow} is one Dijkstra search from all bases; {@link #regrow} repairs only the regions of lost bases
 * (Uchoa and Werneck 2010, section 4.2). Owned by one search.
 */
final class VoronoiRegions {
    static final int NONE = -1;

    final int[] base;
    final double[] distance;
    final int[] via;
    /** The repaired values, for vertices in {@link #orphans}. */
    final int[] newBase;
    final double[] newDistance;
    final int[] newVia;
    /** Vertices whose base was lost in the last {@link #regrow}. */
    final int[] orphans;
    int orphanCount;

    private final CostGraph graph;
    private final VertexHeap heap;
    private final int[] firstOf;
    private final int[] nextOf;
    private final boolean[] orphan;

    VoronoiRegions(CostGraph graph) {
        this.graph = graph;
        int n = graph.vertexCount;
        base = new int[n];
        distance = new double[n];
        via = new int[n];
        newBase = new int[n];
        newDistance = new double[n];
        newVia = new int[n];
        orphans = new int[n];
        heap = new VertexHeap(n);
        firstOf = new int[n];
        nextOf = new int[n];
        orphan = new boolean[n];
    }

    /** Regions around the first {@code count} vertices of {@code bases}. */
    void grow(int[] bases, int count) {
        Arrays.fill(base, NONE);
        Arrays.fill(firstOf, NONE);
        Arrays.fill(distance, Double.POSITIVE_INFINITY);
        for (int i = 0; i < count; i++) {
            int v = bases[i];
            base[v] = v;
            distance[v] = 0;
            via[v] = NONE;
            heap.put(v, 0);
        }
        while (!heap.isEmpty()) {
            int v = heap.poll();
            nextOf[v] = firstOf[base[v]];
            firstOf[base[v]] = v;
            for (int h = graph.first[v]; h < graph.first[v + 1]; h++) {
                int w = graph.head[h];
                double through = distance[v] + graph.cost[graph.edge[h]];
                if (through < distance[w]) {
                    distance[w] = through;
                    base[w] = base[v];
                    via[w] = graph.edge[h];
                    heap.put(w, Double.doubleToRawLongBits(through));
                }
            }
        }
    }

    boolean isOrphan(int v) {
        return orphan[v];
    }

    /** Base of {@code v} with the last lost bases gone. */
    int baseNow(int v) {
        return orphan[v] ? newBase[v] : base[v];
    }

    double distanceNow(int v) {
        return orphan[v] ? newDistance[v] : distance[v];
    }

    int viaNow(int v) {
        return orphan[v] ? newVia[v] : via[v];
    }

    /** Repairs the regions of the {@code lost} bases; bases marked in {@code invalid} are not grown from. */
    void regrow(int[] lost, int lostCount, boolean[] invalid) {
        for (int i = 0; i < orphanCount; i++) {
            orphan[orphans[i]] = false;
        }
        orphanCount = 0;
        for (int i = 0; i < lostCount; i++) {
            for (int v = firstOf[lost[i]]; v != NONE; v = nextOf[v]) {
                orphan[v] = true;
                orphans[orphanCount++] = v;
                newDistance[v] = Double.POSITIVE_INFINITY;
                newBase[v] = NONE;
            }
        }
        for (int i = 0; i < orphanCount; i++) {
            seed(orphans[i], invalid);
        }
        while (!heap.isEmpty()) {
            spread(heap.poll());
        }
    }

    private void seed(int v, boolean[] invalid) {
        for (int h = graph.first[v]; h < graph.first[v + 1]; h++) {
            int w = graph.head[h];
            if (!orphan[w] && base[w] != NONE && !invalid[base[w]]) {
                offer(v, distance[w] + graph.cost[graph.edge[h]], base[w], graph.edge[h]);
            }
        }
    }

    private void spread(int v) {
        for (int h = graph.first[v]; h < graph.first[v + 1]; h++) {
            int w = graph.head[h];
            if (orphan[w]) {
                offer(w, newDistance[v] + graph.cost[graph.edge[h]], newBase[v], graph.edge[h]);
            }
        }
    }

    private void offer(int v, double through, int from, int edge) {
        if (through < newDistance[v]) {
            newDistance[v] = through;
            newBase[v] = from;
            newVia[v] = edge;
            heap.put(v, Double.doubleToRawLongBits(through));
        }
    }
}

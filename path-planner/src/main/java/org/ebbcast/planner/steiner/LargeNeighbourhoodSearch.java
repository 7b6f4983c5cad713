package org.ebbcast.planner.steiner;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.ebbcast.planner.internal.IntList;
import org.ebbcast.planner.internal.VertexHeap;

/**
 * Takes the key paths around a place out of a tree and solves what is missing as a Steiner problem of its own, in
 * which each part of the tree that is left is one terminal.
 *
 * <p>The small problem has the vertices whose nearest tree vertex was taken out; what runs outside them is an edge
 * along shortest paths to the tree. Reductions and dual ascent often prove that nothing cheaper is there; the window
 * grows as long as they do and shrinks when they do not. O(edges) plus the small solution a step (the idea: Shaw, CP
 * 1998). Owned by one search.
 */
final class LargeNeighbourhoodSearch {
    private static final int NONE = -1;
    private static final int ROUNDS = 4;
    private static final double GROWTH = 1.1;
    private static final double SHRINKAGE = 0.8;
    private static final double FIRST_SIZE = 8;
    private static final int LEAST_SIZE = 3;

    private final CostGraph graph;
    private final LocalSearch localSearch;
    private final SplittableRandom random;
    private final RootedTree tree;
    private final VoronoiRegions regions;
    private final VertexHeap heap;
    private final double[] distance;
    private final boolean[] marks;
    /* Vertex of the small problem for tree vertices and vertices of the regions taken out, or NONE. */
    private final int[] here;
    private final boolean[] out;
    private final IntList outList = new IntList();
    private int[] hung = new int[0];
    private int crucialCount;
    private double size = FIRST_SIZE;

    private final IntList tails = new IntList();
    private final IntList heads = new IntList();
    private final IntList edgeOf = new IntList();
    private double[] weights = new double[64];
    private int vertices;

    LargeNeighbourhoodSearch(CostGraph graph, LocalSearch localSearch, SplittableRandom random) {
        this.graph = graph;
        this.localSearch = localSearch;
        this.random = random;
        int n = graph.vertexCount;
        tree = new RootedTree(graph);
        regions = new VoronoiRegions(graph);
        heap = new VertexHeap(n);
        distance = new double[n];
        marks = new boolean[n];
        here = new int[n];
        out = new boolean[n];
    }

    /** A tree cheaper than {@code edges}, or {@code edges} itself when one window shows none. */
    int[] improve(int[] edges, Budget budget) {
        if (edges.length < 2) {
            return edges;
        }
        hang(edges);
        takeOut();
        int[] terminals = number();
        link();
        int[] start = start();
        SteinerInstance part = SteinerInstance.of(
                vertices, tails.toArray(), heads.toArray(), Arrays.copyOf(weights, tails.size()), terminals);
        SteinerAnswer answer =
                new SteinerComputation(part, budget.rounds(ROUNDS), random.split(), false, start).run();
        double before = Arrays.stream(start).mapToDouble(part::weight).sum();
        size = answer.gap() == 0 ? Math.min(size * GROWTH + 1, crucialCount) : Math.max(LEAST_SIZE, size * SHRINKAGE);
        return answer.cost() < before - 1e-9 * before ? localSearch.spanning(with(answer.edges())) : edges;
    }

    private void hang(int[] edges) {
        if (hung == edges) {
            return;
        }
        hung = edges;
        tree.hang(edges, graph.terminals[0]);
        regions.grow(tree.order, tree.size);
        crucialCount = 0;
        for (int i = 0; i < tree.size; i++) {
            crucialCount += tree.isCrucial(tree.order[i]) ? 1 : 0;
        }
    }

    /* The crucial vertices nearest to a random one, and all key paths that end there. */
    private void takeOut() {
        Arrays.fill(out, false);
        Arrays.fill(distance, Double.POSITIVE_INFINITY);
        outList.clear();
        heap.clear();
        int from = tree.order[random.nextInt(tree.size)];
        distance[from] = 0;
        heap.put(from, 0);
        int missing = Math.max(1, Math.min((int) size, crucialCount));
        while (missing > 0 && !heap.isEmpty()) {
            int v = heap.poll();
            if (tree.in[v] && tree.isCrucial(v)) {
                take(v);
                missing--;
            }
            for (int h = graph.first[v]; h < graph.first[v + 1]; h++) {
                int w = graph.head[h];
                double through = distance[v] + graph.cost[graph.edge[h]];
                if (through < distance[w]) {
                    distance[w] = through;
                    heap.put(w, Double.doubleToRawLongBits(through));
                }
            }
        }
        for (int i = outList.size() - 1; i >= 0; i--) {
            takePaths(outList.get(i));
        }
    }

    private void take(int v) {
        if (!out[v]) {
            out[v] = true;
            outList.add(v);
        }
    }

    private void takePaths(int v) {
        for (int up = tree.parent[v]; up != NONE && !tree.isCrucial(up) && tree.parent[up] != NONE; up = tree.parent[up]) {
            take(up);
        }
        for (int c = tree.firstChild[v]; c != NONE; c = tree.nextSibling[c]) {
            for (int down = c; !tree.isCrucial(down); down = tree.firstChild[down]) {
                take(down);
            }
        }
    }

    /* Numbers the parts that are left, then the vertices taken out and those of their regions; returns terminals. */
    private int[] number() {
        IntList terminals = new IntList();
        Arrays.fill(here, NONE);
        vertices = 0;
        for (int i = 0; i < tree.size; i++) {
            int v = tree.order[i];
            if (!out[v]) {
                boolean first = tree.parent[v] == NONE || out[tree.parent[v]];
                if (first) {
                    terminals.add(vertices);
                }
                here[v] = first ? vertices++ : here[tree.parent[v]];
            }
        }
        for (int v = 0; v < graph.vertexCount; v++) {
            if (regions.base[v] != VoronoiRegions.NONE && out[regions.base[v]]) {
                if (graph.terminal[v]) {
                    terminals.add(vertices);
                }
                here[v] = vertices++;
            }
        }
        return terminals.toArray();
    }

    private void link() {
        tails.clear();
        heads.clear();
        edgeOf.clear();
        for (int e = 0; e < graph.edgeCount; e++) {
            int u = graph.tailOf[e];
            int v = graph.headOf[e];
            int a = end(u);
            int b = end(v);
            if (a != NONE && b != NONE && a != b) {
                double length = graph.cost[e];
                length += here[u] == NONE ? regions.distance[u] : 0;
                length += here[v] == NONE ? regions.distance[v] : 0;
                add(a, b, e, length);
            }
        }
    }

    private int end(int v) {
        return here[v] != NONE || regions.base[v] == VoronoiRegions.NONE ? here[v] : here[regions.base[v]];
    }

    private void add(int a, int b, int e, double length) {
        if (tails.size() == weights.length) {
            weights = Arrays.copyOf(weights, 2 * weights.length);
        }
        weights[tails.size()] = length;
        tails.add(a);
        heads.add(b);
        edgeOf.add(e);
    }

    /* What the tree has there now. */
    private int[] start() {
        IntList start = new IntList();
        for (int i = 0; i < edgeOf.size(); i++) {
            int e = edgeOf.get(i);
            if (tree.parentEdge[graph.tailOf[e]] == e && tree.in[graph.tailOf[e]]
                    || tree.parentEdge[graph.headOf[e]] == e && tree.in[graph.headOf[e]]) {
                start.add(i);
            }
        }
        return start.toArray();
    }

    private boolean[] with(int[] chosen) {
        Arrays.fill(marks, false);
        for (int i = 0; i < tree.size; i++) {
            marks[tree.order[i]] = !out[tree.order[i]];
        }
        for (int i : chosen) {
            include(graph.tailOf[edgeOf.get(i)]);
            include(graph.headOf[edgeOf.get(i)]);
        }
        return marks;
    }

    private void include(int from) {
        int v = from;
        while (here[v] == NONE) {
            marks[v] = true;
            v = graph.other(regions.via[v], v);
        }
        marks[v] = true;
    }
}

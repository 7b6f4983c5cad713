package org.ebbcast.planner.steiner;

import java.util.Arrays;

/**
 * A tree of a {@link CostGraph} hung up at a terminal: parents, degrees and preorder, for searches that walk it.
 *
 * <p>Built in O(vertices of the graph); owned by one search.
 */
final class RootedTree {
    static final int NONE = -1;

    final int[] parent;
    final int[] parentEdge;
    final int[] degree;
    final boolean[] in;
    /** Tree vertices, parents before children. */
    final int[] order;
    /** Place of each tree vertex in {@link #order}. */
    final int[] place;
    /** Some child of each tree vertex, or {@link #NONE}; the others follow in {@link #nextSibling}. */
    final int[] firstChild;
    final int[] nextSibling;
    /** One past the place of the last vertex of each subtree. */
    final int[] placeEnd;
    int size;

    private final CostGraph graph;
    private final int[] firstSlot;
    private final int[] nextSlot;
    private final int[] stack;

    RootedTree(CostGraph graph) {
        this.graph = graph;
        int n = graph.vertexCount;
        parent = new int[n];
        parentEdge = new int[n];
        degree = new int[n];
        in = new boolean[n];
        order = new int[n];
        place = new int[n];
        placeEnd = new int[n];
        firstChild = new int[n];
        nextSibling = new int[n];
        firstSlot = new int[n];
        nextSlot = new int[2 * n];
        stack = new int[n];
    }

    /** Takes over the tree of {@code edges}, hung up at {@code root}, one of its vertices. */
    void hang(int[] edges, int root) {
        Arrays.fill(in, false);
        Arrays.fill(degree, 0);
        Arrays.fill(firstSlot, NONE);
        for (int i = 0; i < edges.length; i++) {
            attach(2 * i, graph.tailOf[edges[i]]);
            attach(2 * i + 1, graph.headOf[edges[i]]);
        }
        size = 0;
        int depth = 0;
        parent[root] = NONE;
        parentEdge[root] = NONE;
        stack[depth++] = root;
        while (depth > 0) {
            int v = stack[--depth];
            in[v] = true;
            place[v] = size;
            order[size++] = v;
            firstChild[v] = NONE;
            for (int slot = firstSlot[v]; slot != NONE; slot = nextSlot[slot]) {
                int e = edges[slot >> 1];
                int w = graph.other(e, v);
                if (w != parent[v]) {
                    parent[w] = v;
                    parentEdge[w] = e;
                    nextSibling[w] = firstChild[v];
                    firstChild[v] = w;
                    stack[depth++] = w;
                }
            }
        }
        closeSubtrees();
    }

    private void attach(int slot, int v) {
        nextSlot[slot] = firstSlot[v];
        firstSlot[v] = slot;
        degree[v]++;
    }

    private void closeSubtrees() {
        for (int i = 0; i < size; i++) {
            placeEnd[order[i]] = i + 1;
        }
        for (int i = size - 1; i > 0; i--) {
            int v = order[i];
            int p = parent[v];
            placeEnd[p] = Math.max(placeEnd[p], placeEnd[v]);
        }
    }

    /** Whether {@code v} hangs below {@code top} or is it, as of {@link #hang}. */
    boolean below(int v, int top) {
        return place[top] <= place[v] && place[v] < placeEnd[top];
    }

    /** Whether {@code v} is a terminal or a branching: a place where key paths end. */
    boolean isCrucial(int v) {
        return graph.terminal[v] || degree[v] > 2;
    }

    /** Turns the parents round from {@code v} up to its root, so that {@code v} becomes the root of its component. */
    void evert(int v) {
        int child = v;
        int above = parent[v];
        int edge = parentEdge[v];
        parent[v] = NONE;
        parentEdge[v] = NONE;
        while (above != NONE) {
            int nextAbove = parent[above];
            int nextEdge = parentEdge[above];
            parent[above] = child;
            parentEdge[above] = edge;
            child = above;
            above = nextAbove;
            edge = nextEdge;
        }
    }

    /** The edges as parents tell them now; the root has none. */
    int[] edges() {
        int count = 0;
        int[] edges = new int[Math.max(1, parent.length)];
        for (int v = 0; v < parent.length; v++) {
            if (in[v] && parentEdge[v] != NONE) {
                edges[count++] = parentEdge[v];
            }
        }
        return Arrays.copyOf(edges, count);
    }
}

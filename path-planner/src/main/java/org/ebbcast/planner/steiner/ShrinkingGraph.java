package org.ebbcast.planner.steiner;

import java.util.Arrays;
import org.ebbcast.planner.internal.IntList;

/**
 * A Steiner problem that gets smaller: edges are deleted, contracted or spliced, and every edge that remains knows
 * which edges of the original it stands for.
 *
 * <p>Incidence lists are doubly linked, so that deleting takes O(1) and contracting O(degree of the smaller end, times
 * a look for parallel edges). Owned by one computation.
 */
final class ShrinkingGraph {
    private static final int NONE = -1;

    private final int vertexCount;
    private final boolean[] terminal;
    private final int[] degree;
    private final int[] firstHalf;
    private final int[] next;
    private final int[] prev;
    private final int[] to;
    private final double[] cost;
    private final boolean[] alive;
    private final int[] mergedInto;
    private int terminalCount;

    /* A piece below the number of original edges is that edge; any other joins two pieces. */
    private final int[] piece;
    private final int originalEdges;
    private final IntList leftPiece = new IntList();
    private final IntList rightPiece = new IntList();
    private final IntList fixedPieces = new IntList();
    private double fixedCost;

    ShrinkingGraph(SteinerInstance instance) {
        vertexCount = instance.vertexCount();
        int m = instance.edgeCount();
        originalEdges = m;
        terminal = new boolean[vertexCount];
        degree = new int[vertexCount];
        firstHalf = new int[vertexCount];
        mergedInto = new int[vertexCount];
        Arrays.fill(firstHalf, NONE);
        Arrays.fill(mergedInto, NONE);
        next = new int[2 * m];
        prev = new int[2 * m];
        to = new int[2 * m];
        cost = new double[m];
        alive = new boolean[m];
        piece = new int[m];
        for (int t : instance.terminals()) {
            terminal[t] = true;
            terminalCount++;
        }
        int[] cheapestTo = new int[vertexCount];
        Arrays.fill(cheapestTo, NONE);
        for (int e = 0; e < m; e++) {
            cost[e] = instance.weight(e);
            piece[e] = e;
            if (instance.tail(e) != instance.head(e)) {
                attach(e, instance.tail(e), instance.head(e));
            }
        }
        for (int v = 0; v < vertexCount; v++) {
            dropParallels(v, cheapestTo);
        }
    }

    private void dropParallels(int v, int[] cheapestTo) {
        for (int h = firstHalf[v]; h != NONE; h = next[h]) {
            int known = cheapestTo[to[h]];
            if (known == NONE) {
                cheapestTo[to[h]] = h;
            } else if (cost[h >> 1] < cost[known >> 1]) {
                delete(known >> 1);
                cheapestTo[to[h]] = h;
            } else {
                delete(h >> 1);
            }
        }
        for (int h = firstHalf[v]; h != NONE; h = next[h]) {
            cheapestTo[to[h]] = NONE;
        }
    }

    int vertexCount() {
        return vertexCount;
    }

    int terminalCount() {
        return terminalCount;
    }

    boolean isTerminal(int v) {
        return terminal[v];
    }

    int degree(int v) {
        return degree[v];
    }

    /** Cost of the edges that are in every tree from now on. */
    double fixedCost() {
        return fixedCost;
    }

    /** First half edge at {@code v}, or -1; half edges 2e and 2e + 1 are edge e. */
    int firstHalf(int v) {
        return firstHalf[v];
    }

    int nextHalf(int half) {
        return next[half];
    }

    int target(int half) {
        return to[half];
    }

    double cost(int edge) {
        return cost[edge];
    }

    boolean isAlive(int edge) {
        return alive[edge];
    }

    /** The vertex that {@code v} is part of now. */
    int current(int v) {
        int at = v;
        while (mergedInto[at] != NONE) {
            at = mergedInto[at];
        }
        return at;
    }

    private void attach(int e, int u, int v) {
        alive[e] = true;
        to[2 * e] = v;
        to[2 * e + 1] = u;
        push(u, 2 * e);
        push(v, 2 * e + 1);
    }

    private void push(int v, int half) {
        next[half] = firstHalf[v];
        prev[half] = NONE;
        if (firstHalf[v] != NONE) {
            prev[firstHalf[v]] = half;
        }
        firstHalf[v] = half;
        degree[v]++;
    }

    private void unlink(int v, int half) {
        if (prev[half] == NONE) {
            firstHalf[v] = next[half];
        } else {
            next[prev[half]] = next[half];
        }
        if (next[half] != NONE) {
            prev[next[half]] = prev[half];
        }
        degree[v]--;
    }

    void delete(int e) {
        alive[e] = false;
        unlink(to[2 * e + 1], 2 * e);
        unlink(to[2 * e], 2 * e + 1);
    }

    private int between(int u, int v) {
        int from = degree[u] <= degree[v] ? u : v;
        int other = from == u ? v : u;
        for (int h = firstHalf[from]; h != NONE; h = next[h]) {
            if (to[h] == other) {
                return h >> 1;
            }
        }
        return NONE;
    }

    /** Replaces the two edges at {@code v}, which is no terminal, by one between their other ends. */
    void splice(int v) {
        int e = firstHalf[v] >> 1;
        int f = next[firstHalf[v]] >> 1;
        int u = to[firstHalf[v]];
        int w = to[next[firstHalf[v]]];
        delete(e);
        delete(f);
        leftPiece.add(piece[e]);
        rightPiece.add(piece[f]);
        cost[e] += cost[f];
        piece[e] = originalEdges + leftPiece.size() - 1;
        addUnlessDearer(e, u, w);
    }

    private void addUnlessDearer(int e, int u, int w) {
        int parallel = between(u, w);
        if (parallel == NONE || cost[e] < cost[parallel]) {
            if (parallel != NONE) {
                delete(parallel);
            }
            attach(e, u, w);
        }
    }

    /** Puts edge {@code e} into every tree and merges its ends into one terminal; returns that vertex. */
    int contract(int e) {
        int u = to[2 * e];
        int v = to[2 * e + 1];
        int keep = degree[u] >= degree[v] ? u : v;
        int gone = keep == u ? v : u;
        fixedPieces.add(piece[e]);
        fixedCost += cost[e];
        delete(e);
        while (firstHalf[gone] != NONE) {
            int moved = firstHalf[gone] >> 1;
            int w = to[firstHalf[gone]];
            delete(moved);
            addUnlessDearer(moved, keep, w);
        }
        if (terminal[gone] && terminal[keep]) {
            terminalCount--;
        }
        terminal[keep] |= terminal[gone];
        terminal[gone] = false;
        mergedInto[gone] = keep;
        return keep;
    }

    /** Adds the original edges behind {@code edge} to {@code into}. */
    void expand(int edge, IntList into) {
        expandPiece(piece[edge], into);
    }

    /** Adds the original edges that are in every tree to {@code into}. */
    void expandFixed(IntList into) {
        for (int i = 0; i < fixedPieces.size(); i++) {
            expandPiece(fixedPieces.get(i), into);
        }
    }

    private void expandPiece(int root, IntList into) {
        IntList open = new IntList();
        open.add(root);
        while (!open.isEmpty()) {
            int p = open.removeLast();
            if (p < originalEdges) {
                into.add(p);
            } else {
                open.add(leftPiece.get(p - originalEdges));
                open.add(rightPiece.get(p - originalEdges));
            }
        }
    }

    /** Every edge number ever used is below this. */
    int edgeLimit() {
        return originalEdges;
    }

    int tail(int edge) {
        return to[2 * edge + 1];
    }

    int head(int edge) {
        return to[2 * edge];
    }
}

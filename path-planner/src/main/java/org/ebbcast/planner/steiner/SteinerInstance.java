package org.ebbcast.planner.steiner;

import java.util.Arrays;

/** An undirected graph with weights of at least 0 on its edges, and the terminals a tree has to connect. Immutable. */
public final class SteinerInstance {
    private final int vertexCount;
    private final int[] tail;
    private final int[] head;
    private final double[] weight;
    private final int[] terminals;

    private SteinerInstance(int vertexCount, int[] tail, int[] head, double[] weight, int[] terminals) {
        this.vertexCount = vertexCount;
        this.tail = tail;
        this.head = head;
        this.weight = weight;
        this.terminals = terminals;
    }

    /**
     * Parallel edges and self loops are allowed; no tree uses a self loop.
     *
     * @param tail one end of each edge, 0 to {@code vertexCount - 1}; copied
     * @param head the other end; copied
     * @param weight finite, at least 0; whole numbers below 2^53 are computed exactly; copied
     * @param terminals at least one; repeats count once
     * @throws IllegalArgumentException naming the offending value
     */
    public static SteinerInstance of(int vertexCount, int[] tail, int[] head, double[] weight, int[] terminals) {
        if (tail.length != head.length || tail.length != weight.length) {
            throw new IllegalArgumentException(
                    "lengths differ: " + tail.length + " tails, " + head.length + " heads, " + weight.length + " weights");
        }
        for (int e = 0; e < tail.length; e++) {
            requireVertex(tail[e], vertexCount);
            requireVertex(head[e], vertexCount);
            if (!(weight[e] >= 0 && weight[e] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("weight of edge " + e + " is " + weight[e]);
            }
        }
        if (terminals.length == 0) {
            throw new IllegalArgumentException("no terminal");
        }
        for (int t : terminals) {
            requireVertex(t, vertexCount);
        }
        int[] distinct = Arrays.stream(terminals).sorted().distinct().toArray();
        return new SteinerInstance(vertexCount, tail.clone(), head.clone(), weight.clone(), distinct);
    }

    private static void requireVertex(int v, int vertexCount) {
        if (v < 0 || v >= vertexCount) {
            throw new IllegalArgumentException("vertex " + v + " is not in 0.." + (vertexCount - 1));
        }
    }

    public int vertexCount() {
        return vertexCount;
    }

    public int edgeCount() {
        return tail.length;
    }

    /** One end of {@code edge}. */
    public int tail(int edge) {
        return tail[edge];
    }

    /** The other end of {@code edge}. */
    public int head(int edge) {
        return head[edge];
    }

    public double weight(int edge) {
        return weight[edge];
    }

    /** Ascending, distinct; a copy. */
    public int[] terminals() {
        return terminals.clone();
    }

    /** Whether all weights are whole numbers, so that costs differ by at least 1. */
    public boolean hasWholeWeights() {
        for (double w : weight) {
            if (w != Math.rint(w)) {
                return false;
            }
        }
        return true;
    }
}

package org.ebbcast.planner.steiner;

import java.util.Arrays;

/**
 * Many min-heaps over numbered entries that can be merged: leftist heaps (Crane 1972), O(log size) a merge.
 *
 * <p>A heap is named by its root entry, or {@link #EMPTY}. 20 bytes an entry; owned by one search.
 */
final class MergeableHeaps {
    static final int EMPTY = -1;

    private double[] key = new double[0];
    private int[] left = new int[0];
    private int[] right = new int[0];
    private int[] rank = new int[0];

    /** Forgets everything and makes room for entries 0..{@code entries - 1}. */
    void reset(int entries) {
        if (key.length < entries) {
            key = new double[entries];
            left = new int[entries];
            right = new int[entries];
            rank = new int[entries];
        }
        Arrays.fill(left, 0, entries, EMPTY);
        Arrays.fill(right, 0, entries, EMPTY);
        Arrays.fill(rank, 0, entries, 1);
    }

    void setKey(int entry, double value) {
        key[entry] = value;
    }

    double key(int entry) {
        return key[entry];
    }

    /** The heap without its least entry {@code heap}. */
    int pop(int heap) {
        int rest = merge(left[heap], right[heap]);
        left[heap] = EMPTY;
        right[heap] = EMPTY;
        rank[heap] = 1;
        return rest;
    }

    /** Both heaps as one; recursion as deep as the right spines, logarithmic. */
    int merge(int a, int b) {
        if (a == EMPTY) {
            return b;
        }
        if (b == EMPTY) {
            return a;
        }
        int top = key[a] < key[b] || key[a] == key[b] && a < b ? a : b;
        right[top] = merge(right[top], top == a ? b : a);
        if (rankOf(left[top]) < rankOf(right[top])) {
            int swapped = left[top];
            left[top] = right[top];
            right[top] = swapped;
        }
        rank[top] = rankOf(right[top]) + 1;
        return top;
    }

    private int rankOf(int heap) {
        return heap == EMPTY ? 0 : rank[heap];
    }
}

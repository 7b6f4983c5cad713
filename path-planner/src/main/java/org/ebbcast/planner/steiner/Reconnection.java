package org.ebbcast.planner.steiner;

import java.util.Arrays;
import org.ebbcast.planner.internal.IntList;

/** Cheapest way to join a few parts by offered links, if it costs less than a limit: Kruskal's algorithm on parts. */
final class Reconnection {
    private double[] length = new double[16];
    private int[] edge = new int[16];
    private int[] from = new int[16];
    private int[] to = new int[16];
    private Integer[] order = new Integer[0];
    private int[] parent = new int[4];
    private int offers;
    private int parts;
    private double limit;
    private final IntList chosen = new IntList();

    void clear(int partCount, double costLimit) {
        offers = 0;
        parts = partCount;
        limit = costLimit;
        chosen.clear();
        if (parent.length < partCount) {
            parent = new int[2 * partCount];
        }
    }

    void offer(double linkLength, int linkEdge, int partA, int partB) {
        if (offers == length.length) {
            length = Arrays.copyOf(length, 2 * offers);
            edge = Arrays.copyOf(edge, 2 * offers);
            from = Arrays.copyOf(from, 2 * offers);
            to = Arrays.copyOf(to, 2 * offers);
        }
        length[offers] = linkLength;
        edge[offers] = linkEdge;
        from[offers] = partA;
        to[offers++] = partB;
    }

    /** Whether the parts can be joined for less than the limit; then the links are chosen. */
    boolean solve() {
        if (offers < parts - 1) {
            return false;
        }
        return parts == 2 ? cheapestOne() : spanning();
    }

    private boolean cheapestOne() {
        int best = 0;
        for (int i = 1; i < offers; i++) {
            if (length[i] < length[best] || length[i] == length[best] && edge[i] < edge[best]) {
                best = i;
            }
        }
        chosen.add(edge[best]);
        return cheaper(length[best]);
    }

    private boolean spanning() {
        for (int p = 0; p < parts; p++) {
            parent[p] = p;
        }
        order = new Integer[offers];
        for (int i = 0; i < offers; i++) {
            order[i] = i;
        }
        Arrays.sort(order, (a, b) -> length[a] != length[b]
                ? Double.compare(length[a], length[b])
                : Integer.compare(edge[a], edge[b]));
        double total = 0;
        for (int i = 0; i < offers && chosen.size() < parts - 1; i++) {
            int a = find(from[order[i]]);
            int b = find(to[order[i]]);
            if (a != b) {
                parent[a] = b;
                total += length[order[i]];
                chosen.add(edge[order[i]]);
            }
        }
        return chosen.size() == parts - 1 && cheaper(total);
    }

    private boolean cheaper(double total) {
        return total < limit - 1e-9 * limit;
    }

    private int find(int part) {
        int at = part;
        while (parent[at] != at) {
            at = parent[at];
        }
        return at;
    }

    int chosenCount() {
        return chosen.size();
    }

    int chosen(int index) {
        return chosen.get(index);
    }
}

package org.ebbcast.planner.steiner;

import java.util.Arrays;
import org.ebbcast.planner.internal.IntList;

/**
 * Key-path exchange and key-vertex elimination in one pass from the leaves to the root.
 *
 * <p>A key path ends at terminals or branchings; taken away, it leaves two parts, a branching with its key paths
 * leaves as many as it had. The cheapest way to join the parts again runs along boundary edges between the Voronoi
 * regions of the tree's vertices.
 */
final class KeyVertexSearch {
    /*
     * Uchoa and Werneck, "Fast local search for Steiner trees in graphs" (ALENEX 2010), sections 4.2 and 4.3.
     *
     * Every boundary edge has an entry in the heap of each of its two bases; the heap of a subtree is the merger of
     * its vertices' heaps, and entries whose other end lies in the same subtree are dropped when they come to the
     * top: they join nothing any more, for this subtree or any above. Dropping them at a branching shows all edges
     * between its subtrees that can matter, because one that stays below an edge out to the rest is the dearest of
     * a cycle. Regions of vertices taken away are repaired apart.
     *
     * The tree is not rebuilt within a pass. An exchange that ties vertex x to vertex y makes the subtrees on the
     * way from x to y, below where they meet, differ from what preorder says: those vertices are blocked. x and y
     * are pinned, so that no later step takes them away. Vertices taken away are gone as bases. So every exchange is
     * judged on parts that are still the parts of the tree, and a pass costs O(edges · log vertices).
     */
    private static final int REST = -2;
    private static final int OUTSIDE = -1;

    private final CostGraph graph;
    private final RootedTree tree;
    private final VoronoiRegions regions;
    private final MergeableHeaps heaps = new MergeableHeaps();
    private final Reconnection reconnection = new Reconnection();
    private final int[] heapOf;
    private final boolean[] in;
    private final boolean[] gone;
    private final boolean[] pinned;
    private final boolean[] blocked;
    private final int[] boundary;
    private int boundaryCount;

    private final IntList tops = new IntList();
    private final IntList heapHolders = new IntList();
    private final IntList lost = new IntList();
    private final IntList kept = new IntList();
    private final boolean[] isLost;
    private double lostCost;
    private int subtree;

    KeyVertexSearch(CostGraph graph, RootedTree tree) {
        this.graph = graph;
        this.tree = tree;
        int n = graph.vertexCount;
        regions = new VoronoiRegions(graph);
        heapOf = new int[n];
        in = new boolean[n];
        gone = new boolean[n];
        pinned = new boolean[n];
        blocked = new boolean[n];
        isLost = new boolean[n];
        boundary = new int[graph.edgeCount];
    }

    /** One pass; the marks of the vertices of a cheaper tree, or empty when no exchange helps. */
    boolean[] improve(int[] edges, Budget budget) {
        prepare(edges);
        boolean better = false;
        for (int i = tree.size - 1; i > 0; i--) {
            int v = tree.order[i];
            if ((i & 255) == 0 && budget.spent()) {
                break;
            }
            if (tree.degree[v] > 2 && !graph.terminal[v]) {
                better |= eliminate(v);
            }
            for (int c = tree.firstChild[v]; c != RootedTree.NONE; c = tree.nextSibling[c]) {
                heapOf[v] = heaps.merge(heapOf[v], heapOf[c]);
            }
            if (tree.isCrucial(v)) {
                better |= exchange(v);
            }
        }
        return better ? in : new boolean[0];
    }

    private void prepare(int[] edges) {
        tree.hang(edges, graph.terminals[0]);
        regions.grow(tree.order, tree.size);
        System.arraycopy(tree.in, 0, in, 0, in.length);
        Arrays.fill(gone, false);
        Arrays.fill(pinned, false);
        Arrays.fill(blocked, false);
        Arrays.fill(heapOf, MergeableHeaps.EMPTY);
        boundaryCount = 0;
        for (int e = 0; e < graph.edgeCount; e++) {
            int a = regions.base[graph.tailOf[e]];
            int b = regions.base[graph.headOf[e]];
            if (a != b && tree.parentEdge[a] != e && tree.parentEdge[b] != e) {
                boundary[boundaryCount++] = e;
            }
        }
        heaps.reset(2 * boundaryCount);
        for (int i = 0; i < boundaryCount; i++) {
            int u = graph.tailOf[boundary[i]];
            int v = graph.headOf[boundary[i]];
            double length = regions.distance[u] + graph.cost[boundary[i]] + regions.distance[v];
            queue(2 * i, length, regions.base[u]);
            queue(2 * i + 1, length, regions.base[v]);
        }
    }

    private void queue(int entry, double length, int base) {
        heaps.setKey(entry, length);
        heapOf[base] = heaps.merge(heapOf[base], entry);
    }

    private boolean exchange(int v) {
        begin(v);
        tops.add(v);
        heapHolders.add(v);
        return climb(v) && !blocked[v] && !gone[v] && reconnect();
    }

    private boolean eliminate(int v) {
        begin(v);
        lose(v);
        boolean sound = !blocked[v] && !pinned[v] && climb(v);
        for (int c = tree.firstChild[v]; sound && c != RootedTree.NONE; c = tree.nextSibling[c]) {
            int down = c;
            lostCost += graph.cost[tree.parentEdge[c]];
            while (sound && !tree.isCrucial(down)) {
                sound = !pinned[down];
                lose(down);
                down = tree.firstChild[down];
                lostCost += graph.cost[tree.parentEdge[down]];
            }
            sound &= !blocked[down] && !gone[down];
            tops.add(down);
            heapHolders.add(c);
        }
        return sound && reconnect();
    }

    private void begin(int v) {
        for (int i = 0; i < lost.size(); i++) {
            isLost[lost.get(i)] = false;
        }
        lost.clear();
        tops.clear();
        heapHolders.clear();
        lostCost = 0;
        subtree = v;
    }

    private void lose(int v) {
        lost.add(v);
        isLost[v] = true;
    }

    /* Collects the key path from v upwards; false when it must stay. */
    private boolean climb(int v) {
        lostCost += graph.cost[tree.parentEdge[v]];
        int up = tree.parent[v];
        while (!tree.isCrucial(up) && tree.parent[up] != RootedTree.NONE) {
            if (pinned[up]) {
                return false;
            }
            lose(up);
            lostCost += graph.cost[tree.parentEdge[up]];
            up = tree.parent[up];
        }
        return !gone[up];
    }

    /* Part of the broken tree that base b lies in: index into tops, REST, or OUTSIDE when it is no base now. */
    private int part(int b) {
        if (b == VoronoiRegions.NONE || gone[b] || isLost[b]) {
            return OUTSIDE;
        }
        if (!tree.below(b, subtree)) {
            return REST;
        }
        for (int i = 0; i < tops.size(); i++) {
            if (tree.below(b, tops.get(i))) {
                return i;
            }
        }
        return OUTSIDE;
    }

    private boolean reconnect() {
        reconnection.clear(tops.size() + 1, lostCost);
        for (int i = 0; i < heapHolders.size(); i++) {
            offerFromHeap(heapHolders.get(i));
        }
        if (!lost.isEmpty()) {
            for (int i = 0; i < lost.size(); i++) {
                gone[lost.get(i)] = true;
            }
            regions.regrow(lost.toArray(), lost.size(), gone);
            for (int i = 0; i < lost.size(); i++) {
                gone[lost.get(i)] = false;
            }
            offerRepaired();
        } else {
            regions.regrow(new int[0], 0, gone);
        }
        if (!reconnection.solve()) {
            return false;
        }
        apply();
        return true;
    }

    private void offerFromHeap(int holder) {
        int heap = heapOf[holder];
        kept.clear();
        while (heap != MergeableHeaps.EMPTY && heaps.key(heap) < lostCost) {
            int e = boundary[heap >> 1];
            int own = regions.base[(heap & 1) == 0 ? graph.tailOf[e] : graph.headOf[e]];
            int other = regions.base[(heap & 1) == 0 ? graph.headOf[e] : graph.tailOf[e]];
            int ownPart = part(own);
            int otherPart = part(other);
            if (ownPart != OUTSIDE && otherPart != OUTSIDE && ownPart != otherPart) {
                reconnection.offer(heaps.key(heap), e, slot(ownPart), slot(otherPart));
                if (otherPart == REST) {
                    break;
                }
            }
            int popped = heap;
            heap = heaps.pop(heap);
            if (isLost[own] && !isLost[other] && !gone[other] && !tree.below(other, subtree)) {
                kept.add(popped);
            }
        }
        for (int i = 0; i < kept.size(); i++) {
            heap = heaps.merge(heap, kept.get(i));
        }
        heapOf[holder] = heap;
    }

    private int slot(int part) {
        return part == REST ? tops.size() : part;
    }

    private void offerRepaired() {
        for (int i = 0; i < regions.orphanCount; i++) {
            int v = regions.orphans[i];
            int mine = part(regions.newBase[v]);
            if (mine == OUTSIDE || regions.newDistance[v] >= lostCost) {
                continue;
            }
            for (int h = graph.first[v]; h < graph.first[v + 1]; h++) {
                int w = graph.head[h];
                double length = regions.newDistance[v] + graph.cost[graph.edge[h]] + regions.distanceNow(w);
                if (length < lostCost) {
                    int theirs = part(regions.baseNow(w));
                    if (theirs != OUTSIDE && theirs != mine) {
                        reconnection.offer(length, graph.edge[h], slot(mine), slot(theirs));
                    }
                }
            }
        }
    }

    private void apply() {
        for (int i = 0; i < lost.size(); i++) {
            in[lost.get(i)] = false;
            gone[lost.get(i)] = true;
        }
        for (int i = 0; i < reconnection.chosenCount(); i++) {
            int e = reconnection.chosen(i);
            int x = include(graph.tailOf[e]);
            int y = include(graph.headOf[e]);
            pinned[x] = true;
            pinned[y] = true;
            block(x, y);
            block(y, x);
        }
    }

    /* Marks the way from v to its base; returns the base. */
    private int include(int v) {
        int at = v;
        in[at] = true;
        while (at != regions.baseNow(v)) {
            at = graph.other(regions.viaNow(at), at);
            in[at] = true;
        }
        return at;
    }

    private void block(int from, int to) {
        for (int v = from; !tree.below(to, v); v = tree.parent[v]) {
            blocked[v] = true;
        }
    }
}

package org.ebbcast.planner.steiner;

import java.util.Arrays;

/**
 * Steiner vertex insertion: a vertex outside the tree joins with all its tree neighbours, each new edge pushing out
 * the dearest edge of the cycle it closes, and stays when the tree got cheaper.
 *
 * <p>After Uchoa and Werneck, "Fast local search for Steiner trees in graphs" (ALENEX 2010, section 4.1), with plain
 * parent pointers for their dynamic trees: O(edges · tree depth) for one pass. Owned by one search.
 */
final class VertexInsertion {
    private final CostGraph graph;
    private final RootedTree tree;
    private final Journal journal;

    VertexInsertion(CostGraph graph, RootedTree tree) {
        this.graph = graph;
        this.tree = tree;
        this.journal = new Journal(tree);
    }

    /**
     * Passes over all vertices of {@code order} until none helps, at most {@code passes} times.
     *
     * @return the edges of the tree afterwards, unpruned
     */
    int[] improve(int[] edges, int[] order, int passes, Budget budget) {
        tree.hang(edges, graph.terminals[0]);
        boolean better = true;
        for (int pass = 0; better && pass < passes; pass++) {
            better = false;
            for (int i = 0; i < order.length; i++) {
                int v = order[i];
                if (!tree.in[v] && hasTwoTreeNeighbours(v)) {
                    better |= insert(v);
                }
                if ((i & 255) == 255 && budget.spent()) {
                    return tree.edges();
                }
            }
        }
        return tree.edges();
    }

    private boolean hasTwoTreeNeighbours(int v) {
        int neighbours = 0;
        for (int h = graph.first[v]; h < graph.first[v + 1]; h++) {
            if (tree.in[graph.head[h]] && ++neighbours == 2) {
                return true;
            }
        }
        return false;
    }

    /* The newcomer becomes the root, so that the cycle an edge to it closes is the path from its other end upwards. */
    private boolean insert(int v) {
        double gain = 0;
        boolean joined = false;
        journal.clear();
        for (int h = graph.first[v]; h < graph.first[v + 1]; h++) {
            int w = graph.head[h];
            if (!tree.in[w] || w == v) {
                continue;
            }
            double cost = graph.cost[graph.edge[h]];
            if (!joined) {
                joined = true;
                evert(w);
                link(w, v, graph.edge[h]);
                tree.parent[v] = RootedTree.NONE;
                tree.parentEdge[v] = RootedTree.NONE;
                gain -= cost;
            } else {
                int lower = dearestBelow(w, v);
                double dearest = graph.cost[tree.parentEdge[lower]];
                if (dearest > cost) {
                    journal.note(lower);
                    tree.parent[lower] = RootedTree.NONE;
                    tree.parentEdge[lower] = RootedTree.NONE;
                    evert(w);
                    link(w, v, graph.edge[h]);
                    gain += dearest - cost;
                }
            }
        }
        if (gain > 0) {
            tree.in[v] = true;
            return true;
        }
        journal.undo();
        return false;
    }

    private void link(int w, int v, int edge) {
        journal.note(w);
        tree.parent[w] = v;
        tree.parentEdge[w] = edge;
    }

    private void evert(int w) {
        for (int x = w; x != RootedTree.NONE; x = tree.parent[x]) {
            journal.note(x);
        }
        tree.evert(w);
    }

    /* Lower end of the dearest edge on the way from w up to the root v. */
    private int dearestBelow(int w, int v) {
        int lower = w;
        double dearest = -1;
        for (int x = w; x != v; x = tree.parent[x]) {
            double cost = graph.cost[tree.parentEdge[x]];
            if (cost > dearest) {
                dearest = cost;
                lower = x;
            }
        }
        return lower;
    }

    /** Parent pointers as they were, to take back an insertion that did not help. */
    private static final class Journal {
        private final RootedTree tree;
        private int[] vertex = new int[64];
        private int[] parent = new int[64];
        private int[] edge = new int[64];
        private int size;

        Journal(RootedTree tree) {
            this.tree = tree;
        }

        void clear() {
            size = 0;
        }

        void note(int v) {
            if (size == vertex.length) {
                vertex = Arrays.copyOf(vertex, 2 * size);
                parent = Arrays.copyOf(parent, 2 * size);
                edge = Arrays.copyOf(edge, 2 * size);
            }
            vertex[size] = v;
            parent[size] = tree.parent[v];
            edge[size++] = tree.parentEdge[v];
        }

        void undo() {
            while (size > 0) {
                int v = vertex[--size];
                tree.parent[v] = parent[size];
                tree.parentEdge[v] = edge[size];
            }
        }
    }
}

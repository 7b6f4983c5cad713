package org.ebbcast.planner.steiner;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.ebbcast.planner.internal.IntList;
import org.ebbcast.planner.internal.VertexHeap;

/**
 * Wong's dual ascent for the directed cut relaxation: a lower bound, and reduced costs that show which arcs matter.
 *
 * <p>A terminal that the root does not reach along arcs of reduced cost zero has a cut without such arcs around it;
 * its dual variable rises until an arc of the cut is free (Wong, Mathematical Programming 28, 1984). Terminals with
 * few cut arcs go first (Pajor, Uchoa and Werneck 2018, section 6). O(edges · steps); owned by one computation.
 */
final class DualAscent {
    private static final int SHUFFLE = 6;

    /** Reduced cost of arc 2e from tail to head of edge e, and of 2e + 1 the other way. */
    final double[] reduced;

    private final CostGraph graph;
    private final int[] arcInto;
    private final VertexHeap queue;
    private final boolean[] active;
    private final int[] stamp;
    private final IntList open = new IntList();
    private final IntList cut = new IntList();
    private int stampNow;
    private int root;
    private double bound;
    private boolean touched;
    private boolean recording;
    private final DualCuts cuts = new DualCuts();

    DualAscent(CostGraph graph) {
        this.graph = graph;
        reduced = new double[2 * graph.edgeCount];
        arcInto = new int[2 * graph.edgeCount];
        for (int v = 0; v < graph.vertexCount; v++) {
            for (int h = graph.first[v]; h < graph.first[v + 1]; h++) {
                int e = graph.edge[h];
                arcInto[h] = 2 * e + (graph.headOf[e] == v ? 0 : 1);
            }
        }
        queue = new VertexHeap(graph.vertexCount);
        active = new boolean[graph.vertexCount];
        stamp = new int[graph.vertexCount];
    }

    /** Lower bound of the cost of any tree, by ascent from {@code rootTerminal}; stops early when time is up. */
    double ascend(int rootTerminal, Budget budget) {
        root = rootTerminal;
        bound = 0;
        cuts.truncate(0);
        for (int e = 0; e < graph.edgeCount; e++) {
            reduced[2 * e] = graph.cost[e];
            reduced[2 * e + 1] = graph.cost[e];
        }
        Arrays.fill(active, false);
        queue.clear();
        for (int t : graph.terminals) {
            if (t != root) {
                activate(t, 0);
            }
        }
        return run(budget);
    }

    /**
     * Ascends further for some terminals, in an order that is partly random.
     *
     * @param terminals those that the root does not reach along arcs of reduced cost zero
     * @param worth the bound that the reduced costs stand for now
     */
    double ascendFor(int[] terminals, double worth, SplittableRandom random, Budget budget) {
        bound = worth;
        Arrays.fill(active, false);
        queue.clear();
        for (int t : terminals) {
            activate(t, random.nextInt(SHUFFLE));
        }
        return run(budget);
    }

    private void activate(int t, int later) {
        active[t] = true;
        queue.put(t, graph.first[t + 1] - graph.first[t] + later);
    }

    private double run(Budget budget) {
        for (int step = 1; !queue.isEmpty() && ((step & 63) != 0 || !budget.spent()); step++) {
            advance(queue.poll());
        }
        return bound;
    }

    /** Keeps the cuts of all ascents from now on. */
    void record() {
        recording = true;
    }

    /** The cuts that make up the bound, as far as recorded. */
    DualCuts cuts() {
        return cuts;
    }

    /** Per edge, the lesser reduced cost of its two arcs. */
    double[] reducedCosts() {
        double[] costs = new double[graph.edgeCount];
        for (int e = 0; e < costs.length; e++) {
            costs[e] = Math.min(reduced[2 * e], reduced[2 * e + 1]);
        }
        return costs;
    }

    /** Costs for ascend and prune: edges that are free in neither direction cost infinitely much. */
    double[] freeCosts() {
        double[] costs = graph.cost.clone();
        for (int e = 0; e < costs.length; e++) {
            if (reduced[2 * e] > 0 && reduced[2 * e + 1] > 0) {
                costs[e] = Double.POSITIVE_INFINITY;
            }
        }
        return costs;
    }

    int root() {
        return root;
    }

    /** Per half edge, the arc against it: from its head to its vertex. */
    int[] arcInto() {
        return arcInto;
    }

    /** Whether the last ascent came to its end, so that the root reaches every terminal at reduced cost zero. */
    boolean isComplete() {
        return queue.isEmpty();
    }

    private void advance(int terminal) {
        stampNow++;
        touched = false;
        cut.clear();
        open.clear();
        include(terminal);
        spread(terminal);
        while (!touched) {
            double least = narrowCut();
            if (cut.isEmpty()) {
                break;
            }
            if (!queue.isEmpty() && cut.size() > queue.minKey() * 5 / 4) {
                queue.put(terminal, cut.size());
                return;
            }
            raise(least, terminal);
        }
        active[terminal] = false;
    }

    /* Grows the cut's inner side along free arcs and lists the others that enter it. */
    private void spread(int terminal) {
        while (!open.isEmpty() && !touched) {
            int v = open.removeLast();
            if (v == root || v != terminal && active[v]) {
                touched = true;
                return;
            }
            for (int h = graph.first[v]; h < graph.first[v + 1]; h++) {
                if (stamp[graph.head[h]] != stampNow) {
                    if (reduced[arcInto[h]] == 0) {
                        include(graph.head[h]);
                    } else {
                        cut.add(h);
                    }
                }
            }
        }
    }

    private void include(int v) {
        stamp[v] = stampNow;
        open.add(v);
    }

    private double narrowCut() {
        double least = Double.POSITIVE_INFINITY;
        int kept = 0;
        for (int i = 0; i < cut.size(); i++) {
            int h = cut.get(i);
            if (stamp[graph.head[h]] != stampNow) {
                cut.set(kept++, h);
                least = Math.min(least, reduced[arcInto[h]]);
            }
        }
        cut.truncate(kept);
        return least;
    }

    private void raise(double by, int terminal) {
        bound += by;
        if (recording) {
            cuts.add(arcsOfCut(), by);
        }
        for (int i = 0; i < cut.size(); i++) {
            int h = cut.get(i);
            double left = reduced[arcInto[h]] - by;
            reduced[arcInto[h]] = left;
            if (left == 0 && stamp[graph.head[h]] != stampNow) {
                include(graph.head[h]);
            }
        }
        spread(terminal);
    }

    private int[] arcsOfCut() {
        int[] arcs = new int[cut.size()];
        for (int i = 0; i < arcs.length; i++) {
            arcs[i] = arcInto[cut.get(i)];
        }
        return arcs;
    }
}

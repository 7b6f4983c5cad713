package org.ebbcast.planner.steiner;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.ebbcast.planner.internal.IntList;

/**
 * Local search for dual variables: takes back the cuts around a place, ascends again in another order, and keeps what
 * is worth no less. Raises the bound of a completed ascent; its reduced costs stay those of the best bound.
 *
 * <p>A step takes O(edges + arcs of all cuts). Owned by one computation.
 */
final class DualPolish {
    private static final double ROUNDING = 1e-9;

    private final CostGraph graph;
    private final DualAscent ascent;
    private final DualCuts cuts;
    private final DualCuts taken = new DualCuts();
    private final SplittableRandom random;
    private final boolean[] near;
    private final double[] kept;
    private final boolean[] reached;
    private final int[] queue;
    private double bound;

    /** @param ascent completed, with its cuts recorded, worth {@code bound} */
    DualPolish(CostGraph graph, DualAscent ascent, double bound, SplittableRandom random) {
        this.graph = graph;
        this.ascent = ascent;
        this.cuts = ascent.cuts();
        this.bound = bound;
        this.random = random;
        near = new boolean[2 * graph.edgeCount];
        kept = ascent.reduced.clone();
        reached = new boolean[graph.vertexCount];
        queue = new int[graph.vertexCount];
    }

    /** Best bound so far. */
    double bound() {
        return bound;
    }

    /** Tries one place; returns whether the bound rose. */
    boolean step(Budget budget) {
        if (cuts.size() == 0) {
            return false;
        }
        double worth = bound - takeBack();
        int left = cuts.size();
        double now = ascent.ascendFor(cutOff(), worth, random, budget);
        if (ascent.isComplete() && now >= bound * (1 - ROUNDING)) {
            boolean rose = now > bound * (1 + ROUNDING);
            bound = now;
            System.arraycopy(ascent.reduced, 0, kept, 0, kept.length);
            return rose;
        }
        System.arraycopy(kept, 0, ascent.reduced, 0, kept.length);
        cuts.truncate(left);
        for (int c = 0; c < taken.size(); c++) {
            cuts.add(taken.arcs(c), taken.amount(c));
        }
        return false;
    }

    /* Takes back the cuts that share an arc with one or two of them; returns what they were worth. */
    private double takeBack() {
        Arrays.fill(near, false);
        for (int places = 1 + random.nextInt(2); places > 0; places--) {
            for (int arc : cuts.arcs(random.nextInt(cuts.size()))) {
                near[arc] = true;
            }
        }
        taken.truncate(0);
        double lost = 0;
        for (int c = cuts.size() - 1; c >= 0; c--) {
            if (isNear(cuts.arcs(c))) {
                lost += cuts.amount(c);
                for (int arc : cuts.arcs(c)) {
                    ascent.reduced[arc] += cuts.amount(c);
                }
                taken.add(cuts.arcs(c), cuts.amount(c));
                cuts.remove(c);
            }
        }
        return lost;
    }

    private boolean isNear(int[] cut) {
        for (int arc : cut) {
            if (near[arc]) {
                return true;
            }
        }
        return false;
    }

    /* Terminals that the root no longer reaches along arcs of reduced cost zero. */
    private int[] cutOff() {
        Arrays.fill(reached, false);
        int queued = 0;
        queue[queued++] = ascent.root();
        reached[ascent.root()] = true;
        int[] arcInto = ascent.arcInto();
        for (int i = 0; i < queued; i++) {
            int v = queue[i];
            for (int h = graph.first[v]; h < graph.first[v + 1]; h++) {
                int w = graph.head[h];
                if (!reached[w] && ascent.reduced[arcInto[h] ^ 1] == 0) {
                    reached[w] = true;
                    queue[queued++] = w;
                }
            }
        }
        IntList off = new IntList();
        for (int t : graph.terminals) {
            if (!reached[t]) {
                off.add(t);
            }
        }
        return off.toArray();
    }
}

package org.ebbcast.planner.fabric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ebbcast.planner.internal.IntList;

/**
 * Serves the worst served targets better once the trees stand: chooses which of the trees at its switch a target
 * listens to by exact subset sums instead of largest first, and lengthens trees to switches whose targets still miss
 * much, over arcs with room.
 *
 * <p>Owned by one computation. O(2^(trees/2)) a target, and O(arcs) for each tree tried at a switch.
 */
final class ListenerRefit {
    private static final double CONTENT = 0.985;
    /* On large fabrics only those who are served badly are looked at, and not further than this. */
    private static final int LARGE = 20_000;
    private static final double CONTENT_IF_LARGE = 0.95;
    private static final int MOST_ARCS = 20_000;
    private static final int LOW_HALF = 0xff;

    private final FabricDemand demand;
    private final Fabric fabric;
    private final int[] limit;
    private final char[] listens;
    private final TreeGrower grower;
    private final int[] rates;
    private final char[] treesAt;
    private final List<List<Integer>> added = new ArrayList<>();
    private final Map<Character, long[]> halves = new HashMap<>();
    private final int[] via;
    private final int[] queue;
    private final int[] seenIn;
    private final double content;
    private int search;

    /** @param grower knows what the trees leave of each arc and switch; longer trees are taken from it */
    ListenerRefit(FabricDemand demand, int[] limit, char[] listens, TreeGrower grower, List<FabricTree> trees) {
        this.demand = demand;
        this.fabric = demand.fabric;
        this.limit = limit;
        this.listens = listens;
        this.grower = grower;
        rates = trees.stream().mapToInt(tree -> tree.rate).toArray();
        treesAt = new char[fabric.switchCount];
        via = new int[fabric.switchCount];
        queue = new int[fabric.switchCount];
        seenIn = new int[fabric.switchCount];
        content = isLarge(fabric) ? CONTENT_IF_LARGE : CONTENT;
        for (int t = 0; t < rates.length; t++) {
            added.add(new ArrayList<>());
            treesAt[fabric.switchOf(trees.get(t).source)] |= (char) (1 << t);
            for (int arc : trees.get(t).arcs) {
                treesAt[fabric.head[arc]] |= (char) (1 << t);
            }
        }
    }

    /** Whether {@code fabric} has so many hosts and arcs that effort is saved. */
    static boolean isLarge(Fabric fabric) {
        return fabric.hostCount + fabric.arcCount() >= LARGE;
    }

    /** The trees, some of them longer; {@code listens} was brought up to date. */
    List<FabricTree> refit(List<FabricTree> trees) {
        for (int v = 0; v < treesAt.length; v++) {
            for (int h = fabric.firstHost[v]; h < fabric.firstHost[v + 1]; h++) {
                listen(h, v);
            }
        }
        for (int v : worstFirst()) {
            lengthenTo(v);
        }
        List<FabricTree> longer = new ArrayList<>();
        for (int t = 0; t < rates.length; t++) {
            int[] before = trees.get(t).arcs;
            int[] arcs = Arrays.copyOf(before, before.length + added.get(t).size());
            for (int i = before.length; i < arcs.length; i++) {
                arcs[i] = added.get(t).get(i - before.length);
            }
            longer.add(new FabricTree(trees.get(t).source, arcs, rates[t]));
        }
        return longer;
    }

    private int[] worstFirst() {
        double[] worst = new double[treesAt.length];
        List<Integer> switches = new ArrayList<>();
        for (int v = 0; v < worst.length; v++) {
            worst[v] = worstAt(v);
            if (worst[v] < content) {
                switches.add(v);
            }
        }
        switches.sort((a, b) -> Double.compare(worst[a], worst[b]));
        return switches.stream().mapToInt(Integer::intValue).toArray();
    }

    private double worstAt(int v) {
        double worst = 1;
        for (int h = fabric.firstHost[v]; h < fabric.firstHost[v + 1]; h++) {
            if (isServable(h)) {
                worst = Math.min(worst, (double) sum(listens[h]) / limit[h]);
            }
        }
        return worst;
    }

    private boolean isServable(int h) {
        return limit[h] > 0 && demand.targets.get(h);
    }

    /* Tries the trees that are not at v, largest first, as long as its worst target gains. */
    private void lengthenTo(int v) {
        for (int t = 0; t < rates.length && worstAt(v) < content; t++) {
            if ((treesAt[v] >> t & 1) == 0 && gains(v, t) && reach(v, t)) {
                for (int h = fabric.firstHost[v]; h < fabric.firstHost[v + 1]; h++) {
                    listen(h, v);
                }
            }
        }
    }

    private boolean gains(int v, int t) {
        char with = (char) (treesAt[v] | 1 << t);
        for (int h = fabric.firstHost[v]; h < fabric.firstHost[v + 1]; h++) {
            if (isServable(h) && sum(listens[h]) < CONTENT * limit[h]
                    && sum(best(with, limit[h])) > sum(listens[h]) + limit[h] / 200) {
                return true;
            }
        }
        return false;
    }

    /* Breadth first against the arcs from v to the tree; takes the rate along the way found. */
    private boolean reach(int v, int t) {
        search++;
        seenIn[v] = search;
        queue[0] = v;
        int queued = 1;
        int looked = 0;
        for (int i = 0; i < queued && looked < MOST_ARCS; i++) {
            int w = queue[i];
            looked += fabric.firstArc[w + 1] - fabric.firstArc[w];
            for (int out = fabric.firstArc[w]; out < fabric.firstArc[w + 1]; out++) {
                int u = fabric.head[out];
                int arc = fabric.reverse[out];
                if (seenIn[u] != search && grower.residual[arc] >= rates[t] && fabric.relays[u]) {
                    seenIn[u] = search;
                    via[u] = arc;
                    queue[queued++] = u;
                    if ((treesAt[u] >> t & 1) != 0) {
                        take(u, v, t);
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private void take(int from, int to, int t) {
        IntList path = new IntList();
        for (int u = from; u != to; u = fabric.head[via[u]]) {
            path.add(via[u]);
            added.get(t).add(via[u]);
            treesAt[fabric.head[via[u]]] |= (char) (1 << t);
        }
        grower.takeArcs(path.toArray(), rates[t]);
    }

    private void listen(int h, int v) {
        long enough = isLarge(fabric) ? (long) (content * limit[h]) : limit[h];
        if (isServable(h) && sum(listens[h]) < enough) {
            char best = best(treesAt[v], limit[h]);
            listens[h] = sum(best) > sum(listens[h]) ? best : listens[h];
        }
    }

    private long sum(char set) {
        long sum = 0;
        for (int t = 0; t < rates.length; t++) {
            sum += (set >> t & 1) * (long) rates[t];
        }
        return sum;
    }

    /* The subset of trees with the largest sum of rates up to the limit: a subset of each half, by two pointers. */
    private char best(char set, int most) {
        long[] low = halves.computeIfAbsent((char) (set & LOW_HALF), this::subsetSums);
        long[] high = halves.computeIfAbsent((char) (set & ~LOW_HALF), this::subsetSums);
        long bound = (long) most << 16 | 0xffff;
        long best = 0;
        int j = high.length - 1;
        for (int i = 0; i < low.length && low[i] <= bound; i++) {
            while (low[i] + high[j] > bound) {
                j--;
            }
            best = Math.max(best, low[i] + high[j]);
        }
        return (char) best;
    }

    /* Ascending; the sum above, the subset in the low 16 bits. The empty set is the first. */
    private long[] subsetSums(char set) {
        long[] sums = new long[1 << Integer.bitCount(set)];
        int count = 1;
        for (int t = 0; t < rates.length; t++) {
            if ((set >> t & 1) != 0) {
                for (int i = 0; i < count; i++) {
                    sums[count + i] = sums[i] + ((long) rates[t] << 16) + (1 << t);
                }
                count *= 2;
            }
        }
        Arrays.sort(sums);
        return sums;
    }
}

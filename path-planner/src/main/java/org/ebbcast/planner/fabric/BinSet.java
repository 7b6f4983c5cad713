package org.ebbcast.planner.fabric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The arcs into one switch as bins for the rates of trees, widest first: every tree enters the switch by one of them.
 * Immutable.
 *
 * <p>A tree that comes from a neighbour entered that by another arc before, unless it starts there. So an arc takes no
 * more than what comes into its tail otherwise, and no single rate above the widest of that.
 */
final class BinSet {
    private static final int UNLIMITED = Integer.MAX_VALUE;

    final int[] capacity;
    final int[] widest;

    BinSet(int[] capacity, int[] widest) {
        this.capacity = capacity;
        this.widest = widest;
    }

    /** Bins of the sources' uplinks: every tree starts at one. */
    static BinSet ofUplinks(FabricDemand demand) {
        int[] up = descending(Arrays.stream(demand.sources).map(s -> demand.idleUp[s]).toArray());
        return new BinSet(up, up);
    }

    /** Bins of switch {@code v} as wide as its arcs, whatever comes to them. O(its arcs). */
    static BinSet plain(FabricDemand demand, int v) {
        Fabric fabric = demand.fabric;
        int[] idle = new int[fabric.firstArc[v + 1] - fabric.firstArc[v]];
        for (int i = 0; i < idle.length; i++) {
            idle[i] = demand.idle[fabric.reverse[fabric.firstArc[v] + i]];
        }
        int[] capacity = descending(idle);
        return new BinSet(capacity, capacity);
    }

    /**
     * Bins of switch {@code v}. O(arcs of its neighbours).
     *
     * @param reach per switch, the greatest single rate it can be reached with when {@code v} is left out
     */
    static BinSet of(FabricDemand demand, int v, boolean[] hasSource, int[] reach) {
        Fabric fabric = demand.fabric;
        int degree = fabric.firstArc[v + 1] - fabric.firstArc[v];
        long[] bins = new long[degree];
        for (int i = 0; i < degree; i++) {
            int out = fabric.firstArc[v] + i;
            bins[i] = bin(demand, v, out, hasSource, reach[fabric.head[out]]);
        }
        Arrays.sort(bins);
        int[] capacity = new int[degree];
        int[] widest = new int[degree];
        for (int i = 0; i < degree; i++) {
            capacity[i] = (int) (bins[degree - 1 - i] >> 32);
            widest[i] = (int) bins[degree - 1 - i];
        }
        return new BinSet(capacity, widest);
    }

    /* Capacity in the high half, widest single rate in the low one. */
    private static long bin(FabricDemand demand, int v, int out, boolean[] hasSource, int reach) {
        Fabric fabric = demand.fabric;
        int u = fabric.head[out];
        int idle = demand.idle[fabric.reverse[out]];
        long into = hasSource[u] ? UNLIMITED : 0;
        for (int a = fabric.firstArc[u]; into < UNLIMITED && fabric.relays[u] && a < fabric.firstArc[u + 1]; a++) {
            if (fabric.head[a] != v) {
                into += demand.idle[fabric.reverse[a]];
            }
        }
        long capacity = Math.min(idle, into);
        return capacity << 32 | Math.min(capacity, reach);
    }

    private static int[] descending(int[] values) {
        return Arrays.stream(values).map(r -> -r).sorted().map(r -> -r).toArray();
    }

    /** Sum of the widest {@code count} bins. */
    long sumOfWidest(int count) {
        long sum = 0;
        for (int b = 0; b < capacity.length && b < count; b++) {
            sum += capacity[b];
        }
        return sum;
    }

    /** Those of {@code sets} that are not roomier than another in every bin that {@code rates} rates may need. */
    static BinSet[] tightest(List<BinSet> sets, int rates) {
        List<BinSet> ordered = new ArrayList<>(sets);
        ordered.sort(Comparator.comparingLong(set -> set.sumOfWidest(rates)));
        List<BinSet> kept = new ArrayList<>();
        for (BinSet set : ordered) {
            if (kept.stream().noneMatch(tight -> set.isRoomierThan(tight, rates))) {
                kept.add(set);
            }
        }
        return kept.toArray(new BinSet[0]);
    }

    private boolean isRoomierThan(BinSet tight, int rates) {
        boolean plain = Arrays.equals(tight.capacity, tight.widest);
        int counted = plain ? Math.min(rates, tight.capacity.length) : tight.capacity.length;
        boolean roomier = capacity.length >= counted;
        for (int b = 0; roomier && b < counted; b++) {
            roomier = capacity[b] >= tight.capacity[b] && widest[b] >= tight.widest[b];
        }
        return roomier;
    }
}

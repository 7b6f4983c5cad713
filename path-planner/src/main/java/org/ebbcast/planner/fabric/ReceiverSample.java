package org.ebbcast.planner.fabric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Some switches of a fabric with their targets, to judge tree rates without growing trees: the arcs into a switch are
 * bins, and a target adds up those trees of its switch that fit into what it can still take.
 *
 * <p>Owned by one computation.
 */
final class ReceiverSample {
    private final FabricDemand demand;
    private final int[] limitOfHost;
    private final List<int[]> bins = new ArrayList<>();
    private final List<int[]> limits = new ArrayList<>();
    private final BitSet taken = new BitSet();
    private final int[] uplinks;
    private final int[] upLeft;
    private int[] room = {};
    private int[] need = {};

    ReceiverSample(FabricDemand demand, int[] limitOfHost, int switches, SplittableRandom random) {
        this.demand = demand;
        this.limitOfHost = limitOfHost;
        uplinks = Arrays.stream(demand.sources).map(source -> demand.idleUp[source]).toArray();
        upLeft = uplinks.clone();
        Fabric fabric = demand.fabric;
        int[] withTargets = new int[fabric.switchCount];
        int count = 0;
        for (int v = 0; v < fabric.switchCount; v++) {
            int first = demand.targets.nextSetBit(fabric.firstHost[v]);
            if (first >= 0 && first < fabric.firstHost[v + 1]) {
                withTargets[count++] = v;
            }
        }
        for (int s = 0; s < Math.min(count, switches); s++) {
            int other = s + random.nextInt(count - s);
            int v = withTargets[other];
            withTargets[other] = withTargets[s];
            add(v);
        }
    }

    /** Takes switch {@code v} into the sample unless it is there already. */
    void add(int v) {
        if (!taken.get(v)) {
            taken.set(v);
            bins.add(binsOf(demand, v));
            limits.add(limitsOf(demand, limitOfHost, v));
        }
    }

    private static int[] binsOf(FabricDemand demand, int v) {
        Fabric fabric = demand.fabric;
        int degree = fabric.firstArc[v + 1] - fabric.firstArc[v];
        int[] bins = new int[degree];
        for (int i = 0; i < degree; i++) {
            bins[i] = demand.idle[fabric.reverse[fabric.firstArc[v] + i]];
        }
        return bins;
    }

    private static int[] limitsOf(FabricDemand demand, int[] limitOfHost, int v) {
        Fabric fabric = demand.fabric;
        int[] limits = new int[fabric.firstHost[v + 1] - fabric.firstHost[v]];
        int count = 0;
        for (int h = fabric.firstHost[v]; h < fabric.firstHost[v + 1]; h++) {
            if (demand.targets.get(h) && limitOfHost[h] > 0) {
                limits[count++] = limitOfHost[h];
            }
        }
        return Arrays.copyOf(limits, count);
    }

    /** How well targets are served by trees of these descending rates, as {@link Fractions#score}. */
    double score(int[] wishes, Fractions fractions) {
        fractions.clear();
        int[] rates = sendable(wishes);
        for (int s = 0; s < bins.size(); s++) {
            room = copied(bins.get(s), room);
            need = copied(limits.get(s), need);
            long into = 0;
            for (int bin : room) {
                into += bin;
            }
            for (int rate : rates) {
                if (rate > 0 && into >= rate && offer(room, need, into, rate)) {
                    into -= rate;
                }
            }
            int[] limit = limits.get(s);
            for (int h = 0; h < need.length; h++) {
                fractions.add(1 - (double) need[h] / limit[h]);
            }
        }
        return fractions.score();
    }

    private static int[] copied(int[] from, int[] scratch) {
        if (scratch.length != from.length) {
            return from.clone();
        }
        System.arraycopy(from, 0, scratch, 0, from.length);
        return scratch;
    }

    /* The rates for which a source's uplink has room, by best fit; 0 for the others. */
    private int[] sendable(int[] wishes) {
        System.arraycopy(uplinks, 0, upLeft, 0, uplinks.length);
        int[] rates = new int[wishes.length];
        for (int t = 0; t < wishes.length; t++) {
            int s = tightest(upLeft, wishes[t]);
            if (s >= 0) {
                upLeft[s] -= wishes[t];
                rates[t] = wishes[t];
            }
        }
        return rates;
    }

    /** Index of the least room that is enough, or -1. */
    static int tightest(int[] room, int rate) {
        int best = -1;
        for (int i = 0; i < room.length; i++) {
            if (room[i] >= rate && (best < 0 || room[i] < room[best])) {
                best = i;
            }
        }
        return best;
    }

    private static boolean offer(int[] room, int[] need, long into, int rate) {
        int most = 0;
        int reserve = 0;
        for (int left : need) {
            most = Math.max(most, left);
            reserve = left < rate ? Math.max(reserve, left) : reserve;
        }
        if (most < rate || into - rate < reserve) {
            return false;
        }
        int best = tightest(room, rate);
        if (best < 0) {
            return false;
        }
        room[best] -= rate;
        for (int h = 0; h < need.length; h++) {
            if (need[h] >= rate) {
                need[h] -= rate;
            }
        }
        return true;
    }
}

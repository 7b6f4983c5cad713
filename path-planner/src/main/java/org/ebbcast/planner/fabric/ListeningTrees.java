package org.ebbcast.planner.fabric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Grows trees of given rates for targets that each listen to those trees that fit into what they can still take, and
 * says what that is worth.
 *
 * <p>A tree goes to a switch only when the smaller trees that slower targets there depend on still find room. O(trees ·
 * (arcs + hosts)); owned by one computation.
 */
final class ListeningTrees {
    /** Greatest rate of each host, 0 for those that are no target. */
    final int[] limit;
    /** Per host, bit t for tree t of the trees grown last. */
    final char[] listens;
    final Fractions fractions = new Fractions();
    /** What the worst served target misses, noted by {@link #noteWorst}; 0 when nothing was noted. */
    int worstNeed;
    /** What it listens to. */
    char worstListens;
    /** What is left of the arcs into its switch. */
    int[] worstRooms = {};

    private final FabricDemand demand;
    private final TreeGrower grower;
    private final int[] need;
    private final int[] upLeft;

    ListeningTrees(FabricDemand demand) {
        this.demand = demand;
        CutBounds cuts = new CutBounds(demand);
        grower = new TreeGrower(demand, cuts);
        Fabric fabric = demand.fabric;
        limit = new int[fabric.hostCount];
        need = new int[fabric.hostCount];
        listens = new char[fabric.hostCount];
        upLeft = new int[demand.sources.length];
        for (int v = 0; v < fabric.switchCount; v++) {
            for (int h = fabric.firstHost[v]; h < fabric.firstHost[v + 1]; h++) {
                limit[h] = demand.targets.get(h) ? cuts.limit(h, v) : 0;
            }
        }
    }

    /** Trees, who listens to them, and what that is worth. */
    static final class Fitted {
        final List<FabricTree> trees;
        final char[] listens;
        final double score;

        Fitted(List<FabricTree> trees, char[] listens, double score) {
            this.trees = trees;
            this.listens = listens;
            this.score = score;
        }
    }

    /** Grows trees of {@code rates} and scores them as they are. */
    double scoreGrown(int[] rates) {
        grown(rates);
        return score();
    }

    /** Grows trees of {@code rates} and leaves them and their listeners as they are. */
    Fitted unfitted(int[] rates) {
        List<FabricTree> trees = grown(rates);
        return new Fitted(trees, listens.clone(), score());
    }

    /** Grows trees of {@code rates}, then lets targets choose and trees be lengthened ({@link ListenerRefit}). */
    Fitted fitted(int[] rates) {
        List<FabricTree> trees = grown(rates);
        return scored(new ListenerRefit(demand, limit, listens, grower, trees).refit(trees));
    }

    private Fitted scored(List<FabricTree> trees) {
        for (int h = 0; h < need.length; h++) {
            need[h] = limit[h];
            for (int t = 0; t < trees.size(); t++) {
                need[h] -= (listens[h] >> t & 1) * trees.get(t).rate;
            }
        }
        return new Fitted(trees, listens.clone(), score());
    }

    private double score() {
        fractions.clear();
        for (int h = demand.targets.nextSetBit(0); h >= 0; h = demand.targets.nextSetBit(h + 1)) {
            if (limit[h] > 0) {
                fractions.add(1 - (double) need[h] / limit[h]);
            }
        }
        return fractions.score();
    }

    /** Switches whose worst target gets less than {@code part} of its limit from the trees grown last, worst first. */
    int[] worstSwitches(double part, int most) {
        Fabric fabric = demand.fabric;
        List<double[]> worst = new ArrayList<>();
        for (int v = 0; v < fabric.switchCount; v++) {
            double least = 1;
            for (int h = fabric.firstHost[v]; h < fabric.firstHost[v + 1]; h++) {
                least = limit[h] > 0 ? Math.min(least, 1 - (double) need[h] / limit[h]) : least;
            }
            if (least < part) {
                worst.add(new double[] {least, v});
            }
        }
        worst.sort(Comparator.comparingDouble(entry -> entry[0]));
        return worst.stream().limit(most).mapToInt(entry -> (int) entry[1]).toArray();
    }

    /** Notes what the worst served target of the trees grown last misses. */
    void noteWorst() {
        worstNeed = 0;
        int worst = -1;
        double leastPart = 1;
        for (int h = demand.targets.nextSetBit(0); h >= 0; h = demand.targets.nextSetBit(h + 1)) {
            if (limit[h] > 0 && 1 - (double) need[h] / limit[h] < leastPart) {
                leastPart = 1 - (double) need[h] / limit[h];
                worstNeed = need[h];
                worstListens = listens[h];
                worst = h;
            }
        }
        if (worstNeed > 0) {
            noteRoomsAt(demand.fabric.switchOf(worst));
        }
    }

    /* What the trees just grown leave of the arcs into {@code v}. */
    private void noteRoomsAt(int v) {
        Fabric fabric = demand.fabric;
        worstRooms = new int[fabric.firstArc[v + 1] - fabric.firstArc[v]];
        for (int i = 0; i < worstRooms.length; i++) {
            worstRooms[i] = grower.residual[fabric.reverse[fabric.firstArc[v] + i]];
        }
    }

    /** Grows trees of these descending rates; none of a rate that no source or switch has room for. */
    List<FabricTree> grown(int[] rates) {
        grower.reset(demand);
        System.arraycopy(limit, 0, need, 0, limit.length);
        Arrays.fill(listens, (char) 0);
        for (int s = 0; s < upLeft.length; s++) {
            upLeft[s] = demand.idleUp[demand.sources[s]];
        }
        List<FabricTree> trees = new ArrayList<>();
        long toCome = 0;
        for (int rate : rates) {
            toCome += rate;
        }
        for (int rate : rates) {
            want(rate);
            int s = grower.wantedCount == 0 ? -1 : widestReaching(rate, toCome);
            toCome -= rate;
            if (s >= 0) {
                int[] arcs = grower.grow(demand.fabric.switchOf(demand.sources[s]), rate, toCome + rate, false);
                grower.take(demand.fabric.switchOf(demand.sources[s]), arcs, rate);
                upLeft[s] -= rate;
                listen(rate, trees.size());
                trees.add(new FabricTree(demand.sources[s], arcs, rate));
            }
        }
        return trees;
    }

    private void want(int rate) {
        Fabric fabric = demand.fabric;
        grower.wantedCount = 0;
        for (int v = 0; v < fabric.switchCount; v++) {
            int most = 0;
            int reserve = 0;
            for (int h = fabric.firstHost[v]; h < fabric.firstHost[v + 1]; h++) {
                int left = need[h];
                if (left >= rate) {
                    most = left;
                } else if (left > reserve) {
                    reserve = left;
                }
            }
            boolean roomy = grower.hasRoom(v) && !(reserve > 0 && grower.hasRoomForOne(v));
            grower.wanted[v] = roomy && most > 0 && grower.into[v] - rate >= reserve;
            grower.wantedCount += grower.wanted[v] ? 1 : 0;
        }
    }

    /* The source from which most wanted switches can be reached; -1 when no source has the rate left. */
    private int widestReaching(int rate, long toCome) {
        int best = -1;
        int fewestMissing = grower.wantedCount;
        boolean[] seen = new boolean[upLeft.length];
        for (int round = 0; round < Math.min(8, upLeft.length) && fewestMissing > 0; round++) {
            int s = -1;
            for (int i = 0; i < upLeft.length; i++) {
                boolean may = !seen[i] && upLeft[i] >= rate && grower.hasRoom(demand.fabric.switchOf(demand.sources[i]));
                if (may && (s < 0 || upLeft[i] < upLeft[s])) {
                    s = i;
                }
            }
            if (s < 0) {
                return best;
            }
            seen[s] = true;
            grower.reach(demand.fabric.switchOf(demand.sources[s]), rate, toCome);
            if (grower.missing() < fewestMissing) {
                fewestMissing = grower.missing();
                best = s;
            }
        }
        return best;
    }

    private void listen(int rate, int tree) {
        Fabric fabric = demand.fabric;
        for (int v = 0; v < fabric.switchCount; v++) {
            if (grower.wanted[v] && grower.isReached(v)) {
                for (int h = fabric.firstHost[v]; h < fabric.firstHost[v + 1]; h++) {
                    if (need[h] >= rate) {
                        need[h] -= rate;
                        listens[h] |= (char) (1 << tree);
                    }
                }
            }
        }
    }
}

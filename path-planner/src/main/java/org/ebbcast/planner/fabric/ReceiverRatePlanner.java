package org.ebbcast.planner.fabric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Packs up to sixteen trees so that every target receives at nearly the rate it could have alone: each listens to
 * those trees whose rates add up to what its own links take.
 *
 * <p>The rates form a ladder of which every limit is nearly a subset sum, fine enough for the slowest target and
 * coarse enough to spend few trees on the fastest. Ladders are judged on a sample of switches, on small fabrics then
 * by growing the trees, and varied by hill climbing. A tree goes to a switch only when the smaller trees that slower
 * targets there depend on still find room. The content has to be spread so that any subset of trees is of use.
 * Deterministic for a seed; O(trees · (arcs + hosts)) for a ladder that is grown.
 */
public final class ReceiverRatePlanner {
    private static final int MOST_TREES = 16;
    private static final int SAMPLED_SWITCHES = 96;
    private static final int SMALL = 20_000;
    private static final int STARTS = 8;
    private static final int FEW_TREES = 8;

    private final FabricDemand demand;
    private final TreeGrower grower;
    private final int[] limit;
    private final int[] need;
    private final char[] listens;
    private final int[] upLeft;
    private final int fastest;
    private final int slowest;
    private final SplittableRandom random;
    private boolean judgedByGrowing;
    private int worstNeed;
    private char worstListens;
    private final Fractions fractions = new Fractions();

    private ReceiverRatePlanner(FabricDemand demand, long seed) {
        this.demand = demand;
        this.random = new SplittableRandom(seed);
        this.upLeft = new int[demand.sources.length];
        CutBounds cuts = new CutBounds(demand);
        this.grower = new TreeGrower(demand, cuts);
        Fabric fabric = demand.fabric;
        limit = new int[fabric.hostCount];
        need = new int[fabric.hostCount];
        listens = new char[fabric.hostCount];
        int most = 0;
        int least = Integer.MAX_VALUE;
        for (int v = 0; v < fabric.switchCount; v++) {
            for (int h = fabric.firstHost[v]; h < fabric.firstHost[v + 1]; h++) {
                if (demand.targets.get(h)) {
                    limit[h] = cuts.limit(h, v);
                    most = Math.max(most, limit[h]);
                    least = limit[h] > 0 ? Math.min(least, limit[h]) : least;
                }
            }
        }
        fastest = most;
        slowest = least;
    }

    /**
     * Plans for all targets of {@code demand}; those that can receive nothing are left out, and nobody else.
     *
     * @param maxTrees 1 to 16
     */
    public static FabricPlan plan(FabricDemand demand, int maxTrees, long seed) {
        FabricPlan plan = new ReceiverRatePlanner(demand, seed).plan(Math.min(maxTrees, MOST_TREES));
        return starvesSomebody(demand, plan) ? CommonRatePlanner.plan(demand, maxTrees, seed) : plan;
    }

    /* Few trees may leave out the slowest; a common rate leaves out nobody. */
    private static boolean starvesSomebody(FabricDemand demand, FabricPlan plan) {
        BitSet unserved = new BitSet();
        for (int h = demand.targets.nextSetBit(0); h >= 0; h = demand.targets.nextSetBit(h + 1)) {
            if (plan.rateOf(h) == 0) {
                unserved.set(h);
            }
        }
        return !unserved.isEmpty() && unserved.intersects(Reachability.overIdle(demand));
    }

    private FabricPlan plan(int maxTrees) {
        if (fastest == 0) {
            return new FabricPlan(List.of(), listens, 0);
        }
        ReceiverSample sample = new ReceiverSample(demand, limit, SAMPLED_SWITCHES, random);
        int[] ladder = bestLadder(maxTrees, sample);
        if (demand.fabric.hostCount + demand.fabric.arcCount() >= SMALL) {
            return new FabricPlan(grown(climbed(ladder, 150, r -> sample.score(r, fractions))), listens, slowest);
        }
        List<FabricTree> best = List.of();
        char[] bestListens = listens;
        double bestScore = -1;
        int starts = maxTrees > FEW_TREES ? STARTS : 1;
        for (int start = 0; start < starts && bestScore < Fractions.GOOD_SCORE; start++) {
            int[] rates = climbed(start == 0 ? ladder : scattered(ladder), 300, r -> sample.score(r, fractions));
            judgedByGrowing = true;
            List<FabricTree> trees = fitted(climbed(rates, 900, this::scoreGrown));
            judgedByGrowing = false;
            worstNeed = 0;
            double score = score();
            if (score > bestScore) {
                best = trees;
                bestListens = listens.clone();
                bestScore = score;
            }
        }
        return new FabricPlan(best, bestListens, slowest);
    }

    private double scoreGrown(int[] rates) {
        grown(rates);
        return score();
    }

    private List<FabricTree> fitted(int[] rates) {
        List<FabricTree> trees = grown(rates);
        List<FabricTree> longer = new ListenerRefit(demand, limit, listens, grower.residual, trees).refit(trees);
        for (int h = 0; h < need.length; h++) {
            need[h] = limit[h];
            for (int t = 0; t < longer.size(); t++) {
                need[h] -= (listens[h] >> t & 1) * longer.get(t).rate;
            }
        }
        return longer;
    }

    private int[] scattered(int[] ladder) {
        int[] rates = new int[ladder.length];
        for (int t = 0; t < rates.length; t++) {
            rates[t] = (int) Math.max(1, ladder[t] * (0.5 + random.nextDouble()));
        }
        Arrays.sort(rates);
        turn(rates);
        return rates;
    }

    private int[] bestLadder(int trees, ReceiverSample sample) {
        int[] best = new int[trees];
        double bestScore = -1;
        for (int equal = 0; equal < trees; equal++) {
            for (double ratio = 1.2; ratio < 2.3; ratio += 0.2) {
                for (double reach = 0.8; reach < 1.1; reach += 0.1) {
                    int[] rates = ladder(trees, equal, ratio, reach * fastest);
                    double score = sample.score(rates, fractions);
                    if (score > bestScore) {
                        bestScore = score;
                        best = rates;
                    }
                }
            }
        }
        return best;
    }

    /* Some equal rates, then ever smaller ones by the ratio, all together the reach. */
    private static int[] ladder(int trees, int equal, double ratio, double reach) {
        double[] part = new double[trees];
        double sum = 0;
        double value = 1;
        for (int t = 0; t < trees; t++) {
            part[t] = value;
            sum += value;
            value = t + 1 >= equal ? value / ratio : value;
        }
        int[] rates = new int[trees];
        for (int t = 0; t < trees; t++) {
            rates[t] = (int) Math.max(1, part[t] / sum * reach);
        }
        return rates;
    }

    /** What a vector of rates is worth. */
    private interface Judge {
        double score(int[] rates);
    }

    private int[] climbed(int[] start, int steps, Judge judge) {
        int[] best = start;
        double bestScore = judge.score(start);
        for (int s = 0; s < steps; s++) {
            int[] next = best.clone();
            if (worstNeed > 0 && random.nextInt(3) == 0) {
                towardsWorst(next);
            }
            int changes = random.nextInt(4);
            for (int c = 0; c < changes; c++) {
                int t = random.nextInt(next.length);
                next[t] = (int) Math.max(1, next[t] * (0.75 + 0.5 * random.nextDouble()));
            }
            Arrays.sort(next);
            turn(next);
            double score = judge.score(next);
            if (score > bestScore) {
                best = next;
                bestScore = score;
                noteWorst();
            }
        }
        return best;
    }

    /* What the worst served target of the trees just grown misses, and what it listens to. */
    private void noteWorst() {
        worstNeed = 0;
        double worst = 1;
        for (int h = demand.targets.nextSetBit(0); judgedByGrowing && h >= 0; h = demand.targets.nextSetBit(h + 1)) {
            if (limit[h] > 0 && 1 - (double) need[h] / limit[h] < worst) {
                worst = 1 - (double) need[h] / limit[h];
                worstNeed = need[h];
                worstListens = listens[h];
            }
        }
    }

    /* A tree that the worst served target listens to gets faster, or another so slow that it fits what is missing. */
    private void towardsWorst(int[] rates) {
        int t = random.nextInt(rates.length);
        double part = 0.4 + 0.6 * random.nextDouble();
        if ((worstListens >> t & 1) != 0) {
            rates[t] += (int) (part * worstNeed);
        } else if (rates[t] < 8 * worstNeed) {
            rates[t] = (int) Math.max(1, part * worstNeed);
        }
    }

    private static void turn(int[] ascending) {
        for (int i = 0, j = ascending.length - 1; i < j; i++, j--) {
            int swapped = ascending[i];
            ascending[i] = ascending[j];
            ascending[j] = swapped;
        }
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

    private List<FabricTree> grown(int[] rates) {
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
                grower.take(arcs, rate);
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
            grower.wanted[v] = most > 0 && grower.into[v] - rate >= reserve;
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
                if (!seen[i] && upLeft[i] >= rate && (s < 0 || upLeft[i] < upLeft[s])) {
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

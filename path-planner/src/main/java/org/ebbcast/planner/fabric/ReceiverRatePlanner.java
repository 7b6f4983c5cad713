package org.ebbcast.planner.fabric;

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
 * by growing the trees, and varied by hill climbing; where a large fabric then has somebody who is served badly, the
 * worst switches join the sample. At last rates are judged by what {@link ListenerRefit} makes of the trees, within an
 * effort that does not grow with the fabric. A tree goes to a switch only when the smaller trees that slower
 * targets there depend on still find room. The content has to be spread so that any subset of trees is of use.
 * Deterministic for a seed; O(trees · (arcs + hosts)) for a ladder that is grown.
 */
public final class ReceiverRatePlanner {
    private static final int MOST_TREES = 16;
    private static final int SAMPLED_SWITCHES = 96;
    private static final int SAMPLED_AGAIN = 48;
    private static final int SAMPLINGS = 6;
    private static final double BADLY = 0.95;
    private static final int STARTS = 8;
    private static final int FEW_TREES = 8;
    private static final int VERY_FEW_TREES = 5;
    private static final int POLISH = 150;
    private static final int LONG_POLISH = 400;
    /* Hosts and arcs that polishing looks at in all, on fabrics that are not small. */
    private static final int POLISHED = 20_000_000;

    private final FabricDemand demand;
    private final ListeningTrees trees;
    private final Fractions fractions = new Fractions();
    private final SplittableRandom random;

    private ReceiverRatePlanner(FabricDemand demand, long seed) {
        this.demand = demand;
        random = new SplittableRandom(seed);
        trees = new ListeningTrees(demand);
    }

    /**
     * Plans for all targets of a demand; those that can receive nothing are left out, and nobody else
     * unless several sources have to share switches with little room.
     *
     * @param maxTrees 1 to 16
     */
    public static FabricPlan plan(FabricDemand asked, int maxTrees, long seed) {
        FabricDemand demand = asked.withoutFullSwitches();
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
        int fastest = Arrays.stream(trees.limit).max().orElse(0);
        int slowest = Arrays.stream(trees.limit).filter(limit -> limit > 0).min().orElse(0);
        if (fastest == 0) {
            return new FabricPlan(List.of(), trees.listens, 0);
        }
        ReceiverSample sample = new ReceiverSample(demand, trees.limit, SAMPLED_SWITCHES, random);
        Judge bySample = rates -> sample.score(rates, fractions);
        /* The steps of so few trees do not lead down to the slowest target; one tree is for it. */
        int last = maxTrees <= VERY_FEW_TREES ? slowest : fastest;
        int[] ladder = bestLadder(maxTrees, fastest, last, bySample);
        int size = demand.fabric.hostCount + demand.fabric.arcCount();
        ListeningTrees.Fitted best;
        if (!ListenerRefit.isLarge(demand.fabric)) {
            best = polished(bestClimbed(ladder, bySample), POLISH);
        } else {
            ListeningTrees.Fitted grown = sampledAgain(climbed(ladder, 150, bySample, false), sample, bySample);
            int steps = maxTrees > FEW_TREES ? LONG_POLISH : POLISH;
            best = polished(grown, Math.min(steps, POLISHED / size));
        }
        return new FabricPlan(best.trees, best.listens, slowest);
    }

    /* As long as somebody is served badly, the sample gets the worst switches and the rates are varied again. */
    private ListeningTrees.Fitted sampledAgain(int[] start, ReceiverSample sample, Judge bySample) {
        int[] rates = start;
        ListeningTrees.Fitted best = trees.unfitted(rates);
        for (int round = 0; round < SAMPLINGS && best.score < Fractions.GOOD_SCORE; round++) {
            Arrays.stream(trees.worstSwitches(BADLY, SAMPLED_AGAIN)).forEach(sample::add);
            rates = climbed(rates, 150, bySample, false);
            ListeningTrees.Fitted grown = trees.unfitted(rates);
            best = grown.score > best.score ? grown : best;
        }
        return best;
    }

    /* Ladders varied by growing the trees, several where there are many trees. */
    private ListeningTrees.Fitted bestClimbed(int[] ladder, Judge bySample) {
        ListeningTrees.Fitted best = new ListeningTrees.Fitted(List.of(), trees.listens, -1);
        int starts = ladder.length > FEW_TREES ? STARTS : 1;
        for (int start = 0; start < starts && best.score < Fractions.GOOD_SCORE; start++) {
            int[] rates = climbed(start == 0 ? ladder : scattered(ladder), 300, bySample, false);
            ListeningTrees.Fitted fitted = trees.fitted(climbed(rates, 900, trees::scoreGrown, true));
            trees.worstNeed = 0;
            best = fitted.score > best.score ? fitted : best;
        }
        return best;
    }

    /* Rates a little different, judged by what refitting makes of them. */
    private ListeningTrees.Fitted polished(ListeningTrees.Fitted start, int steps) {
        ListeningTrees.Fitted best = start;
        for (int step = 0; step < steps && !start.trees.isEmpty() && best.score < Fractions.GOOD_SCORE; step++) {
            int[] rates = best.trees.stream().mapToInt(tree -> tree.rate).toArray();
            if (step > 0 && trees.worstNeed > 0 && random.nextInt(2) == 0) {
                towardsWorst(rates);
            }
            for (int changes = step == 0 ? 0 : 1 + random.nextInt(3); changes > 0; changes--) {
                int t = random.nextInt(rates.length);
                rates[t] = (int) Math.max(1, rates[t] * (0.92 + 0.16 * random.nextDouble()));
            }
            Rates.sortDescending(rates);
            ListeningTrees.Fitted fitted = trees.fitted(rates);
            if (step == 0 || fitted.score > best.score) {
                best = fitted.score > best.score ? fitted : best;
                trees.noteWorst();
            }
        }
        return best;
    }

    private int[] scattered(int[] ladder) {
        int[] rates = new int[ladder.length];
        for (int t = 0; t < rates.length; t++) {
            rates[t] = (int) Math.max(1, ladder[t] * (0.5 + random.nextDouble()));
        }
        Rates.sortDescending(rates);
        return rates;
    }

    private int[] bestLadder(int count, int fastest, int last, Judge judge) {
        int[] best = new int[count];
        double bestScore = -1;
        for (int equal = 0; equal < count; equal++) {
            for (double ratio = 1.2; ratio < 2.3; ratio += 0.2) {
                for (double reach = 0.8; reach < 1.1; reach += 0.1) {
                    int[] rates = ladder(count, equal, ratio, reach * fastest);
                    rates[count - 1] = Math.min(rates[count - 1], last);
                    double score = judge.score(rates);
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

    private int[] climbed(int[] start, int steps, Judge judge, boolean growing) {
        int[] best = start;
        double bestScore = judge.score(start);
        for (int s = 0; s < steps; s++) {
            int[] next = best.clone();
            if (trees.worstNeed > 0 && random.nextInt(3) == 0) {
                towardsWorst(next);
            }
            int changes = random.nextInt(4);
            for (int c = 0; c < changes; c++) {
                int t = random.nextInt(next.length);
                next[t] = (int) Math.max(1, next[t] * (0.75 + 0.5 * random.nextDouble()));
            }
            Rates.sortDescending(next);
            double score = judge.score(next);
            if (score > bestScore) {
                best = next;
                bestScore = score;
                if (growing) {
                    trees.noteWorst();
                }
            }
        }
        return best;
    }

    /*
     * A tree that the worst served target listens to gets faster, or another so slow that it fits what is missing: all
     * of it, or the room on one of the arcs into its switch.
     */
    private void towardsWorst(int[] rates) {
        int t = random.nextInt(rates.length);
        int room = trees.worstRooms.length == 0 ? 0 : trees.worstRooms[random.nextInt(trees.worstRooms.length)];
        boolean byArc = room > 0 && random.nextBoolean();
        int missing = byArc ? Math.min(room, trees.worstNeed) : (int) ((0.4 + 0.6 * random.nextDouble()) * trees.worstNeed);
        if ((trees.worstListens >> t & 1) != 0) {
            rates[t] += missing;
        } else if (rates[t] < 8 * trees.worstNeed) {
            rates[t] = Math.max(1, missing);
        }
    }
}

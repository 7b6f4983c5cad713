package org.ebbcast.planner.fabric;

import java.util.ArrayList;
import java.util.Arrays;
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

    private final FabricDemand demand;
    private final TreeGrower grower;
    private final int[] limit;
    private final int[] need;
    private final char[] listens;
    private final int[] upLeft;
    private final int fastest;
    private final int slowest;
    private final SplittableRandom random;
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
     * Plans for all targets of {@code demand}; targets that can receive nothing are left out.
     *
     * @param maxTrees 1 to 16
     */
    public static FabricPlan plan(FabricDemand demand, int maxTrees, long seed) {
        return new ReceiverRatePlanner(demand, seed).plan(Math.min(maxTrees, MOST_TREES));
    }

    private FabricPlan plan(int maxTrees) {
        if (fastest == 0) {
            return new FabricPlan(List.of(), listens, 0);
        }
        ReceiverSample sample = new ReceiverSample(demand, limit, SAMPLED_SWITCHES, random);
        boolean small = demand.fabric.hostCount + demand.fabric.arcCount() < 20_000;
        int[] rates = climbed(bestLadder(maxTrees, sample), small ? 300 : 150, r -> sample.score(r, fractions));
        if (small) {
            rates = climbed(rates, 900, r -> {
                grown(r);
                return score();
            });
        }
        List<FabricTree> trees = grown(rates);
        return new FabricPlan(trees, listens, slowest);
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
            int changes = 1 + random.nextInt(3);
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
            }
        }
        return best;
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

package org.ebbcast.planner.fabric;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Packs up to a given number of trees that all targets share, so that the sum of their rates comes near the cut bound.
 *
 * <p>Rates are designed on the scarce switches first ({@link RateDesign}), then each tree is grown at its rate in
 * descending order ({@link TreeGrower}), a rate that does not get through the rest of the fabric being lowered to the
 * widest that does; at last {@link RateLp} sets the best rates for the trees found. Where that stays below the cut
 * bound, {@link RateSearch} looks for the greatest sum that finds room at all switches and says what few trees cannot
 * exceed; variations follow until that is close or the effort is used up. Deterministic for a seed; O(trees · arcs) an
 * attempt.
 */
public final class CommonRatePlanner {
    private static final double CLOSE = 0.998;
    private static final int ATTEMPTS = 96;
    private static final int NODES = 2000;
    private static final int LARGE = 400_000;
    /* A tree below this part of all is not worth its rules. */
    private static final int LEAST_PART = 2000;

    private final FabricDemand demand;
    private final CutBounds cuts;
    private final TreeGrower grower;
    private final int[] upLeft;
    private final SplittableRandom random;
    /* What so many trees cannot exceed. */
    private double proven;

    private CommonRatePlanner(FabricDemand demand, long seed) {
        this.demand = demand;
        this.cuts = new CutBounds(demand);
        this.grower = new TreeGrower(demand, cuts);
        this.upLeft = new int[demand.sources.length];
        this.random = new SplittableRandom(seed);
    }

    /**
     * Plans for all targets of a demand; targets without an idle path are left out when there are any. Where no
     * single source reaches all others, each group of targets has trees of its own ({@link SourceGroups}).
     *
     * Where switches have room for few trees, there are no more trees than the switch with targets and least room takes;
     * targets at switches without room are left out.
     *
     * @param maxTrees 1 to 16; exceeded only where more sources than that are needed to reach all
     */
    public static FabricPlan plan(FabricDemand asked, int maxTrees, long seed) {
        FabricDemand demand = asked.withoutFullSwitches();
        FabricPlan plan = new CommonRatePlanner(demand, seed).plan(maxTrees);
        if (!plan.trees().isEmpty()) {
            return plan;
        }
        BitSet served = Reachability.overIdle(demand);
        if (served.isEmpty()) {
            return new FabricPlan(List.of(), new char[demand.fabric.hostCount], 0);
        }
        CommonRatePlanner some = new CommonRatePlanner(demand.onlyFor(served), seed);
        FabricPlan rest = served.equals(demand.targets) ? plan : some.plan(maxTrees);
        if (rest.trees().isEmpty() && demand.sources.length > 1) {
            return SourceGroups.plan(demand, served, maxTrees, seed, some.cuts.commonRate());
        }
        char[] trees = new char[demand.fabric.hostCount];
        served.stream().forEach(h -> trees[h] = (char) ((1 << rest.trees().size()) - 1));
        return new FabricPlan(rest.trees(), trees, rest.boundRate(), rest.provenRate());
    }

    private FabricPlan plan(int most) {
        int maxTrees = Math.min(most, roomForAll());
        int bound = cuts.commonRate();
        boolean large = demand.fabric.arcCount() > LARGE;
        wantAll();
        giveBackUplinks();
        if (maxTrees == 1) {
            FabricTree only = widestUpTo(cuts.commonRateOfOneTree(), bound, large ? 4096 : Integer.MAX_VALUE);
            return new FabricPlan(only.rate > 0 ? List.of(only) : List.of(), new char[0], bound);
        }
        List<FabricTree> best = searched(maxTrees, bound, large);
        long least = sum(best) / LEAST_PART;
        best.removeIf(tree -> tree.rate < least);
        return new FabricPlan(best, new char[0], bound, proven);
    }

    /* Designed rates first; where they stay below the bound, the greatest sum that finds room, then rates like the best. */
    private List<FabricTree> searched(int maxTrees, int bound, boolean large) {
        List<BinSet> scarce = ScarceSwitches.of(demand, cuts, large);
        RateDesign design = new RateDesign(scarce, bound);
        int[] rates = design.best(maxTrees, large ? 200 : 1500, random);
        List<FabricTree> best = grownAndImproved(rates, bound);
        proven = bound;
        int attempts = large ? 2 : ATTEMPTS;
        for (int a = 1; a < attempts && sum(best) < CLOSE * proven; a++) {
            if (a == 1 && maxTrees <= RateRows.MOST_RATES) {
                RateSearch search = search(scarce, maxTrees, bound);
                search.offer(rates);
                search.run(large ? NODES / 8 : NODES, 1 - CLOSE);
                proven = Math.min(bound, search.bound());
                rates = search.rates();
            } else {
                boolean fresh = best.isEmpty() || a % 8 == 0;
                rates = fresh ? design.best(maxTrees, large ? 200 : 1500, random) : varied(best, maxTrees);
            }
            List<FabricTree> trees = grownAndImproved(rates, bound);
            best = sum(trees) > sum(best) ? trees : best;
        }
        return best;
    }

    private RateSearch search(List<BinSet> scarce, int maxTrees, int bound) {
        boolean small = demand.fabric.switchCount <= TreeCountBound.DEEP_SWITCHES;
        List<BinSet> examined = small ? TreeCountBound.bins(demand, cuts) : scarce;
        int widest = small ? new RepairableTree(demand).rate() : cuts.commonRateOfOneTree();
        return new RateSearch(maxTrees, BinSet.tightest(examined, maxTrees), bound, widest);
    }

    private List<FabricTree> grownAndImproved(int[] rates, int bound) {
        List<FabricTree> trees = grown(rates, bound);
        if (trees.size() > 1 && sum(trees) < bound) {
            improveRates(trees, bound);
        }
        return trees;
    }

    /* Rates like those of some trees, one or two of them changed, and wishes for further trees. */
    private int[] varied(List<FabricTree> trees, int count) {
        int[] rates = new int[count];
        for (int t = 0; t < count; t++) {
            rates[t] = t < trees.size() ? trees.get(t).rate : trees.get(random.nextInt(trees.size())).rate / 2;
        }
        for (int c = random.nextInt(3); c >= 0; c--) {
            int t = random.nextInt(count);
            rates[t] = (int) Math.max(1, rates[t] * (0.6 + 0.8 * random.nextDouble()));
        }
        Rates.sortDescending(rates);
        return rates;
    }

    private static long sum(List<FabricTree> trees) {
        long sum = 0;
        for (FabricTree tree : trees) {
            sum += tree.rate;
        }
        return sum;
    }

    /* All trees pass all switches with targets. */
    private int roomForAll() {
        int least = Integer.MAX_VALUE;
        for (int v = 0; v < demand.room.length; v++) {
            least = demand.room[v] > 0 && cuts.hasTarget(v) ? Math.min(least, demand.room[v]) : least;
        }
        return least;
    }

    private void wantAll() {
        Fabric fabric = demand.fabric;
        for (int v = 0; v < fabric.switchCount; v++) {
            grower.wanted[v] = cuts.hasTarget(v);
            grower.wantedCount += grower.wanted[v] ? 1 : 0;
        }
    }

    private List<FabricTree> grown(int[] rates, int bound) {
        grower.reset(demand);
        giveBackUplinks();
        List<FabricTree> trees = new ArrayList<>();
        int left = bound;
        for (int t = 0; t < rates.length && left > 0; t++) {
            boolean last = t == rates.length - 1;
            int wish = last && t > 0 ? left : Math.min(left, rates[t]);
            FabricTree tree = widestUpTo(wish, left, last || demand.fabric.arcCount() <= LARGE ? 1024 : 16);
            if (tree.rate > 0) {
                trees.add(taken(tree));
                left -= tree.rate;
            }
        }
        return trees;
    }

    private void giveBackUplinks() {
        for (int s = 0; s < upLeft.length; s++) {
            upLeft[s] = demand.idleUp[demand.sources[s]];
        }
    }

    /* The wish if it gets through, else the widest rate that does, by bisection into {@code steps}. */
    private FabricTree widestUpTo(int wish, long toCome, int steps) {
        FabricTree found = tried(wish, toCome);
        if (found.rate > 0) {
            return found;
        }
        int low = 0;
        int high = wish;
        while (high - low > 1 && high - low > wish / steps) {
            int middle = (low + high) >>> 1;
            FabricTree tree = tried(middle, toCome);
            if (tree.rate > 0) {
                found = tree;
                low = middle;
            } else {
                high = middle;
            }
        }
        return found;
    }

    private FabricTree tried(int rate, long toCome) {
        FabricTree none = new FabricTree(-1, new int[0], 0);
        if (rate < 1) {
            return none;
        }
        boolean[] seen = new boolean[upLeft.length];
        for (int round = 0; round < Math.min(8, upLeft.length); round++) {
            int s = roomiest(seen);
            if (upLeft[s] < rate) {
                return none;
            }
            seen[s] = true;
            int root = demand.fabric.switchOf(demand.sources[s]);
            if (!grower.hasRoom(root)) {
                continue;
            }
            int[] arcs = grower.grow(root, rate, toCome, true);
            if (grower.missing() == 0) {
                return new FabricTree(demand.sources[s], arcs, rate);
            }
            if (grower.missingIsShutIn(rate)) {
                return none;
            }
        }
        return none;
    }

    private int roomiest(boolean[] seen) {
        int best = -1;
        for (int s = 0; s < upLeft.length; s++) {
            if (!seen[s] && (best < 0 || upLeft[s] > upLeft[best])) {
                best = s;
            }
        }
        return best;
    }

    private FabricTree taken(FabricTree tree) {
        grower.take(demand.fabric.switchOf(tree.source), tree.arcs, tree.rate);
        for (int s = 0; s < upLeft.length; s++) {
            if (demand.sources[s] == tree.source) {
                upLeft[s] -= tree.rate;
            }
        }
        return tree;
    }

    private void improveRates(List<FabricTree> trees, int bound) {
        RateLp lp = new RateLp(trees.size());
        long[] treesOnArc = new long[demand.fabric.arcCount()];
        for (int t = 0; t < trees.size(); t++) {
            for (int arc : trees.get(t).arcs) {
                treesOnArc[arc] |= 1L << t;
            }
        }
        for (int arc = 0; arc < treesOnArc.length; arc++) {
            if (treesOnArc[arc] != 0) {
                lp.limit(treesOnArc[arc], demand.idle[arc]);
            }
        }
        for (int source : demand.sources) {
            long set = 0;
            for (int t = 0; t < trees.size(); t++) {
                set |= trees.get(t).source == source ? 1L << t : 0;
            }
            if (set != 0) {
                lp.limit(set, demand.idleUp[source]);
            }
        }
        lp.limit((1L << trees.size()) - 1, bound);
        double[] rates = lp.solve();
        long sum = 0;
        for (double rate : rates) {
            sum += (long) Math.floor(rate - 1e-6);
        }
        if (sum > sum(trees)) {
            for (int t = 0; t < rates.length; t++) {
                trees.get(t).rate = (int) Math.max(0, Math.floor(rates[t] - 1e-6));
            }
            trees.removeIf(tree -> tree.rate == 0);
        }
    }
}

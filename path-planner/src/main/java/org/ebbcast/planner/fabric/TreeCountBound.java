package org.ebbcast.planner.fabric;

import java.util.ArrayList;
import java.util.List;

/**
 * How fast a given number of trees can serve all targets at most: one set of rates has to find room at every switch at
 * once, which the cut bound and the widest arcs of each switch alone do not see.
 *
 * <p>Exact over the arcs into each switch ({@link RateSearch}), and so an upper bound of what trees can do.
 */
public final class TreeCountBound {
    private static final double CLOSE = 0.001;
    /** Up to so many switches, what leads to an arc counts too. */
    static final int DEEP_SWITCHES = 700;

    private TreeCountBound() {}

    /**
     * Upper bound of the sum of the rates of {@code trees} trees that all targets share.
     *
     * @param trees 1 or more; above 8 the cut bound is all that is told
     * @param effort nodes of the branch and bound; when they do not do, the bound is looser but holds
     */
    public static long of(FabricDemand asked, int trees, int effort) {
        FabricDemand demand = asked.withoutFullSwitches();
        CutBounds cuts = new CutBounds(demand);
        if (trees == 1 || trees > RateRows.MOST_RATES) {
            return trees == 1 ? new RepairableTree(demand).rate() : cuts.commonRate();
        }
        BinSet[] tightest = BinSet.tightest(bins(demand, cuts), trees);
        RateSearch search = new RateSearch(trees, tightest, cuts.commonRate(), new RepairableTree(demand).rate());
        search.run(effort, CLOSE);
        return (long) Math.ceil(search.bound());
    }

    /** Bins of every switch that has targets and no source, and of the sources' uplinks. */
    static List<BinSet> bins(FabricDemand demand, CutBounds cuts) {
        boolean[] hasSource = demand.sourceSwitches();
        boolean deep = hasSource.length <= DEEP_SWITCHES;
        WidestWithout widest = new WidestWithout(demand);
        List<BinSet> sets = new ArrayList<>();
        sets.add(BinSet.ofUplinks(demand));
        for (int v = 0; v < hasSource.length; v++) {
            if (!hasSource[v] && cuts.hasTarget(v)) {
                sets.add(deep ? BinSet.of(demand, v, hasSource, widest.leavingOut(v)) : BinSet.plain(demand, v));
            }
        }
        return sets;
    }
}

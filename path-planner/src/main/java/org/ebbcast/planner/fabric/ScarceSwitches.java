package org.ebbcast.planner.fabric;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The switches at which rates of trees are likeliest to find no room, as bins for {@link RateDesign}. */
final class ScarceSwitches {
    private static final int EXAMINED = 64;

    private ScarceSwitches() {}

    /**
     * Bins of the switches with the least idle rate into them, of some with no wide arc, and of the sources' uplinks.
     *
     * @param large whether to spare what grows with the degree of a switch, and to look at narrow switches too
     */
    static List<BinSet> of(FabricDemand demand, CutBounds cuts, boolean large) {
        int bound = cuts.commonRate();
        int narrowest = cuts.commonRateOfOneTree();
        boolean[] hasSource = demand.sourceSwitches();
        List<BinSet> scarce = new ArrayList<>();
        List<BinSet> narrow = new ArrayList<>();
        for (int v = 0; v < hasSource.length; v++) {
            if (hasSource[v] || !cuts.hasTarget(v)) {
                continue;
            }
            if (cuts.into[v] < 4L * bound) {
                scarce.add(BinSet.plain(demand, v));
            } else if (large && cuts.widest[v] <= narrowest + bound / 20) {
                narrow.add(BinSet.plain(demand, v));
            }
        }
        scarce.sort(Comparator.comparingLong(bins -> bins.sumOfWidest(Integer.MAX_VALUE)));
        int bySum = Math.min(scarce.size(), EXAMINED);
        List<BinSet> chosen = new ArrayList<>(scarce.subList(0, bySum));
        List<BinSet> others = new ArrayList<>(scarce.subList(bySum, scarce.size()));
        others.sort(Comparator.comparingInt(bins -> bins.capacity[0]));
        chosen.addAll(others.subList(0, Math.min(others.size(), EXAMINED / 4)));
        chosen.addAll(narrow.subList(0, Math.min(narrow.size(), EXAMINED)));
        chosen.add(BinSet.ofUplinks(demand));
        return chosen;
    }
}

package org.ebbcast.planner.packing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ebbcast.planner.Graph;

/**
 * Divides the targets of a shipment into cohorts when one slow receiver would hold up many fast ones (QuickCast,
 * Noormohammadpour et al., INFOCOM 2018).
 *
 * <p>Targets are ordered by the widest path each has for itself. The slower part is packed first and keeps its rate;
 * the faster part gets what is left. The cut is where neighbours in that order differ most, it is made only when it
 * lowers the mean finish time by a tenth or more and the slower part is not slowed, and it is tried again on the
 * faster part.
 */
public final class CohortSplit {
    private static final double WORTHWHILE = 0.9;
    private static final double UNLIKE = 1.5;

    private final WidestCheapestTree widest;
    private final GreedyPacking packing;
    private final int[] holders;
    private final long[] own;

    /** Prepares for one shipment; {@code residual} is read only. */
    public CohortSplit(Graph graph, int[] holders, Residual residual, long seed) {
        this.widest = new WidestCheapestTree(graph);
        this.packing = new GreedyPacking(graph, seed);
        this.holders = holders;
        this.own = widest.widths(holders, residual.open()).clone();
    }

    /** Width of the widest path of {@code target} from any holder, through switches with room. */
    public long own(int target) {
        return own[target];
    }

    /**
     * Cohorts that serve {@code targets}, all reachable; takes them from {@code residual}. Some are left out only where
     * no single holder reaches all and the trees of one holder leave no way for another's.
     */
    public List<Cohort> pack(int[] targets, Residual residual, int maxTrees) {
        List<Cohort> cohorts = new ArrayList<>();
        Residual whole = residual.copy();
        Cohort together = packing.pack(holders, targets, whole, maxTrees);
        if (together.treeCount() == 0) {
            return byHolder(targets, residual);
        }
        int[] slow = slowerPart(targets);
        if (slow.length > 0 && maxTrees > 1) {
            Residual split = residual.copy();
            int[] fast = without(targets, slow);
            Cohort slower = packing.pack(holders, slow, split, Math.max(1, maxTrees / 2));
            List<Cohort> faster = slower.treeCount() == 0 || slower.treeCount() >= maxTrees
                    ? List.of()
                    : pack(fast, split, maxTrees - slower.treeCount());
            cohorts.add(slower);
            cohorts.addAll(faster);
            boolean allowed = !faster.isEmpty()
                    && treeCount(cohorts) <= maxTrees
                    && servedCount(cohorts) == targets.length
                    && slower.commonRate() >= together.commonRate();
            if (allowed && better(cohorts, together)) {
                residual.become(split);
                return cohorts;
            }
        }
        residual.become(whole);
        return List.of(together);
    }

    /* No holder reaches all targets: each takes those it reaches best, whatever the limit on trees. */
    private List<Cohort> byHolder(int[] targets, Residual residual) {
        List<Cohort> cohorts = new ArrayList<>();
        int[] missing = targets;
        for (int holder : holders) {
            long[] reach = widest.widths(holder, residual.open()).clone();
            int[] reached = Arrays.stream(missing).filter(t -> reach[t] > 0).toArray();
            if (reached.length > 0) {
                missing = Arrays.stream(missing).filter(t -> reach[t] == 0).toArray();
                cohorts.add(packing.pack(new int[] {holder}, reached, residual, 1));
            }
        }
        return cohorts;
    }

    private static int treeCount(List<Cohort> cohorts) {
        return cohorts.stream().mapToInt(Cohort::treeCount).sum();
    }

    private static int servedCount(List<Cohort> cohorts) {
        return cohorts.stream().mapToInt(cohort -> cohort.targets().length).sum();
    }

    private static boolean better(List<Cohort> cohorts, Cohort together) {
        double mean = 0;
        int served = 0;
        for (Cohort cohort : cohorts) {
            mean += cohort.targets().length / (double) cohort.commonRate();
            served += cohort.targets().length;
        }
        return mean / served < WORTHWHILE / together.commonRate();
    }

    /* Empty when all are alike. */
    private int[] slowerPart(int[] targets) {
        int[] order = Arrays.stream(targets)
                .boxed()
                .sorted((a, b) -> own[a] != own[b] ? Long.compare(own[a], own[b]) : Integer.compare(a, b))
                .mapToInt(Integer::intValue)
                .toArray();
        int cut = 0;
        double widestGap = UNLIKE;
        for (int i = 1; i < order.length; i++) {
            double gap = (double) own[order[i]] / own[order[i - 1]];
            if (gap > widestGap) {
                widestGap = gap;
                cut = i;
            }
        }
        int[] slow = Arrays.copyOf(order, cut);
        Arrays.sort(slow);
        return slow;
    }

    private static int[] without(int[] targets, int[] slow) {
        return Arrays.stream(targets)
                .filter(t -> Arrays.binarySearch(slow, t) < 0)
                .toArray();
    }
}

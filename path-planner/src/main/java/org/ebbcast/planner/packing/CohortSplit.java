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

    /** Prepares for one shipment; {@code width} is read only here and by {@link #pack}. */
    public CohortSplit(Graph graph, int[] holders, long[] width, long seed) {
        this.widest = new WidestCheapestTree(graph);
        this.packing = new GreedyPacking(graph, seed);
        this.holders = holders;
        this.own = widest.widths(holders, width).clone();
    }

    /** Width of the widest path of {@code target} from any holder. */
    public long own(int target) {
        return own[target];
    }

    /** Cohorts that together serve {@code targets}, all reachable; takes their rates from {@code width}. */
    public List<Cohort> pack(int[] targets, long[] width, int maxTrees) {
        List<Cohort> cohorts = new ArrayList<>();
        long[] whole = width.clone();
        Cohort together = packing.pack(holders, targets, whole, maxTrees);
        if (together.treeCount() == 0) {
            return byHolder(targets, width);
        }
        int[] slow = slowerPart(targets);
        if (slow.length > 0 && maxTrees > 1) {
            long[] split = width.clone();
            int[] fast = without(targets, slow);
            Cohort slower = packing.pack(holders, slow, split, Math.max(1, maxTrees / 2));
            List<Cohort> faster = slower.treeCount() == 0 || slower.treeCount() >= maxTrees
                    ? List.of()
                    : pack(fast, split, maxTrees - slower.treeCount());
            cohorts.add(slower);
            cohorts.addAll(faster);
            boolean allowed = !faster.isEmpty()
                    && treeCount(cohorts) <= maxTrees
                    && slower.commonRate() >= together.commonRate();
            if (allowed && better(cohorts, together)) {
                System.arraycopy(split, 0, width, 0, width.length);
                return cohorts;
            }
        }
        System.arraycopy(whole, 0, width, 0, width.length);
        return List.of(together);
    }

    /* No holder reaches all targets: each takes those it reaches best, whatever the limit on trees. */
    private List<Cohort> byHolder(int[] targets, long[] width) {
        List<Cohort> cohorts = new ArrayList<>();
        int[] missing = targets;
        for (int holder : holders) {
            long[] reach = widest.widths(holder, width).clone();
            int[] reached = Arrays.stream(missing).filter(t -> reach[t] > 0).toArray();
            if (reached.length > 0) {
                missing = Arrays.stream(missing).filter(t -> reach[t] == 0).toArray();
                cohorts.add(packing.pack(new int[] {holder}, reached, width, 1));
            }
        }
        return cohorts;
    }

    private static int treeCount(List<Cohort> cohorts) {
        return cohorts.stream().mapToInt(Cohort::treeCount).sum();
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

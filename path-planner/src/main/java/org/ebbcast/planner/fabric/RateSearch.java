package org.ebbcast.planner.fabric;

import java.util.Arrays;
import java.util.PriorityQueue;

/**
 * Greatest sum of a given number of rates that find room in the bins of every switch at once, by branch and bound.
 *
 * <p>A node says for some rates into which bins of some switches they go; each such bin is a row of a linear program
 * over the rates ({@link RateRows}), whose optimum bounds what the node can reach. Where the optimal rates do not fit
 * some switch, the node branches over the bins of that switch for the next rate. Best bound first, so {@link #bound} is
 * proven whenever the effort ends. Scaling the rates of a node down until they fit, and the linear program of the
 * packings found, give rates that fit everywhere. Deterministic; owned by one computation.
 */
final class RateSearch {
    private final int rates;
    private final BinSet[] switches;
    private final int limit;
    private final int widest;
    private final RateRows rows;
    private final FittingRates fitting;
    private final BinPacking packing;
    private final int[] most;
    private final double[] optimum;
    private int[] rounded = {};
    private double bound;
    private double closed;

    /**
     * @param rates how many, 2 to 8
     * @param switches bins of each switch
     * @param limit of the sum
     * @param widest of a single rate
     */
    RateSearch(int rates, BinSet[] switches, int limit, int widest) {
        this.rates = rates;
        this.switches = switches;
        this.limit = limit;
        this.widest = widest;
        rows = new RateRows(rates);
        most = new int[1 << rates];
        optimum = new double[rates];
        fitting = new FittingRates(rates, switches, limit, widest, rows);
        packing = fitting.packing;
        bound = limit;
    }

    /** Rates that fit everywhere, descending. */
    int[] rates() {
        return fitting.best;
    }

    /** Their sum. */
    long sum() {
        return fitting.bestSum;
    }

    /** No rates that fit everywhere have a greater sum. */
    double bound() {
        return bound;
    }

    /** Offers rates, descending, that may be better than those found. */
    void offer(int[] descending) {
        fitting.polish(Arrays.copyOf(descending, rates));
    }

    /**
     * Searches until the rates are within {@code tolerance} of the bound or {@code nodes} nodes were looked at.
     *
     * @param tolerance as part of the sum
     */
    void run(int nodes, double tolerance) {
        PriorityQueue<RateDecision> open = new PriorityQueue<>();
        int[] atRoot = new int[1 << rates];
        rootRows(atRoot);
        int numbered = 1;
        closed = 0;
        open.add(RateDecision.root(rows.solve(atRoot, optimum)));
        for (int n = 0; n < nodes && !open.isEmpty(); n++) {
            RateDecision node = open.poll();
            if (node.bound <= fitting.bestSum * (1 + tolerance)) {
                closed = Math.max(closed, node.bound);
                open.clear();
                break;
            }
            rowsOf(node, atRoot);
            rows.solve(most, optimum);
            int at = misfit(node);
            if (at < 0) {
                fitting.take(optimum);
                closed = Math.max(closed, node.bound);
                continue;
            }
            if (n < 32 || n % 16 == 0) {
                fitting.polish(rounded);
            }
            int rate = node.placedAt(at);
            numbered = branch(node, at, rate, open, numbered, tolerance);
        }
        bound = Math.max(fitting.bestSum, Math.max(closed, open.isEmpty() ? 0 : open.peek().bound));
    }

    /* Every switch bounds the sum of the first rates by its widest bins. */
    private void rootRows(int[] atRoot) {
        Arrays.fill(atRoot, RateRows.FREE);
        atRoot[1] = widest;
        atRoot[atRoot.length - 1] = limit;
        for (BinSet bins : switches) {
            atRoot[1] = Math.min(atRoot[1], Arrays.stream(bins.widest).max().orElse(0));
            long sum = 0;
            for (int t = 0; t < rates; t++) {
                sum += t < bins.capacity.length ? bins.capacity[t] : 0;
                int first = (2 << t) - 1;
                atRoot[first] = (int) Math.min(atRoot[first], sum);
            }
        }
    }

    private void rowsOf(RateDecision node, int[] atRoot) {
        System.arraycopy(atRoot, 0, most, 0, most.length);
        for (RateDecision n = node; !n.isRoot(); n = n.parent) {
            BinSet bins = switches[n.at];
            int set = node.ratesIn(n.at, n.bin);
            most[set] = Math.min(most[set], bins.capacity[n.bin]);
            most[1 << n.rate] = Math.min(most[1 << n.rate], bins.widest[n.bin]);
        }
    }

    /* The switch that the optimal rates fit worst: the one that takes the least part of them; -1 when all take them. */
    private int misfit(RateDecision node) {
        rounded = FittingRates.rounded(optimum);
        int worst = -1;
        double least = 1;
        for (int v = 0; v < switches.length; v++) {
            if (!packing.packs(rounded, rates, switches[v].capacity, switches[v].widest) && node.placedAt(v) < rates) {
                double part = fittingPart(v, least);
                if (part < least || worst < 0) {
                    least = part;
                    worst = v;
                }
            }
        }
        return worst;
    }

    private double fittingPart(int v, double below) {
        int[] scaled = new int[rates];
        double low = 0.5;
        double high = below;
        if (!fitting.fits(switches[v], rounded, scaled, high - 1e-4)) {
            for (int step = 0; step < 8; step++) {
                double middle = (low + high) / 2;
                if (fitting.fits(switches[v], rounded, scaled, middle)) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
        }
        return high;
    }

    private int branch(
            RateDecision node,
            int at,
            int rate,
            PriorityQueue<RateDecision> open,
            int numberedBefore,
            double tolerance) {
        int numbered = numberedBefore;
        BinSet bins = switches[at];
        int[] inBin = new int[bins.capacity.length];
        for (int b = 0; b < inBin.length; b++) {
            inBin[b] = node.ratesIn(at, b);
        }
        int[] base = most.clone();
        for (int b = 0; b < inBin.length; b++) {
            if (inBin[b] == 0 && isLikeAnEarlier(bins, inBin, b)) {
                continue;
            }
            System.arraycopy(base, 0, most, 0, base.length);
            int set = inBin[b] | 1 << rate;
            most[set] = Math.min(most[set], bins.capacity[b]);
            most[1 << rate] = Math.min(most[1 << rate], bins.widest[b]);
            double reach = Math.min(node.bound, rows.solve(most, optimum));
            if (reach > fitting.bestSum * (1 + tolerance)) {
                open.add(node.then(at, rate, b, reach, numbered++));
            } else {
                closed = Math.max(closed, reach);
            }
        }
        return numbered;
    }

    private static boolean isLikeAnEarlier(BinSet bins, int[] inBin, int b) {
        for (int a = 0; a < b; a++) {
            if (inBin[a] == 0 && bins.capacity[a] == bins.capacity[b] && bins.widest[a] == bins.widest[b]) {
                return true;
            }
        }
        return false;
    }
}

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
    private static final int PACKING_EFFORT = 500;

    private final int rates;
    private final BinSet[] switches;
    private final int limit;
    private final int widest;
    private final RateRows rows;
    private final BinPacking packing = new BinPacking(PACKING_EFFORT);
    private final int[] most;
    private final double[] optimum;
    private final int[] rounded;
    private int[] bestRates;
    private long bestSum;
    private double bound;
    private double closed;

    /** One more decision: a rate of a switch goes into a bin. */
    private static final class Node implements Comparable<Node> {
        final Node parent;
        final int at;
        final int rate;
        final int bin;
        final int depth;
        final double bound;
        final int number;

        Node(Node parent, int at, int rate, int bin, double bound, int number) {
            this.parent = parent;
            this.at = at;
            this.rate = rate;
            this.bin = bin;
            this.depth = parent == null ? 0 : parent.depth + 1;
            this.bound = bound;
            this.number = number;
        }

        @Override
        public int compareTo(Node other) {
            int byBound = Double.compare(other.bound, bound);
            return byBound != 0 ? byBound : depth != other.depth ? other.depth - depth : number - other.number;
        }
    }

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
        rounded = new int[rates];
        bestRates = new int[rates];
        bound = limit;
    }

    /** Rates that fit everywhere, descending. */
    int[] rates() {
        return bestRates;
    }

    /** Their sum. */
    long sum() {
        return bestSum;
    }

    /** No rates that fit everywhere have a greater sum. */
    double bound() {
        return bound;
    }

    /** Offers rates, descending, that may be better than those found. */
    void offer(int[] descending) {
        polish(Arrays.copyOf(descending, rates));
    }

    /**
     * Searches until the rates are within {@code tolerance} of the bound or {@code nodes} nodes were looked at.
     *
     * @param tolerance as part of the sum
     */
    void run(int nodes, double tolerance) {
        PriorityQueue<Node> open = new PriorityQueue<>();
        int[] atRoot = new int[1 << rates];
        rootRows(atRoot);
        int numbered = 0;
        closed = 0;
        open.add(new Node(null, -1, -1, -1, rows.solve(atRoot, optimum), numbered++));
        for (int n = 0; n < nodes && !open.isEmpty(); n++) {
            Node node = open.poll();
            if (node.bound <= bestSum * (1 + tolerance)) {
                closed = Math.max(closed, node.bound);
                open.clear();
                break;
            }
            rowsOf(node, atRoot);
            rows.solve(most, optimum);
            int at = misfit(node);
            if (at < 0) {
                take(optimum);
                closed = Math.max(closed, node.bound);
                continue;
            }
            if (n < 32 || n % 16 == 0) {
                polish(round(optimum));
            }
            int rate = nextRate(node, at);
            if (rate == rates) {
                closed = Math.max(closed, node.bound);
                continue;
            }
            numbered = branch(node, at, rate, open, numbered, tolerance);
        }
        bound = Math.max(bestSum, Math.max(closed, open.isEmpty() ? 0 : open.peek().bound));
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

    private void rowsOf(Node node, int[] atRoot) {
        System.arraycopy(atRoot, 0, most, 0, most.length);
        for (Node n = node; n.parent != null; n = n.parent) {
            BinSet bins = switches[n.at];
            int set = 0;
            for (Node m = node; m.parent != null; m = m.parent) {
                set |= m.at == n.at && m.bin == n.bin ? 1 << m.rate : 0;
            }
            most[set] = Math.min(most[set], bins.capacity[n.bin]);
            most[1 << n.rate] = Math.min(most[1 << n.rate], bins.widest[n.bin]);
        }
    }

    private static int nextRate(Node node, int at) {
        int next = 0;
        for (Node n = node; n.parent != null; n = n.parent) {
            next += n.at == at ? 1 : 0;
        }
        return next;
    }

    /* The switch that the optimal rates fit worst: the one that takes the least part of them; -1 when all take them. */
    private int misfit(Node node) {
        round(optimum);
        int worst = -1;
        double least = 1;
        for (int v = 0; v < switches.length; v++) {
            if (!packing.packs(rounded, rates, switches[v].capacity, switches[v].widest) && nextRate(node, v) < rates) {
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
        if (!packs(v, scaled, high - 1e-4)) {
            for (int step = 0; step < 8; step++) {
                double middle = (low + high) / 2;
                if (packs(v, scaled, middle)) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
        }
        return high;
    }

    private boolean packs(int v, int[] scaled, double part) {
        for (int t = 0; t < rates; t++) {
            scaled[t] = (int) (rounded[t] * part);
        }
        return packing.packs(scaled, rates, switches[v].capacity, switches[v].widest);
    }

    private int branch(Node node, int at, int rate, PriorityQueue<Node> open, int numberedBefore, double tolerance) {
        int numbered = numberedBefore;
        BinSet bins = switches[at];
        int[] inBin = new int[bins.capacity.length];
        for (Node n = node; n.parent != null; n = n.parent) {
            inBin[n.bin] |= n.at == at ? 1 << n.rate : 0;
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
            if (reach > bestSum * (1 + tolerance)) {
                open.add(new Node(node, at, rate, b, reach, numbered++));
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

    private int[] round(double[] values) {
        for (int t = 0; t < rates; t++) {
            rounded[t] = (int) Math.floor(values[t] + 1e-6);
        }
        return rounded;
    }

    private void take(double[] values) {
        long sum = 0;
        for (double value : values) {
            sum += (long) Math.floor(value + 1e-6);
        }
        if (sum > bestSum) {
            bestSum = sum;
            bestRates = round(values).clone();
        }
    }

    /* Scales rates down until they fit everywhere, then sets the best rates for the packings found, while that gains. */
    private void polish(int[] start) {
        int[] wish = start.clone();
        int[] rowsFound = new int[1 << rates];
        double[] better = new double[rates];
        double gained = 0;
        for (int round = 0; round < 8; round++) {
            int[] scaled = scaledToFit(wish);
            Arrays.fill(rowsFound, RateRows.FREE);
            rowsFound[1] = widest;
            rowsFound[rowsFound.length - 1] = limit;
            for (BinSet bins : switches) {
                packing.packs(scaled, rates, bins.capacity, bins.widest);
                addRows(bins, rowsFound);
            }
            double sum = rows.solve(rowsFound, better);
            take(better);
            if (sum <= gained * 1.0005) {
                return;
            }
            gained = sum;
            for (int t = 0; t < rates; t++) {
                wish[t] = (int) (better[t] * 1.02);
            }
        }
    }

    private void addRows(BinSet bins, int[] rowsFound) {
        for (int t = 0; t < rates; t++) {
            int b = packing.binOf[t];
            int set = 0;
            for (int u = 0; b >= 0 && u < rates; u++) {
                set |= packing.binOf[u] == b ? 1 << u : 0;
            }
            int room = b < 0 ? 0 : bins.capacity[b];
            set = b < 0 ? 1 << t : set;
            rowsFound[set] = Math.min(rowsFound[set], room);
            rowsFound[1 << t] = Math.min(rowsFound[1 << t], b < 0 ? 0 : bins.widest[b]);
        }
    }

    private int[] scaledToFit(int[] wish) {
        int[] scaled = new int[rates];
        double part = 1;
        double low = 0;
        for (BinSet bins : switches) {
            if (fits(bins, wish, scaled, part)) {
                continue;
            }
            low = 0;
            double high = part;
            for (int step = 0; step < 12; step++) {
                double middle = (low + high) / 2;
                if (fits(bins, wish, scaled, middle)) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            part = low;
        }
        for (int t = 0; t < rates; t++) {
            scaled[t] = (int) (wish[t] * part);
        }
        return scaled;
    }

    private boolean fits(BinSet bins, int[] wish, int[] scaled, double part) {
        for (int t = 0; t < rates; t++) {
            scaled[t] = (int) (wish[t] * part);
        }
        return packing.packs(scaled, rates, bins.capacity, bins.widest);
    }
}

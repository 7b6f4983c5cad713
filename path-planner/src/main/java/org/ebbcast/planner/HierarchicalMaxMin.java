package org.ebbcast.planner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Fair rates in two levels on every link: between groups by priority, within a group by the weights of its streams.
 *
 * <p>A stream is a tree (or path) with the links it crosses; a group is what a distribution sends. Rates are fair when every
 * stream has a <em>bottleneck</em>: a full link on which no other group has more for its priority, and no stream of its own
 * group more for its weight. How many streams a group has on a link so gives it nothing on this link. With one stream of each
 * group a link this is weighted max-min fairness.
 */
public final class HierarchicalMaxMin {
    /*
     * F(d)   what each stream could have if all others took d: the least over its links of what a hierarchical fair queue
     *        would serve it there (Bennett and Zhang, Hierarchical Packet Fair Queueing Algorithms, SIGCOMM 1996)
     *
     * Fair rates are the fixed points of F. More for others is never more for oneself, so F turns ≤ around and F∘F keeps it
     * (Tarski, A lattice-theoretical fixpoint theorem, 1955). From high = ∞
     *
     *     low = F(high), high = F(low), ...       low rises, high falls, every fixed point is between
     *
     * and low fits every link at any time: what a queue serves of demands high is at least low. Where they meet the fair rates
     * are found, and are the only ones. With one stream of each group a link, each pair of rounds settles the links at which
     * least is left, so that they meet after as many as there are levels of bottlenecks. Where links favour streams in a
     * circle there may be several fair rates, and a gap stays. Steps of d' = (d + F(d)) / 2 from its middle then look for one
     * of them, and rates rise from low towards it until each stream has a full link, wherever the steps have ended.
     */
    private static final int ROUNDS = 32;
    private static final int STEPS = 64;
    private static final double PRECISION = 1e-9;
    /** Part of the gap that a rate rises towards at least, so that no stream is left without a full link. */
    private static final double LEAST_GROWTH = 1e-6;

    private final List<SharedLink> links;
    private final double[] low;
    private final double[] high;

    private HierarchicalMaxMin(List<SharedLink> links, int streams) {
        this.links = links;
        low = new double[streams];
        high = new double[streams];
        Arrays.fill(high, Double.POSITIVE_INFINITY);
    }

    /**
     * O(rounds · links · streams² on a link) with links that the same streams cross counted once; rounds are as many as
     * levels of bottlenecks, at most 64.
     *
     * @param roomBitsPerSecond per link id, 0 or more
     * @param streams ids of the links that each crosses, each once; one without links gets rate 0
     * @param weights above 0, one per stream
     * @param groups index into {@code priorities}, one per stream
     * @param priorities above 0, one per group
     * @return bits per second per stream; the sum on every link fits its room, and every stream crosses a full link
     */
    public static double[] rates(
            long[] roomBitsPerSecond, List<int[]> streams, double[] weights, int[] groups, double[] priorities) {
        checkPositive("weight", weights);
        checkPositive("priority", priorities);
        List<SharedLink> links = shared(roomBitsPerSecond, streams, weights, groups, priorities);
        HierarchicalMaxMin fair = new HierarchicalMaxMin(links, weights.length);
        for (int s = 0; s < weights.length; s++) {
            fair.high[s] = streams.get(s).length == 0 ? 0 : fair.high[s];
        }
        int round = 0;
        while (round < ROUNDS && fair.narrow()) {
            round++;
        }
        return fair.hasGap() ? fair.filled() : fair.low;
    }

    private static void checkPositive(String name, double[] values) {
        for (double value : values) {
            if (!(value > 0) || Double.isInfinite(value)) {
                throw new IllegalArgumentException(name + " is " + value + ", not above 0");
            }
        }
    }

    /* Of the links that the same streams cross only the one with least room matters. */
    private static List<SharedLink> shared(
            long[] room, List<int[]> streams, double[] weights, int[] groups, double[] priorities) {
        Map<Integer, BitSet> streamsOn = new HashMap<>();
        for (int s = 0; s < weights.length; s++) {
            for (int link : streams.get(s)) {
                streamsOn.computeIfAbsent(link, l -> new BitSet()).set(s);
            }
        }
        Map<BitSet, Long> least = new HashMap<>();
        streamsOn.forEach((link, on) -> least.merge(on, room[link], Math::min));
        List<SharedLink> links = new ArrayList<>();
        least.forEach((on, bits) -> links.add(SharedLink.of(bits, on.stream().toArray(), weights, groups, priorities)));
        return links;
    }

    /* One pair of rounds; whether anything moved. */
    private boolean narrow() {
        boolean moves = false;
        double[] rising = offers(high);
        for (int s = 0; s < low.length; s++) {
            double next = Math.max(low[s], Math.min(high[s], rising[s]));
            moves |= next - low[s] > PRECISION * next;
            low[s] = next;
        }
        double[] falling = offers(low);
        for (int s = 0; s < low.length; s++) {
            double next = Math.max(low[s], Math.min(high[s], falling[s]));
            moves |= high[s] - next > PRECISION * next;
            high[s] = next;
        }
        return moves;
    }

    private boolean hasGap() {
        for (int s = 0; s < low.length; s++) {
            if (high[s] - low[s] > PRECISION * high[s]) {
                return true;
            }
        }
        return false;
    }

    private double[] offers(double[] demands) {
        double[] offers = new double[demands.length];
        Arrays.fill(offers, Double.POSITIVE_INFINITY);
        links.forEach(link -> link.offer(demands, offers));
        return offers;
    }

    /* What is fair within the gap, or near to it. */
    private double[] settled() {
        double[] rates = new double[low.length];
        for (int s = 0; s < rates.length; s++) {
            rates[s] = low[s] + (high[s] - low[s]) / 2;
        }
        boolean moves = true;
        for (int step = 0; step < STEPS && moves; step++) {
            moves = false;
            double[] offers = offers(rates);
            for (int s = 0; s < rates.length; s++) {
                double next = (rates[s] + Math.max(low[s], Math.min(high[s], offers[s]))) / 2;
                moves |= Math.abs(next - rates[s]) > PRECISION * next;
                rates[s] = next;
            }
        }
        return rates;
    }

    /* Low, and from there towards what is fair until each stream has a full link. */
    private double[] filled() {
        double[] fair = settled();
        double[] growth = new double[low.length];
        int growing = 0;
        for (int s = 0; s < low.length; s++) {
            double gap = high[s] - low[s];
            growth[s] = gap > PRECISION * high[s] ? Math.max(fair[s] - low[s], LEAST_GROWTH * gap) : 0;
            growing += growth[s] > 0 ? 1 : 0;
        }
        while (growing > 0) {
            SharedLink full = links.get(0);
            for (SharedLink link : links) {
                full = link.step(low, growth) < full.step(low, growth) ? link : full;
            }
            double step = full.step(low, growth);
            for (int s = 0; s < low.length; s++) {
                low[s] += step * growth[s];
            }
            growing -= full.stop(growth);
        }
        return low;
    }
}

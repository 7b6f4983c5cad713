package org.ebbcast.planner.fabric;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Chooses the rates of a given number of trees so that they can be placed on the arcs into every scarce switch.
 *
 * <p>A switch is a set of bins, its arcs in; every tree needs room in one of them. Rates are placed in descending
 * order by best fit; a rate that some switch has no room for is cut down to the widest room there, so that every
 * vector of wishes gives feasible rates. Hill climbing over the wishes, from equal rates, ladders and greedy, looks
 * for the largest sum. O(steps · switches · trees · arcs of a switch); owned by one computation.
 */
final class RateDesign {
    private final int[][] bins;
    private final int[][] room;
    private final int limit;

    /**
     * @param scarce bins of each scarce switch
     * @param limit the sum stays at or below this
     */
    RateDesign(List<BinSet> scarce, int limit) {
        this.limit = limit;
        bins = new int[scarce.size()][];
        room = new int[bins.length][];
        for (int b = 0; b < bins.length; b++) {
            bins[b] = scarce.get(b).capacity;
            room[b] = bins[b].clone();
        }
    }

    /** Rates for {@code trees} trees, descending; zeros where fewer do. */
    int[] best(int trees, int steps, SplittableRandom random) {
        double[] wish = new double[trees];
        double[] bestWish = wish;
        long best = -1;
        int starts = 8;
        for (int s = 0; s < starts; s++) {
            ladder(wish, s);
            long sum = sum(placed(wish));
            if (sum > best) {
                best = sum;
                bestWish = wish.clone();
            }
        }
        for (int s = 0; s < steps && best < limit; s++) {
            double[] next = varied(bestWish, random);
            long sum = sum(placed(next));
            if (sum >= best) {
                best = sum;
                bestWish = next;
            }
        }
        return placed(bestWish);
    }

    /* Start 0 is greedy, 1 equal, the others ladders with ever larger steps. */
    private void ladder(double[] wish, int kind) {
        double ratio = 1 + 0.08 * (kind - 1);
        double value = 1;
        double sum = 0;
        for (int t = 0; t < wish.length; t++) {
            wish[t] = kind == 0 ? limit : value;
            sum += value;
            value /= ratio;
        }
        for (int t = 0; kind > 0 && t < wish.length; t++) {
            wish[t] *= limit / sum;
        }
    }

    private double[] varied(double[] wish, SplittableRandom random) {
        double[] next = wish.clone();
        int t = random.nextInt(next.length);
        int u = random.nextInt(next.length);
        double part = random.nextDouble();
        switch (random.nextInt(4)) {
            case 0:
                next[t] *= 0.7 + 0.6 * part;
                break;
            case 1:
                next[u] += next[t] * part;
                next[t] *= 1 - part;
                break;
            case 2:
                int[] some = bins[random.nextInt(bins.length)];
                next[t] = some[random.nextInt(some.length)];
                break;
            default:
                next[t] = part < 0.5 ? limit : (next[t] + next[u]) / 2;
                break;
        }
        return next;
    }

    private int[] placed(double[] wish) {
        double[] sorted = wish.clone();
        Arrays.sort(sorted);
        for (int b = 0; b < bins.length; b++) {
            System.arraycopy(bins[b], 0, room[b], 0, bins[b].length);
        }
        int[] rates = new int[wish.length];
        int left = limit;
        for (int t = 0; t < rates.length; t++) {
            int rate = Math.min(left, (int) sorted[rates.length - 1 - t]);
            for (int[] bin : room) {
                rate = Math.min(rate, widest(bin));
            }
            for (int b = 0; b < room.length && rate > 0; b++) {
                place(room[b], rate);
            }
            rates[t] = rate;
            left -= rate;
        }
        Rates.sortDescending(rates);
        return rates;
    }

    private static int widest(int[] bin) {
        int widest = 0;
        for (int room : bin) {
            widest = Math.max(widest, room);
        }
        return widest;
    }

    private static void place(int[] bin, int rate) {
        int best = -1;
        for (int i = 0; i < bin.length; i++) {
            if (bin[i] >= rate && (best < 0 || bin[i] < bin[best])) {
                best = i;
            }
        }
        bin[best] -= rate;
    }

    private static long sum(int[] rates) {
        long sum = 0;
        for (int rate : rates) {
            sum += rate;
        }
        return sum;
    }
}

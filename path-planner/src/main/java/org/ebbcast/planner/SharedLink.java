package org.ebbcast.planner;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** A link and the streams that cross it, by group: a hierarchical fair queue in the fluid limit. Immutable. */
final class SharedLink {
    private static final int NONE = -1;

    private final double room;
    /** Of each group that is here, its streams. */
    private final int[][] streams;

    private final double[][] weights;
    private final double[] priorities;

    private SharedLink(double room, int[][] streams, double[][] weights, double[] priorities) {
        this.room = room;
        this.streams = streams;
        this.weights = weights;
        this.priorities = priorities;
    }

    static SharedLink of(double room, int[] on, double[] weights, int[] groups, double[] priorities) {
        Map<Integer, int[]> byGroup = new LinkedHashMap<>();
        for (int s : on) {
            byGroup.merge(groups[s], new int[] {s}, (a, b) -> IntStream.concat(Arrays.stream(a), Arrays.stream(b))
                    .toArray());
        }
        int[][] streams = byGroup.values().toArray(int[][]::new);
        double[][] own = Arrays.stream(streams)
                .map(of -> Arrays.stream(of).mapToDouble(s -> weights[s]).toArray())
                .toArray(double[][]::new);
        double[] by = byGroup.keySet().stream().mapToDouble(g -> priorities[g]).toArray();
        return new SharedLink(room, streams, own, by);
    }

    /** Lowers {@code offers} to what each stream could have here if the others took their {@code demands}. */
    void offer(double[] demands, double[] offers) {
        double[] sums = new double[streams.length];
        for (int g = 0; g < streams.length; g++) {
            for (int s : streams[g]) {
                sums[g] += demands[s];
            }
        }
        double common = level(room, sums, priorities, NONE);
        for (int g = 0; g < streams.length; g++) {
            double level = sums[g] > priorities[g] * common ? common : level(room, sums, priorities, g);
            offer(g, priorities[g] * level, demands, offers);
        }
    }

    private void offer(int group, double part, double[] demands, double[] offers) {
        int[] of = streams[group];
        double[] by = weights[group];
        double[] wanted = new double[of.length];
        for (int i = 0; i < of.length; i++) {
            wanted[i] = demands[of[i]];
        }
        double common = level(part, wanted, by, NONE);
        for (int i = 0; i < of.length; i++) {
            double level = wanted[i] > by[i] * common ? common : level(part, wanted, by, i);
            offers[of[i]] = Math.min(offers[of[i]], by[i] * level);
        }
    }

    /*
     * How much for its weight each has who wants more, if the others have what they demand and all of it fits; one, {@code
     * free}, wants more in any case. Infinite if nobody does.
     */
    private static double level(double room, double[] demands, double[] weights, int free) {
        boolean[] sated = new boolean[demands.length];
        double left = room;
        double weight = 0;
        for (double each : weights) {
            weight += each;
        }
        int hungry = demands.length;
        for (boolean found = true; found && hungry > 0; ) {
            found = false;
            for (int i = 0; i < demands.length; i++) {
                if (i != free && !sated[i] && demands[i] * weight < left * weights[i]) {
                    sated[i] = true;
                    hungry--;
                    left -= demands[i];
                    weight -= weights[i];
                    found = true;
                }
            }
        }
        return hungry == 0 ? Double.POSITIVE_INFINITY : Math.max(0, left) / weight;
    }

    /** How far {@code rates} can move in the direction of {@code growth} before this link is full. */
    double step(double[] rates, double[] growth) {
        double left = room;
        double sum = 0;
        for (int[] of : streams) {
            for (int s : of) {
                left -= rates[s];
                sum += growth[s];
            }
        }
        return sum > 0 ? Math.max(0, left) / sum : Double.POSITIVE_INFINITY;
    }

    /** Nothing more for the streams that cross it; how many of them were growing. */
    int stop(double[] growth) {
        int stopped = 0;
        for (int[] of : streams) {
            for (int s : of) {
                stopped += growth[s] > 0 ? 1 : 0;
                growth[s] = 0;
            }
        }
        return stopped;
    }
}

package org.ebbcast.planner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Links and streams at random, with what is fair on them by definition. */
final class SharedLinks {
    private static final double NEAR = 1e-6;

    private final long[] room;
    private final List<int[]> streams;
    private final double[] weights;
    private final int[] groups;
    private final double[] priorities;

    private SharedLinks(long[] room, List<int[]> streams, double[] weights, int[] groups, double[] priorities) {
        this.room = room;
        this.streams = streams;
        this.weights = weights;
        this.groups = groups;
        this.priorities = priorities;
    }

    static SharedLinks random(Random random) {
        long[] room = random.longs(1 + random.nextInt(8), 0, 1000).toArray();
        double[] weights = random.doubles(1 + random.nextInt(8), 0.1, 3).toArray();
        double[] priorities = random.doubles(1 + random.nextInt(3), 0.5, 3).toArray();
        int[] groups = random.ints(weights.length, 0, priorities.length).toArray();
        List<int[]> streams = new ArrayList<>();
        for (int s = 0; s < weights.length; s++) {
            streams.add(random.ints(1 + random.nextInt(room.length), 0, room.length).distinct().toArray());
        }
        return new SharedLinks(room, streams, weights, groups, priorities);
    }

    /** The same streams, each a group of its own with its weight as priority. */
    SharedLinks withGroupEach() {
        double[] ones = new double[weights.length];
        Arrays.fill(ones, 1);
        return new SharedLinks(room, streams, ones, IntStream.range(0, ones.length).toArray(), weights);
    }

    double[] rates() {
        return HierarchicalMaxMin.rates(room, streams, weights, groups, priorities);
    }

    private IntStream on(int link) {
        return IntStream.range(0, weights.length).filter(s -> Arrays.stream(streams.get(s)).anyMatch(l -> l == link));
    }

    private double used(int link, double[] rates) {
        return on(link).mapToDouble(s -> rates[s]).sum();
    }

    void assertFits(double[] rates) {
        for (int link = 0; link < room.length; link++) {
            assertThat(used(link, rates)).as("link " + link).isLessThanOrEqualTo(room[link] + NEAR);
        }
    }

    int[] fullLinks(int stream, double[] rates) {
        return Arrays.stream(streams.get(stream))
                .filter(link -> used(link, rates) >= room[link] - NEAR)
                .toArray();
    }

    /** On some full link nobody else of its group has more for its weight, no other group more for its priority. */
    boolean hasFairBottleneck(int stream, double[] rates) {
        return Arrays.stream(fullLinks(stream, rates)).anyMatch(link -> {
            int own = groups[stream];
            boolean most = on(link)
                    .filter(s -> groups[s] == own)
                    .allMatch(s -> isAtMost(rates[s] / weights[s], rates[stream] / weights[stream]));
            double part = ofGroup(own, link, rates) / priorities[own];
            return most && IntStream.range(0, priorities.length)
                    .allMatch(g -> isAtMost(ofGroup(g, link, rates) / priorities[g], part));
        });
    }

    private double ofGroup(int group, int link, double[] rates) {
        return on(link).filter(s -> groups[s] == group).mapToDouble(s -> rates[s]).sum();
    }

    private static boolean isAtMost(double rate, double other) {
        return rate <= 1.01 * other + NEAR;
    }

    /** Weighted max-min by progressive filling (Bertsekas and Gallager, Data Networks, 6.5.2), the groups left aside. */
    double[] maxMin() {
        double[] rates = new double[weights.length];
        boolean[] stopped = new boolean[weights.length];
        while (IntStream.range(0, rates.length).anyMatch(s -> !stopped[s])) {
            double least = Double.POSITIVE_INFINITY;
            int full = -1;
            for (int link = 0; link < room.length; link++) {
                double growing = on(link).filter(s -> !stopped[s]).mapToDouble(s -> priorities[s]).sum();
                double stays = on(link).filter(s -> stopped[s]).mapToDouble(s -> rates[s]).sum();
                if (growing > 0 && (room[link] - stays) / growing < least) {
                    least = (room[link] - stays) / growing;
                    full = link;
                }
            }
            double level = Math.max(0, least);
            on(full).filter(s -> !stopped[s]).forEach(s -> {
                rates[s] = priorities[s] * level;
                stopped[s] = true;
            });
        }
        return rates;
    }
}

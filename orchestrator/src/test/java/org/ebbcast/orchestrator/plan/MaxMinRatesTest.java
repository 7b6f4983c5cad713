package org.ebbcast.orchestrator.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class MaxMinRatesTest {
    @Test
    void rates_twoTreesOnOneLink_shareByWeight() {
        double[] rates =
                MaxMinRates.allocate(new long[] {90}, List.of(new int[] {0}, new int[] {0}), new double[] {1, 2});
        assertThat(rates[0]).isCloseTo(30, within(1e-6));
        assertThat(rates[1]).isCloseTo(60, within(1e-6));
    }

    @Test
    void rates_oneTreeStopped_otherGrowsOn() {
        double[] rates = MaxMinRates.allocate(
                new long[] {100, 10}, List.of(new int[] {0, 1}, new int[] {0}), new double[] {1, 1});
        assertThat(rates[0]).isCloseTo(10, within(1e-6));
        assertThat(rates[1]).isCloseTo(90, within(1e-6));
    }

    @Property(tries = 300)
    void rates_anyTrees_fitEveryLinkAndCannotGrow(@ForAll long seed) {
        Random random = new Random(seed);
        long[] idle = random.longs(1 + random.nextInt(8), 0, 1000).toArray();
        List<int[]> trees = new ArrayList<>();
        double[] weights = random.doubles(1 + random.nextInt(6), 0.1, 3).toArray();
        for (int t = 0; t < weights.length; t++) {
            trees.add(random.ints(1 + random.nextInt(idle.length), 0, idle.length).distinct().toArray());
        }
        double[] rates = MaxMinRates.allocate(idle, trees, weights);
        double[] used = new double[idle.length];
        for (int t = 0; t < rates.length; t++) {
            for (int arc : trees.get(t)) {
                used[arc] += rates[t];
            }
        }
        for (int arc = 0; arc < idle.length; arc++) {
            assertThat(used[arc]).isLessThanOrEqualTo(idle[arc] + 1e-6);
        }
        for (int t = 0; t < rates.length; t++) {
            assertThat(hasBottleneck(t, trees, weights, rates, used, idle)).as("tree " + t).isTrue();
        }
    }

    /** Max-min: on some full link of the tree nobody has more for its weight. */
    private static boolean hasBottleneck(
            int t, List<int[]> trees, double[] weights, double[] rates, double[] used, long[] idle) {
        for (int arc : trees.get(t)) {
            boolean full = used[arc] >= idle[arc] - 1e-6;
            boolean most = true;
            for (int o = 0; o < rates.length; o++) {
                boolean crosses = Arrays.stream(trees.get(o)).anyMatch(a -> a == arc);
                most &= !crosses || rates[o] / weights[o] <= rates[t] / weights[t] + 1e-6;
            }
            if (full && most) {
                return true;
            }
        }
        return false;
    }
}

package org.ebbcast.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class HierarchicalMaxMinTest {
    private static final double NEAR = 1e-6;

    @Test
    void rates_ofOneGroup_shareByWeight() {
        double[] rates = rates(new long[] {90}, List.of(new int[] {0}, new int[] {0}), new double[] {1, 2}, 0, 0);
        assertThat(rates).containsExactly(new double[] {30, 60}, within(NEAR));
    }

    @Test
    void rates_oneStreamStopped_siblingGrowsOn() {
        double[] rates =
                rates(new long[] {100, 10}, List.of(new int[] {0, 1}, new int[] {0}), new double[] {1, 1}, 0, 0);
        assertThat(rates).containsExactly(new double[] {10, 90}, within(NEAR));
    }

    @Test
    void rates_threeStreamsAgainstOne_groupsHaveTheSame() {
        List<int[]> streams = List.of(new int[] {0}, new int[] {0}, new int[] {0}, new int[] {0});
        double[] rates = rates(new long[] {120}, streams, new double[] {1, 2, 3, 1}, 0, 0, 0, 1);
        assertThat(rates).containsExactly(new double[] {10, 20, 30, 60}, within(NEAR));
    }

    @Test
    void rates_groupsOfUnlikePriority_shareByIt() {
        double[] rates = HierarchicalMaxMin.rates(
                new long[] {120},
                List.of(new int[] {0}, new int[] {0}, new int[] {0}),
                new double[] {1, 1, 1},
                new int[] {0, 0, 1},
                new double[] {3, 1});
        assertThat(rates).containsExactly(new double[] {45, 45, 30}, within(NEAR));
    }

    /** Link 0 is the uplink of two streams; a rival meets one of them on link 1, where it is the only one of its group. */
    @Test
    void rates_streamAloneBesideRival_hasItsGroupsPartThere() {
        double[] rates = rates(
                new long[] {194, 194},
                List.of(new int[] {0, 1}, new int[] {0}, new int[] {1}),
                new double[] {1, 2, 1},
                0, 0, 1);
        assertThat(rates).containsExactly(new double[] {194 / 3.0, 194 * 2 / 3.0, 194 * 2 / 3.0}, within(NEAR));
        double[] equal = rates(
                new long[] {194, 194},
                List.of(new int[] {0, 1}, new int[] {0}, new int[] {1}),
                new double[] {1, 1, 1},
                0, 0, 1);
        assertThat(equal).containsExactly(new double[] {97, 97, 97}, within(NEAR));
    }

    @Test
    void rates_fullLinkOrNoLinks_areZero() {
        double[] rates = rates(
                new long[] {0, 100}, List.of(new int[] {0, 1}, new int[] {1}, new int[] {}), new double[] {1, 1, 1}, 0, 1, 1);
        assertThat(rates).containsExactly(new double[] {0, 100, 0}, within(NEAR));
    }

    @Test
    void rates_weightOfZero_isRefusedByName() {
        assertThatThrownBy(() -> rates(new long[] {1}, List.of(new int[] {0}), new double[] {0}, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("weight is 0.0, not above 0");
    }

    @Property(tries = 1000)
    void rates_anyStreams_fitEveryLinkAndFillOneOfEach(@ForAll long seed) {
        SharedLinks world = SharedLinks.random(new Random(seed));
        double[] rates = world.rates();
        world.assertFits(rates);
        for (int s = 0; s < rates.length; s++) {
            assertThat(world.fullLinks(s, rates)).as("full links of stream " + s).isNotEmpty();
        }
    }

    /** Streams at random make circles, in which there may be several fair rates or none is found within the steps. */
    @Test
    void rates_anyStreams_haveAFairBottleneckButForCircles() {
        List<Integer> unfair = new ArrayList<>();
        for (int seed = 0; seed < 2000; seed++) {
            SharedLinks world = SharedLinks.random(new Random(seed));
            double[] rates = world.rates();
            if (!IntStream.range(0, rates.length).allMatch(s -> world.hasFairBottleneck(s, rates))) {
                unfair.add(seed);
            }
        }
        assertThat(unfair).as("seeds").hasSizeLessThan(20);
    }

    @Property(tries = 500)
    void rates_oneStreamOfEachGroupALink_areWeightedMaxMin(@ForAll long seed) {
        SharedLinks world = SharedLinks.random(new Random(seed)).withGroupEach();
        assertThat(world.rates()).containsExactly(world.maxMin(), within(1e-5));
    }

    @Property(tries = 500)
    void rates_equalGroupsOnOneBottleneck_areEqualWhateverTheirStreams(@ForAll long seed) {
        Random random = new Random(seed);
        int[] groups = new Random(seed).ints(2 + random.nextInt(20), 0, 3).toArray();
        groups[0] = 0;
        groups[1] = 1;
        double[] weights = random.doubles(groups.length, 0.1, 50).toArray();
        int[][] streams = new int[groups.length][];
        for (int s = 0; s < groups.length; s++) {
            streams[s] = new int[] {0, s + 1};
        }
        long[] room = new long[groups.length + 1];
        Arrays.fill(room, 1_000_000);
        double[] rates = HierarchicalMaxMin.rates(room, List.of(streams), weights, groups, new double[] {1, 1, 1});
        double[] sums = new double[3];
        for (int s = 0; s < groups.length; s++) {
            sums[groups[s]] += rates[s];
        }
        long present = Arrays.stream(groups).distinct().count();
        for (int g = 0; g < 3; g++) {
            int group = g;
            boolean isPresent = Arrays.stream(groups).anyMatch(of -> of == group);
            assertThat(sums[g]).isCloseTo(isPresent ? 1_000_000.0 / present : 0, within(NEAR * 1000));
        }
    }

    private static double[] rates(long[] room, List<int[]> streams, double[] weights, int... groups) {
        return HierarchicalMaxMin.rates(room, streams, weights, groups, new double[] {1, 1});
    }
}

package org.ebbcast.orchestrator.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the peak and the average of a foreground make of traces like those of datacenters. */
final class ForegroundTracesTest {
    private static final long SECOND = 1_000_000_000L;
    private static final double CAPACITY = 1e9;
    private static final int WARM_UP = 20;
    private static final int SECONDS = 600;
    private static final int LINKS = 16;

    /** Estimates after each second, shares of the capacity. */
    private static final class Estimates {
        private final double[] peak;
        private final double[] average;

        private Estimates(double[] trace) {
            Foreground foreground = new Foreground(2, SECOND);
            peak = new double[trace.length];
            average = new double[trace.length];
            for (int i = 0; i < trace.length; i++) {
                foreground.sample(trace[i] * CAPACITY, 0, 1, CAPACITY, (i + 1) * SECOND);
                LinkLoad load = foreground.load((i + 1) * SECOND);
                peak[i] = load.foregroundBitsPerSecond() / CAPACITY;
                average[i] = load.averageForegroundBitsPerSecond() / CAPACITY;
            }
        }
    }

    private static double mean(double[] values, int from, int to) {
        return Arrays.stream(values, from, Math.min(to, values.length)).average().orElseThrow();
    }

    /** Mean distance of what was estimated from the mean load of the ten seconds that followed. */
    private static double error(double[] estimates, double[] trace) {
        double sum = 0;
        for (int i = WARM_UP; i < trace.length - 10; i++) {
            sum += Math.abs(estimates[i] - mean(trace, i + 1, i + 11));
        }
        return sum / (trace.length - 10 - WARM_UP);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void onOff_averageLeavesWhatBurstsLeave_peakHalfOfIt(long seed) {
        double[] trace = LoadTraces.onOff(new Random(seed), SECONDS);
        Estimates estimates = new Estimates(trace);
        double load = mean(trace, WARM_UP, SECONDS);
        assertThat(mean(estimates.average, WARM_UP, SECONDS)).isBetween(load - 0.08, load + 0.01);
        assertThat(error(estimates.average, trace)).isLessThan(0.8 * error(trace, trace));
        assertThat(1 - mean(estimates.peak, WARM_UP, SECONDS)).isLessThan(0.75 * (1 - load));
    }

    @Test
    void flowSizes_haveThePublishedMeans() {
        assertThat(LoadTraces.meanBytes(LoadTraces.WEB_SEARCH) / 1460).isCloseTo(1138, within(5.0));
        assertThat(LoadTraces.meanBytes(LoadTraces.DATA_MINING) / 1460).isCloseTo(5117, within(1.0));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void webSearch_average_isNearTheMeanAndSteadierThanTheLastWindow(long seed) {
        double[] trace = LoadTraces.flows(new Random(seed), LoadTraces.WEB_SEARCH, 0.5, SECONDS);
        Estimates estimates = new Estimates(trace);
        double load = mean(trace, WARM_UP, SECONDS);
        assertThat(load).isCloseTo(0.5, within(0.1));
        assertThat(mean(estimates.average, WARM_UP, SECONDS)).isBetween(load - 0.06, load + 0.01);
        assertThat(error(estimates.average, trace)).isLessThan(0.8 * error(trace, trace));
    }

    /** The rate of a tree is the least of what its links leave: of uncertain averages, the least is too low. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void webSearch_onTheLinksOfATree_leastIsNearWhatTheyLeaveInTheNextTenSeconds(long seed) {
        Random random = new Random(seed);
        double[][] traces = new double[LINKS][];
        Arrays.setAll(traces, i -> LoadTraces.flows(random, LoadTraces.WEB_SEARCH, 0.5, SECONDS));
        double[][] averages = Arrays.stream(traces).map(t -> new Estimates(t).average).toArray(double[][]::new);
        double estimated = 0;
        double left = 0;
        for (int i = WARM_UP; i < SECONDS - 10; i++) {
            int at = i;
            estimated += 1 - Arrays.stream(averages).mapToDouble(a -> a[at]).max().orElseThrow();
            left += 1 - Arrays.stream(traces).mapToDouble(t -> mean(t, at + 1, at + 11)).max().orElseThrow();
        }
        assertThat(estimated / left).as("seed %d", seed).isBetween(0.92, 1.05);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void dataMining_elephantsOfManySeconds_areFollowedNotAveraged(long seed) {
        double[] trace = LoadTraces.flows(new Random(seed), LoadTraces.DATA_MINING, 0.5, SECONDS);
        Estimates estimates = new Estimates(trace);
        int missed = 0;
        int elephants = 0;
        for (int i = WARM_UP; i < SECONDS; i++) {
            boolean elephant = trace[i] > 0.95 && trace[i - 1] > 0.95 && trace[i - 2] > 0.95;
            elephants += elephant ? 1 : 0;
            missed += elephant && estimates.average[i] < 0.7 ? 1 : 0;
        }
        assertThat(elephants).as("seed %d", seed).isGreaterThan(20);
        assertThat(missed).as("of %d seconds, seed %d", elephants, seed).isLessThan(elephants / 4);
        double load = mean(trace, WARM_UP, SECONDS);
        assertThat(mean(estimates.average, WARM_UP, SECONDS)).isBetween(load - 0.1, load + 0.01);
    }

    @Test
    void diurnal_average_isNeverFarBehind() {
        double[] trace = LoadTraces.diurnal(new Random(7), SECONDS);
        Estimates estimates = new Estimates(trace);
        for (int i = WARM_UP; i < SECONDS; i++) {
            assertThat(estimates.average[i]).as("second %d", i).isCloseTo(mean(trace, i - 4, i + 1), within(0.1));
        }
    }

    @Test
    void incast_average_countsWhatItCarriesNotItsHeight() {
        double[] trace = LoadTraces.incast(new Random(3), SECONDS);
        Estimates estimates = new Estimates(trace);
        for (int i = WARM_UP; i < SECONDS; i++) {
            assertThat(estimates.average[i]).isBetween(0.2, 0.25);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void steadyLoad_thatMovesAndMovesBack_isFollowedInTheFirstWindow(long seed) {
        Random random = new Random(seed);
        double[] came = LoadTraces.step(random, 0.05, 0.7, 30, 0.03, 60);
        double[] went = LoadTraces.step(random, 0.7, 0.05, 30, 0.03, 60);
        assertThat(new Estimates(came).average[30]).isCloseTo(0.7, within(0.05));
        assertThat(new Estimates(went).average[30]).isCloseTo(0.05, within(0.05));
        assertThat(new Estimates(came).peak[30]).as("a burst counts at once").isGreaterThan(0.65);
        assertThat(new Estimates(went).peak[30]).as("an ebb when it lasted").isGreaterThan(0.65);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void steadyLoad_thatBeginsWithABurst_isKnownAfterTwoWindows(long seed) {
        double[] trace = LoadTraces.step(new Random(seed), 0.0, 0.5, 30, 0.01, 60);
        trace[30] = 0.75;
        assertThat(new Estimates(trace).average[32]).isCloseTo(0.5, within(0.04));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void unevenLoad_thatMovesByHalfTheCapacity_isFollowedWithinSevenWindows(long seed) {
        Random random = new Random(seed);
        double[] came = LoadTraces.step(random, 0.25, 0.75, 60, 0.25, 90);
        double[] went = LoadTraces.step(random, 0.75, 0.25, 60, 0.25, 90);
        assertThat(new Estimates(came).average[66]).as("seed %d", seed).isGreaterThan(0.6);
        assertThat(new Estimates(went).average[66]).as("seed %d", seed).isLessThan(0.4);
    }
}

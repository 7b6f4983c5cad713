package org.ebbcast.planner.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The search for rates that find room at every switch, against enumeration. */
class RateSearchTest {
    private static final int UNIT = 1000;
    private static final int LIMIT = 24 * UNIT;

    private static BinSet bins(SplittableRandom random) {
        int[] capacity = random.ints(1 + random.nextInt(3), 1, 7).map(c -> -2 * UNIT * c).sorted().map(c -> -c).toArray();
        int[] widest = Arrays.stream(capacity).map(c -> random.nextInt(4) == 0 ? Math.max(UNIT, c - 2 * UNIT) : c).toArray();
        return new BinSet(capacity, widest);
    }

    private static boolean fits(int[] rates, int t, int[] room, int[] widest) {
        if (t == rates.length || rates[t] == 0) {
            return true;
        }
        for (int b = 0; b < room.length; b++) {
            if (room[b] >= rates[t] && widest[b] >= rates[t]) {
                room[b] -= rates[t];
                boolean rest = fits(rates, t + 1, room, widest);
                room[b] += rates[t];
                if (rest) {
                    return true;
                }
            }
        }
        return false;
    }

    private static int enumerated(int[] rates, int t, int most, BinSet[] switches) {
        if (t == rates.length) {
            int sum = Arrays.stream(rates).sum();
            boolean fits = sum <= LIMIT && Arrays.stream(switches)
                    .allMatch(bins -> fits(rates, 0, bins.capacity.clone(), bins.widest));
            return fits ? sum : 0;
        }
        int best = 0;
        for (int rate = 0; rate <= most; rate += UNIT) {
            rates[t] = rate;
            best = Math.max(best, enumerated(rates, t + 1, rate, switches));
        }
        return best;
    }

    @Property(tries = 300)
    void search_fewSmallSwitches_findsAndProvesTheGreatestSum(
            @ForAll @IntRange(min = 2, max = 3) int rates,
            @ForAll @IntRange(min = 1, max = 4) int switches,
            @ForAll @IntRange(min = 4, max = 12) int widest,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        BinSet[] sets = new BinSet[switches];
        for (int v = 0; v < switches; v++) {
            sets[v] = bins(random);
        }
        RateSearch search = new RateSearch(rates, sets, LIMIT, widest * UNIT);
        search.run(100_000, 0);
        int greatest = enumerated(new int[rates], 0, widest * UNIT, sets);
        assertThat(search.bound()).isGreaterThanOrEqualTo(greatest - 1e-6);
        assertThat(Arrays.stream(search.rates()).asLongStream().sum()).isEqualTo(search.sum());
        assertThat((double) search.sum()).isBetween(search.bound() - rates, search.bound() + 1e-6);
        for (BinSet bins : BinSet.tightest(Arrays.asList(sets), rates)) {
            assertThat(fits(search.rates(), 0, bins.capacity.clone(), bins.widest)).isTrue();
        }
    }

    @Property(tries = 200)
    void tightest_randomSwitches_leaveOutOnlyWhatTheOthersImply(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        BinSet[] sets = new BinSet[5];
        for (int v = 0; v < sets.length; v++) {
            sets[v] = bins(random);
        }
        BinSet[] tightest = BinSet.tightest(Arrays.asList(sets), 3);
        assertThat(enumerated(new int[3], 0, 12 * UNIT, tightest)).isEqualTo(enumerated(new int[3], 0, 12 * UNIT, sets));
    }

    @Property(tries = 500)
    void packing_anyRates_equalsEnumeration(@ForAll @IntRange(min = 1, max = 6) int count, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        BinSet bins = bins(random);
        int[] rates = random.ints(count, 0, 9).map(r -> -r * UNIT).sorted().map(r -> -r).toArray();
        boolean packs = new BinPacking(100_000).packs(rates, count, bins.capacity, bins.widest);
        assertThat(packs).isEqualTo(fits(rates, 0, bins.capacity.clone(), bins.widest));
    }
}

package org.ebbcast.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class Gf256Test {
    /** Multiplication by shift and reduction, bit by bit. */
    private static int slow(int a, int b) {
        int product = 0;
        for (int bit = 0; bit < 8; bit++) {
            if ((b >> bit & 1) != 0) {
                product ^= a << bit;
            }
        }
        for (int bit = 14; bit >= 8; bit--) {
            if ((product >> bit & 1) != 0) {
                product ^= 0x11D << bit - 8;
            }
        }
        return product;
    }

    @Test
    void multiply_ofAllPairs_isAsByHand() {
        for (int a = 0; a < 256; a++) {
            for (int b = 0; b < 256; b++) {
                assertThat(Gf256.multiply(a, b)).isEqualTo(slow(a, b));
            }
        }
    }

    @Test
    void inverse_ofAll_givesOne() {
        for (int a = 1; a < 256; a++) {
            assertThat(Gf256.multiply(a, Gf256.inverse(a))).isEqualTo(1);
        }
        assertThatThrownBy(() -> Gf256.inverse(0)).isInstanceOf(ArithmeticException.class);
    }

    @Property(tries = 300)
    void multiplyAdd_ofPackedBytes_isAsOneByOne(
            @ForAll long seed, @ForAll @IntRange(min = 0, max = 255) int factor, @ForAll @IntRange(min = 0, max = 40) int words) {
        Random random = new Random(seed);
        long[] into = random.longs(41).toArray();
        long[] from = random.longs(41).toArray();
        long[] before = into.clone();
        Gf256.multiplyAdd(new long[][] {into, new long[41]}, new int[] {factor, 3}, 2, from.clone(), words);
        for (int i = 0; i < into.length; i++) {
            for (int shift = 0; shift < 64; shift += 8) {
                int was = (int) (before[i] >>> shift & 0xFF);
                int x = (int) (from[i] >>> shift & 0xFF);
                int expected = i < words ? was ^ slow(x, factor) : was;
                assertThat((int) (into[i] >>> shift & 0xFF)).isEqualTo(expected);
            }
        }
    }
}

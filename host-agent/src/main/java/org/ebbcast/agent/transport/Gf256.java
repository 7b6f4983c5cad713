package org.ebbcast.agent.transport;

/** Arithmetic in GF(2<sup>8</sup>) modulo x<sup>8</sup> + x<sup>4</sup> + x<sup>3</sup> + x<sup>2</sup> + 1. Stateless. */
final class Gf256 {
    /*
     * Bulk multiplication works on eight bytes in a long: the product of x with a constant is the sum of x, 2x, 4x, … for
     * the bits of the constant, and doubling eight packed bytes takes a shift and a conditional subtraction of the
     * polynomial. Each pass over the array is one statement without branch or table, which the compiler turns into vector
     * instructions; all in one loop it does not. The doublings are shared by all factors.
     */
    private static final int POLYNOMIAL = 0x11D;
    private static final long TOP_BITS = 0x8080808080808080L;
    private static final long REDUCTION = 0x1D1D1D1D1D1D1D1DL;
    private static final byte[] EXP = new byte[510];
    private static final int[] LOG = new int[256];

    static {
        int x = 1;
        for (int i = 0; i < 255; i++) {
            EXP[i] = (byte) x;
            EXP[i + 255] = (byte) x;
            LOG[x] = i;
            x <<= 1;
            if (x > 255) {
                x ^= POLYNOMIAL;
            }
        }
    }

    private Gf256() {}

    static int multiply(int a, int b) {
        return a == 0 || b == 0 ? 0 : EXP[LOG[a] + LOG[b]] & 0xFF;
    }

    /** @throws ArithmeticException for 0 */
    static int inverse(int a) {
        if (a == 0) {
            throw new ArithmeticException("0 has no inverse");
        }
        return EXP[255 - LOG[a]] & 0xFF;
    }

    /**
     * {@code into[k] += factors[k] * x} for the first {@code count} of both; {@code x} is used up. Elements are the bytes of
     * the first {@code words} longs. O(count · words).
     */
    static void multiplyAdd(long[][] into, int[] factors, int count, long[] x, int words) {
        for (int bit = 0; bit < 8; bit++) {
            for (int k = 0; k < count; k++) {
                if ((factors[k] >>> bit & 1) != 0) {
                    add(into[k], x, words);
                }
            }
            twice(x, words);
        }
    }

    private static void add(long[] into, long[] x, int words) {
        for (int i = 0; i < words; i++) {
            into[i] ^= x[i];
        }
    }

    private static void twice(long[] x, int words) {
        for (int i = 0; i < words; i++) {
            long top = x[i] & TOP_BITS;
            x[i] = (x[i] ^ top) << 1 ^ (top - (top >>> 7)) & REDUCTION;
        }
    }
}

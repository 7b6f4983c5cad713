package org.ebbcast.agent.transport;

import java.nio.ByteBuffer;
import org.ebbcast.protocol.ParityBlocks;

/**
 * Systematic Reed–Solomon code over a block of chunks: parity shard j is the sum of c(j, i) × chunk i with a Cauchy matrix
 * c, every square part of which can be inverted; so any m parity shards replace any m lost chunks (Blömer et al., An
 * XOR-Based Erasure-Resilient Coding Scheme, 1995, section 3). Chunks count as padded with zeros. Stateless.
 */
final class ParityCode {
    private static final int FIRST_ROW = 128;

    private static final byte[][] COEFFICIENTS = new byte[ParityBlocks.MAX_SHARDS + 1][ParityBlocks.CHUNKS];

    static {
        for (int shard = 1; shard <= ParityBlocks.MAX_SHARDS; shard++) {
            for (int index = 0; index < ParityBlocks.CHUNKS; index++) {
                COEFFICIENTS[shard][index] = (byte) Gf256.inverse(FIRST_ROW + shard - 1 ^ index);
            }
        }
    }

    private ParityCode() {}

    /** Coefficient of chunk {@code index} of the block, 0 to 63, in parity {@code shard}, 1 to 16. */
    static int coefficient(int shard, int index) {
        return COEFFICIENTS[shard][index] & 0xFF;
    }

    /** Longs that hold {@code bytes}. */
    static int words(int bytes) {
        return (bytes + 7) >>> 3;
    }

    /** Fills {@code words} with {@code length} bytes of {@code from}, padded with zeros. */
    static void load(ByteBuffer from, int at, int length, long[] words) {
        int full = length >>> 3;
        for (int i = 0; i < full; i++) {
            words[i] = from.getLong(at + 8 * i);
        }
        for (int i = full; i < words.length; i++) {
            words[i] = 0;
        }
        for (int i = 8 * full; i < length; i++) {
            words[full] |= (from.get(at + i) & 0xFFL) << 56 - 8 * (i & 7);
        }
    }

    /** Writes the first {@code length} bytes of {@code words}. */
    static void store(long[] words, ByteBuffer to, int at, int length) {
        int full = length >>> 3;
        for (int i = 0; i < full; i++) {
            to.putLong(at + 8 * i, words[i]);
        }
        for (int i = 8 * full; i < length; i++) {
            to.put(at + i, (byte) (words[full] >>> 56 - 8 * (i & 7)));
        }
    }

    /**
     * The matrix that turns the syndromes of {@code shards} into the chunks {@code lost}, both of the same length m; O(m³).
     */
    static int[][] inverse(int[] shards, int[] lost) {
        int m = lost.length;
        int[][] rows = new int[m][2 * m];
        for (int r = 0; r < m; r++) {
            for (int c = 0; c < m; c++) {
                rows[r][c] = coefficient(shards[r], lost[c]);
            }
            rows[r][m + r] = 1;
        }
        // Leading minors of a Cauchy matrix are not zero, so that no row need be exchanged.
        for (int pivot = 0; pivot < m; pivot++) {
            scale(rows[pivot], Gf256.inverse(rows[pivot][pivot]));
            for (int r = 0; r < m; r++) {
                if (r != pivot) {
                    subtract(rows[r], rows[pivot], rows[r][pivot]);
                }
            }
        }
        int[][] inverse = new int[m][m];
        for (int r = 0; r < m; r++) {
            System.arraycopy(rows[r], m, inverse[r], 0, m);
        }
        return inverse;
    }

    private static void scale(int[] row, int factor) {
        for (int i = 0; i < row.length; i++) {
            row[i] = Gf256.multiply(row[i], factor);
        }
    }

    private static void subtract(int[] row, int[] other, int factor) {
        for (int i = 0; i < row.length; i++) {
            row[i] ^= Gf256.multiply(other[i], factor);
        }
    }

    /** @throws IllegalArgumentException unless {@code shards} is in 0..16 */
    static int checkedShards(int shards) {
        if (shards < 0 || shards > ParityBlocks.MAX_SHARDS) {
            throw new IllegalArgumentException(
                    shards + " parity shards of a block are not in 0.." + ParityBlocks.MAX_SHARDS);
        }
        return shards;
    }
}

package org.ebbcast.agent.transport;

import org.ebbcast.protocol.ShipmentLayout;

/**
 * Which chunks of a shipment are here: one bit a chunk, and per piece the number that lack. Owned by its receiver;
 * {@code chunkCount / 8 + 4 * pieceCount} bytes.
 */
final class ChunkMap {
    private final ShipmentLayout layout;
    private final long chunkCount;
    private final long[] words;
    private final int[] lacking;
    private long lackingChunks;
    private long firstMissing;

    ChunkMap(ShipmentLayout layout) {
        this.layout = layout;
        chunkCount = layout.chunkCount();
        words = new long[Math.toIntExact((chunkCount + 63) >>> 6)];
        lacking = new int[layout.pieceCount()];
        for (int piece = 0; piece < lacking.length; piece++) {
            lacking[piece] = layout.pieceChunks(piece);
        }
        lackingChunks = chunkCount;
    }

    boolean contains(long chunk) {
        return (words[(int) (chunk >>> 6)] >>> chunk & 1) != 0;
    }

    /** Adds a chunk that is not here yet; {@code piece} is the one it belongs to. */
    void add(long chunk, int piece) {
        words[(int) (chunk >>> 6)] |= 1L << chunk;
        lacking[piece]--;
        lackingChunks--;
    }

    /** Adds every chunk of {@code piece}. */
    void fill(int piece) {
        long from = layout.pieceFirstChunk(piece);
        for (long chunk = from; chunk < from + layout.pieceChunks(piece); chunk++) {
            if (!contains(chunk)) {
                add(chunk, piece);
            }
        }
    }

    /** Removes every chunk of {@code piece}. */
    void clear(int piece) {
        long from = layout.pieceFirstChunk(piece);
        int chunks = layout.pieceChunks(piece);
        for (long chunk = from; chunk < from + chunks; chunk++) {
            words[(int) (chunk >>> 6)] &= ~(1L << chunk);
        }
        lackingChunks += chunks - lacking[piece];
        lacking[piece] = chunks;
        firstMissing = Math.min(firstMissing, from);
    }

    /** Number of chunks of {@code piece} that are not here. */
    int lacking(int piece) {
        return lacking[piece];
    }

    /** Number of chunks in {@code from..to-1} that are not here. */
    int lacking(long from, long to) {
        int count = 0;
        for (long chunk = nextMissing(from, to); chunk < to; chunk = nextMissing(chunk + 1, to)) {
            count++;
        }
        return count;
    }

    /** Number of chunks that are not here. */
    long lackingChunks() {
        return lackingChunks;
    }

    /** All chunks below are here. */
    long firstMissing() {
        firstMissing = nextMissing(firstMissing, chunkCount);
        return firstMissing;
    }

    /** The first chunk in {@code from..to-1} that is not here, else {@code to}. */
    long nextMissing(long from, long to) {
        return next(from, to, -1L);
    }

    /** The first chunk in {@code from..to-1} that is here, else {@code to}. */
    long nextPresent(long from, long to) {
        return next(from, to, 0L);
    }

    private long next(long from, long to, long flip) {
        if (from >= to) {
            return to;
        }
        int word = (int) (from >>> 6);
        long bits = (words[word] ^ flip) & -1L << from;
        while (bits == 0) {
            word++;
            if ((long) word << 6 >= to) {
                return to;
            }
            bits = words[word] ^ flip;
        }
        return Math.min(to, ((long) word << 6) + Long.numberOfTrailingZeros(bits));
    }
}

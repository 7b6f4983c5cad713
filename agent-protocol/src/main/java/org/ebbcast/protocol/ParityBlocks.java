package org.ebbcast.protocol;

/**
 * How chunks are grouped for forward error correction: blocks of up to {@value #CHUNKS} chunks that follow each other, never
 * across two pieces. A parity datagram belongs to one block, which it names by its first chunk.
 */
public final class ParityBlocks {
    /** Chunks of a block; the last one of a piece may have fewer. */
    public static final int CHUNKS = 64;

    /** Most parity datagrams of a block. */
    public static final int MAX_SHARDS = 16;

    private ParityBlocks() {}

    /** First chunk of the block that {@code chunk} belongs to. */
    public static long first(ShipmentLayout layout, long chunk) {
        long piece = layout.pieceFirstChunk(layout.pieceOfChunk(chunk));
        return chunk - (chunk - piece) % CHUNKS;
    }

    /** Number of chunks of the block that begins at {@code first}. */
    public static int chunks(ShipmentLayout layout, long first) {
        int piece = layout.pieceOfChunk(first);
        long end = layout.pieceFirstChunk(piece) + layout.pieceChunks(piece);
        return (int) Math.min(CHUNKS, end - first);
    }
}

package org.ebbcast.protocol;

import java.nio.ByteBuffer;

/**
 * The 24 bytes before the payload of every image datagram, big-endian:
 *
 * <pre>
 *  0  magic 0xEBCA (16)   version 1 (8)   parity shard (8)
 *  4  shipment number (32)
 *  8  stream id (32)
 * 12  chunk index within the shipment (32, unsigned); of a parity shard the first chunk of its block
 * 16  stream sequence number (32, unsigned, wraps)
 * 20  sender's clock, microseconds (32, wraps)
 * </pre>
 *
 * <p>Parity shard 0 is a chunk itself; 1 to {@value ParityBlocks#MAX_SHARDS} are parity (see {@link ParityBlocks}).
 *
 * <p>Static functions over a {@link ByteBuffer}; positions are absolute and the buffer's own are left alone.
 */
public final class ChunkHeader {
    /** Length of the header, bytes. */
    public static final int BYTES = 24;

    /** What follows the payload of a sealed datagram, bytes: 16 of tag and 12 of nonce. */
    public static final int SEAL_BYTES = 16 + 12;

    /** Ethernet, IPv4 and UDP headers around it, bytes: what pacing counts on top. */
    public static final int WIRE_OVERHEAD_BYTES = 14 + 20 + 8;

    private static final int MAGIC_VERSION = 0xEBCA_01_00;
    private static final int SHARD_BITS = 0xFF;

    private ChunkHeader() {}

    /**
     * Chunk payload that fills an IP MTU of {@code mtuBytes}, or the largest IPv4 packet if that is less.
     *
     * @param sealed whether {@link #SEAL_BYTES} follow it
     * @throws IllegalArgumentException if no payload fits
     */
    public static int chunkBytesFor(int mtuBytes, boolean sealed) {
        int room = Math.min(mtuBytes - 20 - 8 - BYTES, Limits.MAX_CHUNK_BYTES);
        int chunkBytes = room - (sealed ? SEAL_BYTES : 0);
        if (chunkBytes < 1) {
            throw new IllegalArgumentException("no chunk fits an MTU of " + mtuBytes + " bytes");
        }
        return chunkBytes;
    }

    /**
     * Writes the header of a chunk, or of a parity shard, at {@code at}.
     *
     * @param shard 0 for the chunk itself
     * @param chunk index within the shipment, 0 to 2<sup>32</sup> - 1
     * @param sequence counts the stream's datagrams, wraps
     * @param senderMicros the sender's clock when it was sent, microseconds, wraps
     */
    public static void write(
            ByteBuffer to,
            int at,
            int shard,
            int shipmentNumber,
            int streamId,
            long chunk,
            int sequence,
            int senderMicros) {
        to.putInt(at, MAGIC_VERSION | shard);
        to.putInt(at + 4, shipmentNumber);
        to.putInt(at + 8, streamId);
        to.putInt(at + 12, (int) chunk);
        to.putInt(at + 16, sequence);
        to.putInt(at + 20, senderMicros);
    }

    /**
     * Whether the {@code length} bytes at {@code at} can be an image datagram of this version. The chunk index is still
     * to be held against the layout ({@link ShipmentLayout#fits}).
     */
    public static boolean isValid(ByteBuffer from, int at, int length) {
        return length > BYTES
                && (from.getInt(at) & ~SHARD_BITS) == MAGIC_VERSION
                && shard(from, at) <= ParityBlocks.MAX_SHARDS;
    }

    /** 0 for a chunk, else which parity shard of its block. */
    public static int shard(ByteBuffer from, int at) {
        return from.get(at + 3) & SHARD_BITS;
    }

    public static int shipmentNumber(ByteBuffer from, int at) {
        return from.getInt(at + 4);
    }

    public static int streamId(ByteBuffer from, int at) {
        return from.getInt(at + 8);
    }

    public static long chunk(ByteBuffer from, int at) {
        return Integer.toUnsignedLong(from.getInt(at + 12));
    }

    public static int sequence(ByteBuffer from, int at) {
        return from.getInt(at + 16);
    }

    public static int senderMicros(ByteBuffer from, int at) {
        return from.getInt(at + 20);
    }
}

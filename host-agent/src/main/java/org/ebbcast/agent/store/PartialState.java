package org.ebbcast.agent.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Optional;

/**
 * The file beside a partial blob that remembers which of its pieces were verified:
 *
 * <pre>
 *  0  magic "EBBPART1" (64)
 *  8  blob size, bytes (64)
 * 16  piece size, bytes (64)
 * 24  one bit a piece, least bit first
 * </pre>
 *
 * <p>It is a hint, never proof: bits are written without a sync, and whoever resumes hashes each marked piece again.
 * So a set bit over wrong bytes, after a power failure or a copy gone wrong, costs one read and nothing else.
 */
record PartialState(long sizeBytes, long pieceBytes, BitSet marked) {
    private static final long MAGIC = 0x4542_4250_4152_5431L;
    private static final int HEADER_BYTES = 24;

    static Optional<PartialState> read(Disk disk, Path file) throws IOException {
        try (Disk.OpenFile open = disk.open(file)) {
            long length = open.size();
            if (length < HEADER_BYTES || length > HEADER_BYTES + (1 << 20)) {
                return Optional.empty();
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) length);
            for (int at = 0; at < length; ) {
                int read = open.read(bytes, at);
                if (read < 0) {
                    return Optional.empty();
                }
                at += read;
            }
            return parse(bytes.flip());
        }
    }

    private static Optional<PartialState> parse(ByteBuffer bytes) {
        long magic = bytes.getLong();
        long size = bytes.getLong();
        long piece = bytes.getLong();
        if (magic != MAGIC || size < 1 || piece < 1) {
            return Optional.empty();
        }
        return Optional.of(new PartialState(size, piece, BitSet.valueOf(bytes)));
    }

    /** Where nothing was marked. */
    static PartialState none(long sizeBytes, long pieceBytes) {
        return new PartialState(sizeBytes, pieceBytes, new BitSet());
    }

    /** Writes the whole state. */
    static void write(Disk.OpenFile to, long sizeBytes, long pieceBytes, VerifiedPieces pieces) throws IOException {
        int bitmapBytes = (pieces.pieceCount() + 7) / 8;
        ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + bitmapBytes);
        bytes.putLong(MAGIC).putLong(sizeBytes).putLong(pieceBytes);
        for (int i = 0; i < bitmapBytes; i++) {
            bytes.put(pieces.byteAt(i));
        }
        to.write(bytes.flip(), 0);
    }

    static void mark(Disk.OpenFile in, int piece, VerifiedPieces pieces) throws IOException {
        in.write(ByteBuffer.wrap(new byte[] {pieces.byteAt(piece >>> 3)}), HEADER_BYTES + (piece >>> 3));
    }

    /** Whether all bytes {@code from} to {@code to - 1} were marked, by pieces of whatever size. */
    boolean covers(long from, long to) {
        long last = (to - 1) / pieceBytes;
        if (last >= Integer.MAX_VALUE) {
            return false;
        }
        int unmarked = marked.nextClearBit((int) (from / pieceBytes));
        return unmarked > last;
    }

    /** Bytes in marked pieces. */
    long markedBytes() {
        return Math.min(sizeBytes, marked.cardinality() * pieceBytes);
    }
}

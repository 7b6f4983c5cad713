package org.ebbcast.agent.transport;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.ShipmentLayout;

/** A store in memory that refuses what a receiver must never do: write into a verified piece, or out of a blob. */
final class MemoryPieces implements PieceStore {
    private final ShipmentLayout layout;
    private final List<byte[]> expected;
    private final List<byte[]> blobs = new ArrayList<>();
    private final BitSet verified = new BitSet();
    int writes;

    MemoryPieces(ShipmentLayout layout, List<byte[]> expected) {
        this.layout = layout;
        this.expected = expected;
        for (byte[] blob : expected) {
            blobs.add(new byte[blob.length]);
        }
    }

    @Override
    public boolean isVerified(int piece) {
        return verified.get(piece);
    }

    @Override
    public void write(int blob, long offset, ByteBuffer src) {
        int length = src.remaining();
        for (int piece = 0; piece < layout.pieceCount(); piece++) {
            boolean touches = layout.blobOfPiece(piece) == blob
                    && layout.pieceOffset(piece) < offset + length
                    && offset < layout.pieceOffset(piece) + layout.pieceLength(piece);
            if (touches && verified.get(piece)) {
                throw new AssertionError("piece " + piece + " is verified and was written");
            }
        }
        src.get(blobs.get(blob), (int) offset, length);
        writes++;
    }

    @Override
    public void read(int blob, long offset, ByteBuffer dst) {
        dst.put(blobs.get(blob), (int) offset, dst.remaining());
    }

    @Override
    public boolean verify(int piece) {
        boolean right = Arrays.equals(hash(blobs, piece), hash(expected, piece));
        verified.set(piece, right);
        return right;
    }

    private byte[] hash(List<byte[]> content, int piece) {
        MessageDigest sha256 = Digest.sha256();
        sha256.update(content.get(layout.blobOfPiece(piece)), (int) layout.pieceOffset(piece), layout.pieceLength(piece));
        return sha256.digest();
    }

    boolean isComplete() {
        return verified.cardinality() == layout.pieceCount();
    }

    /** Marks a piece as verified earlier. */
    void preset(int piece) {
        int blob = layout.blobOfPiece(piece);
        int offset = (int) layout.pieceOffset(piece);
        System.arraycopy(expected.get(blob), offset, blobs.get(blob), offset, layout.pieceLength(piece));
        verified.set(piece);
    }

    void assertRight() {
        for (int piece = 0; piece < layout.pieceCount(); piece++) {
            if (verified.get(piece) && !Arrays.equals(hash(blobs, piece), hash(expected, piece))) {
                throw new AssertionError("piece " + piece + " is verified and wrong");
            }
        }
    }
}

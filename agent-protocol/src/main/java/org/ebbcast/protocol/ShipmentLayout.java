package org.ebbcast.protocol;

import java.util.Arrays;

/**
 * Where chunks and pieces of a shipment lie. Blobs follow each other in shipment order; each is cut into chunks of
 * {@code chunkBytes} (its last may be shorter) and pieces of {@code chunksPerPiece} chunks (its last may be shorter),
 * so that no chunk and no piece spans two blobs. Immutable; lookups by chunk are O(log blobs).
 */
public final class ShipmentLayout {
    private final int chunkBytes;
    private final int chunksPerPiece;
    private final long[] blobSizeBytes;
    private final long[] firstChunk;
    private final int[] firstPiece;

    private ShipmentLayout(int chunkBytes, int chunksPerPiece, long[] blobSizeBytes) {
        this.chunkBytes = chunkBytes;
        this.chunksPerPiece = chunksPerPiece;
        this.blobSizeBytes = blobSizeBytes;
        firstChunk = new long[blobSizeBytes.length + 1];
        firstPiece = new int[blobSizeBytes.length + 1];
        for (int b = 0; b < blobSizeBytes.length; b++) {
            long chunks = ceilDiv(blobSizeBytes[b], chunkBytes);
            firstChunk[b + 1] = firstChunk[b] + chunks;
            firstPiece[b + 1] = Math.toIntExact(firstPiece[b] + ceilDiv(chunks, chunksPerPiece));
        }
    }

    /**
     * @throws IllegalArgumentException on a size that is not positive, more than {@link Limits#MAX_PIECES} pieces, or
     *     piece hashes that do not match the piece count
     */
    public static ShipmentLayout of(Shipment shipment) {
        long[] sizes =
                shipment.blobs().stream().mapToLong(o -> o.blob().sizeBytes()).toArray();
        ShipmentLayout layout = of(shipment.chunkBytes(), shipment.chunksPerPiece(), sizes);
        for (int b = 0; b < sizes.length; b++) {
            int hashes = shipment.blobs().get(b).pieceHashes().length;
            if (hashes != 32 * layout.pieceCount(b)) {
                throw new IllegalArgumentException("blob " + shipment.blobs().get(b).blob().digest() + " has "
                        + layout.pieceCount(b) + " pieces but " + hashes + " bytes of piece hashes");
            }
        }
        return layout;
    }

    /** @throws IllegalArgumentException naming the value that is out of range */
    public static ShipmentLayout of(int chunkBytes, int chunksPerPiece, long[] blobSizeBytes) {
        requirePositive(chunkBytes, "chunkBytes");
        requirePositive(chunksPerPiece, "chunksPerPiece");
        long pieces = 0;
        for (long size : blobSizeBytes) {
            requirePositive(size, "blob size");
            pieces += ceilDiv(ceilDiv(size, chunkBytes), chunksPerPiece);
        }
        if (pieces > Limits.MAX_PIECES) {
            throw new IllegalArgumentException(pieces + " pieces; at most " + Limits.MAX_PIECES);
        }
        return new ShipmentLayout(chunkBytes, chunksPerPiece, blobSizeBytes.clone());
    }

    /** Smallest power of two of chunks per piece, at least 64, that keeps blobs of these sizes within the limit. */
    public static int chunksPerPieceFor(int chunkBytes, long[] blobSizeBytes) {
        for (int chunksPerPiece = 64; ; chunksPerPiece = Math.multiplyExact(chunksPerPiece, 2)) {
            long pieces = 0;
            for (long size : blobSizeBytes) {
                pieces += ceilDiv(ceilDiv(size, chunkBytes), chunksPerPiece);
            }
            if (pieces <= Limits.MAX_PIECES) {
                return chunksPerPiece;
            }
        }
    }

    private static long ceilDiv(long a, long b) {
        return (a + b - 1) / b;
    }

    private static void requirePositive(long value, String name) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + ", must be positive");
        }
    }

    public int chunkBytes() {
        return chunkBytes;
    }

    public int chunksPerPiece() {
        return chunksPerPiece;
    }

    public int blobCount() {
        return blobSizeBytes.length;
    }

    public long blobSizeBytes(int blob) {
        return blobSizeBytes[blob];
    }

    public long totalBytes() {
        return Arrays.stream(blobSizeBytes).sum();
    }

    public long chunkCount() {
        return firstChunk[firstChunk.length - 1];
    }

    public int pieceCount() {
        return firstPiece[firstPiece.length - 1];
    }

    public int pieceCount(int blob) {
        return firstPiece[blob + 1] - firstPiece[blob];
    }

    public long firstChunkOfBlob(int blob) {
        return firstChunk[blob];
    }

    public int firstPieceOfBlob(int blob) {
        return firstPiece[blob];
    }

    /** The blob that {@code chunk}, in 0..chunkCount-1, belongs to. */
    public int blobOfChunk(long chunk) {
        int found = Arrays.binarySearch(firstChunk, chunk);
        return found >= 0 ? found : -found - 2;
    }

    /** Offset of {@code chunk} within its blob, bytes. */
    public long chunkOffset(long chunk) {
        return (chunk - firstChunk[blobOfChunk(chunk)]) * chunkBytes;
    }

    /** Payload length of {@code chunk}, bytes. */
    public int chunkLength(long chunk) {
        long left = blobSizeBytes[blobOfChunk(chunk)] - chunkOffset(chunk);
        return (int) Math.min(chunkBytes, left);
    }

    /** The piece that {@code chunk} belongs to, counted over the shipment. */
    public int pieceOfChunk(long chunk) {
        int blob = blobOfChunk(chunk);
        return firstPiece[blob] + (int) ((chunk - firstChunk[blob]) / chunksPerPiece);
    }

    /** The blob that {@code piece} belongs to. */
    public int blobOfPiece(int piece) {
        int found = Arrays.binarySearch(firstPiece, piece);
        return found >= 0 ? found : -found - 2;
    }

    /** First chunk of {@code piece}; {@code pieceFirstChunk(piece) + pieceChunks(piece)} is one past its last. */
    public long pieceFirstChunk(int piece) {
        int blob = blobOfPiece(piece);
        return firstChunk[blob] + (long) (piece - firstPiece[blob]) * chunksPerPiece;
    }

    /** Number of chunks in {@code piece}. */
    public int pieceChunks(int piece) {
        long end = firstChunk[blobOfPiece(piece) + 1];
        return (int) Math.min(chunksPerPiece, end - pieceFirstChunk(piece));
    }

    /** Offset of {@code piece} within its blob, bytes. */
    public long pieceOffset(int piece) {
        return chunkOffset(pieceFirstChunk(piece));
    }

    /** Length of {@code piece}, bytes. */
    public int pieceLength(int piece) {
        long left = blobSizeBytes[blobOfPiece(piece)] - pieceOffset(piece);
        return (int) Math.min((long) chunkBytes * chunksPerPiece, left);
    }
}

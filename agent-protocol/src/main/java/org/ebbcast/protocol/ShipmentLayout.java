package org.ebbcast.protocol;

import java.util.Arrays;
import java.util.Objects;

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
    private final int sealBytes;

    private ShipmentLayout(int chunkBytes, int chunksPerPiece, long[] blobSizeBytes, int sealBytes) {
        this.sealBytes = sealBytes;
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
     * The layout that senders and receivers of {@code shipment} share.
     *
     * @throws IllegalArgumentException as {@link #of(int, int, long[])}, or on piece hashes that do not match the piece
     *     count
     */
    public static ShipmentLayout of(Shipment shipment) {
        long[] sizes =
                shipment.blobs().stream().mapToLong(o -> o.blob().sizeBytes()).toArray();
        ShipmentLayout layout = of(
                shipment.chunkBytes(),
                shipment.chunksPerPiece(),
                sizes,
                shipment.isSealed() ? ChunkHeader.SEAL_BYTES : 0);
        for (int b = 0; b < sizes.length; b++) {
            int hashes = shipment.blobs().get(b).pieceHashes().length;
            if (hashes != 32 * layout.pieceCount(b)) {
                throw new IllegalArgumentException("blob " + shipment.blobs().get(b).blob().digest() + " has "
                        + layout.pieceCount(b) + " pieces but " + hashes + " bytes of piece hashes");
            }
        }
        return layout;
    }

    /**
     * A layout of blobs of these sizes.
     *
     * @param chunkBytes 1 to {@link Limits#MAX_CHUNK_BYTES}
     * @param chunksPerPiece at least 1; a piece has at most {@link Limits#MAX_PIECE_BYTES}
     * @param blobSizeBytes each positive; at most {@link Limits#MAX_PIECES} pieces and {@link Limits#MAX_CHUNKS} chunks
     *     together; copied
     * @throws IllegalArgumentException naming the value that is out of range
     */
    public static ShipmentLayout of(int chunkBytes, int chunksPerPiece, long[] blobSizeBytes) {
        return of(chunkBytes, chunksPerPiece, blobSizeBytes, 0);
    }

    private static ShipmentLayout of(int chunkBytes, int chunksPerPiece, long[] blobSizeBytes, int sealBytes) {
        Limits.within(chunkBytes, 1, Limits.MAX_CHUNK_BYTES, "chunkBytes");
        Limits.within(chunksPerPiece, 1, Limits.MAX_PIECE_BYTES / chunkBytes, "chunksPerPiece");
        Limits.within(pieces(chunkBytes, chunksPerPiece, blobSizeBytes), 0, Limits.MAX_PIECES, "number of pieces");
        return new ShipmentLayout(chunkBytes, chunksPerPiece, blobSizeBytes.clone(), sealBytes);
    }

    /**
     * Smallest power of two of chunks per piece, at least 64, that keeps blobs of these sizes within the limit.
     *
     * @throws IllegalArgumentException if they are too large for any
     */
    public static int chunksPerPieceFor(int chunkBytes, long[] blobSizeBytes) {
        Limits.within(chunkBytes, 1, Limits.MAX_CHUNK_BYTES, "chunkBytes");
        for (long chunksPerPiece = 64; chunksPerPiece * chunkBytes <= Limits.MAX_PIECE_BYTES; chunksPerPiece *= 2) {
            if (pieces(chunkBytes, (int) chunksPerPiece, blobSizeBytes) <= Limits.MAX_PIECES) {
                return (int) chunksPerPiece;
            }
        }
        throw new IllegalArgumentException("blobs of " + Arrays.toString(blobSizeBytes)
                + " bytes do not fit a shipment of " + Limits.MAX_PIECES + " pieces");
    }

    private static long pieces(int chunkBytes, int chunksPerPiece, long[] blobSizeBytes) {
        long chunks = 0;
        long pieces = 0;
        for (long size : blobSizeBytes) {
            Limits.within(size, 1, Limits.MAX_CHUNKS * chunkBytes, "blob size");
            long chunksOfBlob = ceilDiv(size, chunkBytes);
            chunks = Limits.within(chunks + chunksOfBlob, 1, Limits.MAX_CHUNKS, "number of chunks");
            pieces += ceilDiv(chunksOfBlob, chunksPerPiece);
        }
        return pieces;
    }

    private static long ceilDiv(long a, long b) {
        return (a + b - 1) / b;
    }

    public int chunkBytes() {
        return chunkBytes;
    }

    public int chunksPerPiece() {
        return chunksPerPiece;
    }

    /** What follows each payload in its datagram, bytes: {@link ChunkHeader#SEAL_BYTES} of a sealed shipment, else 0. */
    public int sealBytes() {
        return sealBytes;
    }

    /** Length of a datagram with a full chunk on the wire, bytes, Ethernet header counted. */
    public int fullWireBytes() {
        return wireBytes(chunkBytes);
    }

    /** Length of a datagram with {@code payloadBytes} on the wire, bytes, Ethernet header counted. */
    public int wireBytes(int payloadBytes) {
        return ChunkHeader.WIRE_OVERHEAD_BYTES + ChunkHeader.BYTES + payloadBytes + sealBytes;
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

    /** One past the last chunk of {@code blob}. */
    public long endOfBlob(int blob) {
        return firstChunk[blob + 1];
    }

    public int firstPieceOfBlob(int blob) {
        return firstPiece[blob];
    }

    /** Whether a datagram with this chunk index and payload length belongs to the shipment. */
    public boolean fits(long chunk, int payloadBytes) {
        return chunk >= 0 && chunk < chunkCount() && payloadBytes == chunkLength(chunk);
    }

    /**
     * The blob that {@code chunk} belongs to.
     *
     * @throws IndexOutOfBoundsException unless {@code chunk} is in 0..chunkCount-1
     */
    public int blobOfChunk(long chunk) {
        if (chunk < 0 || chunk >= chunkCount()) {
            throw new IndexOutOfBoundsException("chunk " + chunk + " is not in 0.." + (chunkCount() - 1));
        }
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

    /**
     * The blob that {@code piece} belongs to.
     *
     * @throws IndexOutOfBoundsException unless {@code piece} is in 0..pieceCount-1
     */
    public int blobOfPiece(int piece) {
        Objects.checkIndex(piece, pieceCount());
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

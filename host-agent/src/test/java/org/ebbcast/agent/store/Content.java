package org.ebbcast.agent.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.Random;
import org.ebbcast.protocol.BlobDescriptor;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.DigestAlgorithm;

/** A blob's bytes and everything that follows from them. */
record Content(DigestAlgorithm algorithm, byte[] bytes) {
    static final int CHUNK_BYTES = 100;
    static final int CHUNKS_PER_PIECE = 4;
    static final int PIECE_BYTES = CHUNK_BYTES * CHUNKS_PER_PIECE;

    static Content random(long seed, int length) {
        return random(DigestAlgorithm.SHA256, seed, length);
    }

    static Content random(DigestAlgorithm algorithm, long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return new Content(algorithm, bytes);
    }

    Digest digest() {
        return Digest.ofContent(algorithm, bytes);
    }

    BlobDescriptor descriptor() {
        return new BlobDescriptor("application/octet-stream", digest(), bytes.length);
    }

    int pieceCount() {
        return (bytes.length + PIECE_BYTES - 1) / PIECE_BYTES;
    }

    byte[] pieceHashes() {
        ByteBuffer hashes = ByteBuffer.allocate(32 * pieceCount());
        for (int piece = 0; piece < pieceCount(); piece++) {
            hashes.put(Digest.sha256().digest(piece(piece)));
        }
        return hashes.array();
    }

    byte[] piece(int piece) {
        int from = piece * PIECE_BYTES;
        return Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + PIECE_BYTES));
    }

    PartialBlob open(BlobStore store) throws IOException {
        return store.partial(descriptor(), pieceHashes(), CHUNK_BYTES, CHUNKS_PER_PIECE);
    }

    /** Writes and verifies one piece. */
    boolean fill(PartialBlob partial, int piece) throws IOException {
        partial.write((long) piece * PIECE_BYTES, ByteBuffer.wrap(piece(piece)));
        return partial.verify(piece);
    }

    void store(BlobStore store) throws IOException {
        try (PartialBlob partial = open(store)) {
            for (int piece = 0; piece < pieceCount(); piece++) {
                fill(partial, piece);
            }
            partial.commit();
        }
    }

    static byte[] read(BlobStore store, Digest digest) throws IOException {
        return read(store.openForRead(digest));
    }

    /** All of it; closes it. */
    static byte[] read(FileChannel file) throws IOException {
        try (file) {
            ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
            while (bytes.hasRemaining() && file.read(bytes) >= 0) {
                continue;
            }
            return bytes.array();
        }
    }
}

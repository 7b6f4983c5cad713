package org.ebbcast.simulator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.ebbcast.protocol.BlobOutline;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.Shipment;

/** A host's store in memory: complete blobs, and blobs on their way with what is verified of them. */
final class Disk {
    final Map<Digest, byte[]> blobs = new TreeMap<>();
    private final Map<Digest, Partial> partials = new TreeMap<>();
    long quotaBytes = Long.MAX_VALUE;
    boolean broken;

    /** A blob on its way; {@code verified} counts its own pieces. */
    static final class Partial {
        final byte[] data;
        final byte[] hashes;
        final int pieceBytes;
        final BitSet verified = new BitSet();
        int users;
        boolean complete;

        private Partial(int sizeBytes, byte[] hashes, int pieceBytes) {
            data = new byte[sizeBytes];
            this.hashes = hashes;
            this.pieceBytes = pieceBytes;
        }

        boolean isRight(int piece) {
            var sha256 = Digest.sha256();
            int from = piece * pieceBytes;
            sha256.update(data, from, Math.min(pieceBytes, data.length - from));
            return Arrays.equals(sha256.digest(), Arrays.copyOfRange(hashes, 32 * piece, 32 * piece + 32));
        }
    }

    /** No room; reported as such. */
    static final class FullException extends IOException {
        private static final long serialVersionUID = 1;

        FullException(long needed, long free) {
            super("the store needs " + needed + " bytes and has " + free);
        }
    }

    long freeBytes() {
        long used = blobs.values().stream().mapToLong(b -> b.length).sum()
                + partials.values().stream().filter(p -> !p.complete).mapToLong(p -> p.data.length).sum();
        return Math.max(0, quotaBytes - used);
    }

    /** Opens or resumes; what was verified earlier is hashed again, as a crash may have undone it. */
    Partial open(BlobOutline outline, Shipment shipment) throws IOException {
        check();
        Digest digest = outline.blob().digest();
        int size = Math.toIntExact(outline.blob().sizeBytes());
        int pieceBytes = shipment.chunkBytes() * shipment.chunksPerPiece();
        Partial known = partials.get(digest);
        if (known != null && known.pieceBytes != pieceBytes && known.users == 0) {
            partials.remove(digest);
            known = null;
        } else if (known != null && known.pieceBytes != pieceBytes) {
            throw new IllegalArgumentException(digest + " is being received already, cut into other pieces");
        }
        if (known == null) {
            if (!blobs.containsKey(digest) && freeBytes() < size) {
                throw new FullException(size, freeBytes());
            }
            known = new Partial(size, outline.pieceHashes(), pieceBytes);
            partials.put(digest, known);
        }
        resume(known, digest);
        known.users++;
        return known;
    }

    private void resume(Partial partial, Digest digest) {
        byte[] whole = blobs.get(digest);
        if (whole != null) {
            System.arraycopy(whole, 0, partial.data, 0, whole.length);
            partial.complete = true;
        } else if (partial.users == 0) {
            for (int p = partial.verified.nextSetBit(0); p >= 0; p = partial.verified.nextSetBit(p + 1)) {
                if (!partial.isRight(p)) {
                    partial.verified.clear(p);
                }
            }
        }
    }

    void release(Digest digest, Partial partial) {
        partial.users--;
        if (partial.users == 0 && partial.complete) {
            partials.remove(digest, partial);
        }
    }

    void check() throws IOException {
        if (broken) {
            throw new IOException("input/output error");
        }
    }

    /** Hashes the whole and keeps it as a blob. */
    void commit(Digest digest, Partial partial) throws IOException {
        check();
        if (!Digest.ofContent(partial.data).equals(digest)) {
            throw new IllegalStateException("all pieces of " + digest + " are verified and the blob is wrong");
        }
        partial.complete = true;
        blobs.put(digest, partial.data.clone());
    }

    /** Verified bytes to serve, or empty-handed. */
    Optional<ByteBuffer> serve(Digest digest, long offset, int length) {
        byte[] whole = blobs.get(digest);
        Partial partial = partials.get(digest);
        if (whole == null && partial != null && isVerified(partial, offset, length)) {
            whole = partial.data;
        }
        return whole == null || offset + length > whole.length
                ? Optional.empty()
                : Optional.of(ByteBuffer.wrap(
                        Arrays.copyOfRange(whole, (int) offset, (int) offset + length)));
    }

    private static boolean isVerified(Partial partial, long offset, int length) {
        int first = (int) (offset / partial.pieceBytes);
        int last = (int) ((offset + length - 1) / partial.pieceBytes);
        return partial.complete || partial.verified.nextClearBit(first) > last;
    }

    /** The machine lost power: some of what was written never reached the platter. */
    void crash(Random random) {
        broken = false;
        for (Partial partial : partials.values()) {
            partial.users = 0;
            if (partial.data.length > 0 && random.nextBoolean()) {
                int from = random.nextInt(partial.data.length);
                Arrays.fill(partial.data, from, Math.min(partial.data.length, from + 65_536), (byte) 0);
            }
        }
        partials.values().removeIf(p -> p.complete);
    }
}

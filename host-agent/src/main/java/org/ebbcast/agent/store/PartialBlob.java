package org.ebbcast.agent.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import org.ebbcast.protocol.BlobDescriptor;
import org.ebbcast.protocol.Digest;

/**
 * A blob on its way: its bytes are written in any order, its pieces verified one by one, and at last it becomes a
 * blob of the store. Owned by one thread at a time, which must not be interrupted while it is in here (Java closes
 * the file then).
 */
public final class PartialBlob implements AutoCloseable {
    /*
     * Nothing is synced while content arrives. A piece counts as verified in this process because it was hashed in this
     * process, also after a restart: the state file only says which pieces are worth hashing. What is written in order is
     * hashed as it is written, a piece that came otherwise is read back. The whole blob's hash runs along in the same pass
     * over a piece as long as pieces are verified in order, and catches up by a few pieces per verification where they
     * were not, so that commit() has little left to read.
     *
     * Writing to the medium begins while content arrives, so that commit() does not wait for all of it, and what the whole
     * blob's hash has passed leaves memory: a host's page cache is for what runs there. The last megabytes stay for
     * neighbours and relayed hosts, who ask for what has just come.
     */
    static final int HASH_BYTES = 32;

    private static final int SCRATCH_BYTES = 64 << 10;
    private static final int CATCH_UP_PIECES = 4;
    private static final long WRITE_OUT_BYTES = 4 << 20;
    private static final long KEPT_BYTES = 16 << 20;

    private final PartialBlobs partials;
    private final Space space;
    private final BlobDescriptor blob;
    private final byte[] pieceHashes;
    private final long pieceBytes;
    private final Disk.OpenFile data;
    private final Disk.OpenFile state;
    private final VerifiedPieces verified;
    private final byte[] scratch = new byte[SCRATCH_BYTES];
    private final ArrivingPiece arriving = new ArrivingPiece(scratch);
    private RunningDigest whole;
    private long writtenOut;
    private long letGo;
    private volatile long verifiedBytes;
    private boolean closed;

    PartialBlob(
            PartialBlobs partials,
            Space space,
            BlobDescriptor blob,
            byte[] pieceHashes,
            long pieceBytes,
            Disk.OpenFile data,
            Disk.OpenFile state) {
        this.partials = partials;
        this.space = space;
        this.blob = blob;
        this.pieceHashes = pieceHashes;
        this.pieceBytes = pieceBytes;
        this.data = data;
        this.state = state;
        whole = new RunningDigest(blob.digest().algorithm());
        verified = new VerifiedPieces(pieceHashes.length / HASH_BYTES);
    }

    /** Hashes what {@code earlier} marked and keeps what is right; then starts the state file anew. */
    void resume(PartialState earlier) throws IOException {
        for (int piece = 0; piece < pieceCount(); piece++) {
            if (earlier.covers(offset(piece), offset(piece) + length(piece)) && hashesRight(piece)) {
                count(piece);
            }
        }
        state.truncate(0);
        PartialState.write(state, blob.sizeBytes(), pieceBytes, verified);
    }

    public BlobDescriptor blob() {
        return blob;
    }

    public int pieceCount() {
        return verified.pieceCount();
    }

    /** Any thread. */
    public boolean isVerified(int piece) {
        return verified.isSet(piece);
    }

    /** Any thread. */
    public long verifiedBytes() {
        return verifiedBytes;
    }

    /** Whether each of the bytes {@code offset} to {@code offset + length - 1} lies in a verified piece. Any thread. */
    boolean isVerified(long offset, long length) {
        boolean within = offset >= 0 && length > 0 && length <= blob.sizeBytes() - offset;
        return within && verified.isSet((int) (offset / pieceBytes), (int) ((offset + length - 1) / pieceBytes));
    }

    /**
     * Puts the remaining bytes of {@code src} at {@code offset}. What falls into verified pieces is dropped, so that
     * a late or forged duplicate cannot spoil them.
     *
     * @throws IllegalArgumentException if it reaches beyond the blob
     * @throws NoSpaceException if the disk is full
     */
    public void write(long offset, ByteBuffer src) throws IOException {
        int length = src.remaining();
        if (offset < 0 || length > blob.sizeBytes() - offset) {
            throw new IllegalArgumentException(
                    length + " bytes at " + offset + " do not fit " + blob.digest() + " of " + blob.sizeBytes());
        }
        int end = src.limit();
        long at = offset;
        while (src.position() < end) {
            int piece = (int) (at / pieceBytes);
            int part = (int) Math.min(end - src.position(), offset(piece) + length(piece) - at);
            src.limit(src.position() + part);
            if (verified.isSet(piece)) {
                src.position(src.limit());
            } else {
                int from = src.position();
                writeThrough(at, src);
                arriving.written(piece, offset(piece), at, src.position(from), whole);
                src.position(src.limit());
            }
            src.limit(end);
            at += part;
        }
        writeOut(at);
    }

    /** Has whole parts below {@code end}, the greatest so far, go to the medium. */
    private void writeOut(long end) {
        long to = end - end % WRITE_OUT_BYTES;
        if (to > writtenOut) {
            data.writeOut(writtenOut, to);
            writtenOut = to;
        }
    }

    /** Has what the whole blob's hash passed some time ago leave memory. */
    private void letGo() {
        long passed = whole.position() - KEPT_BYTES;
        long to = passed - passed % WRITE_OUT_BYTES;
        if (to > letGo) {
            data.letGo(letGo, to);
            letGo = to;
        }
    }

    private void writeThrough(long offset, ByteBuffer src) throws IOException {
        try {
            data.write(src, offset);
        } catch (IOException e) {
            arriving.forget();
            throw space.explain(blob.digest().toString(), e);
        }
    }

    /** Fills {@code dst} with what was written from {@code offset} on, verified or not; zeros where nothing was. */
    public void read(long offset, ByteBuffer dst) throws IOException {
        long at = offset;
        while (dst.hasRemaining()) {
            int read = data.read(dst, at);
            if (read < 0) {
                dst.put((byte) 0);
                read = 1;
            }
            at += read;
        }
    }

    /**
     * Compares {@code piece} with its hash.
     *
     * @return whether the piece is right; a wrong one can be written again
     */
    public boolean verify(int piece) throws IOException {
        if (verified.isSet(piece)) {
            return true;
        }
        if (!(arriving.has(piece, offset(piece) + length(piece)) ? arrivedRight(piece) : hashesRight(piece))) {
            return false;
        }
        count(piece);
        PartialState.mark(state, piece, verified);
        partials.arrivals().more(blob.digest());
        for (int i = 0; i < CATCH_UP_PIECES && isNextForWhole(); i++) {
            catchUp(pieceAt(whole.position()));
        }
        letGo();
        return true;
    }

    private void count(int piece) {
        verified.set(piece);
        verifiedBytes += length(piece);
        space.settle(length(piece));
    }

    private boolean arrivedRight(int piece) {
        boolean right = isHash(piece, arriving.finish());
        if (right) {
            whole = arriving.ahead().orElse(whole);
        }
        return right;
    }

    private boolean isHash(int piece, byte[] hash) {
        int at = piece * HASH_BYTES;
        return Arrays.equals(hash, 0, HASH_BYTES, pieceHashes, at, at + HASH_BYTES);
    }

    /** One pass over a piece for its own hash and, where it is next in order, for the whole blob's. */
    private boolean hashesRight(int piece) throws IOException {
        RunningDigest before = whole.position() == offset(piece) ? whole.copy() : null;
        MessageDigest hash = Digest.sha256();
        boolean complete = feed(piece, hash, before != null);
        boolean right = complete && isHash(piece, hash.digest());
        if (!right && before != null) {
            whole = before;
        }
        return right;
    }

    /** @return false if the file ends within the piece */
    private boolean feed(int piece, MessageDigest hash, boolean alsoWhole) throws IOException {
        long end = offset(piece) + length(piece);
        for (long at = offset(piece); at < end; ) {
            int read = read(at, end);
            if (read < 0) {
                return false;
            }
            hash.update(scratch, 0, read);
            if (alsoWhole) {
                whole.update(scratch, read);
            }
            at += read;
        }
        return true;
    }

    private boolean isNextForWhole() {
        return whole.position() < blob.sizeBytes() && verified.isSet(pieceAt(whole.position()));
    }

    private void catchUp(int piece) throws IOException {
        long end = offset(piece) + length(piece);
        while (whole.position() < end) {
            int read = read(whole.position(), end);
            if (read < 0) {
                throw new IOException("Tried to read piece " + piece + " of " + blob.digest()
                        + " again but its file has become shorter; something else writes to the store");
            }
            whole.update(scratch, read);
        }
    }

    private int read(long at, long end) throws IOException {
        return data.read(ByteBuffer.wrap(scratch, 0, (int) Math.min(SCRATCH_BYTES, end - at)), at);
    }

    /**
     * Makes it a blob of the store, durably, and closes this.
     *
     * @throws IllegalStateException unless every piece is verified
     * @throws DigestMismatchException if the pieces are right but the whole is not: the outline did not belong to the
     *     blob; everything is discarded
     */
    public void commit() throws IOException {
        if (!verified.isFull()) {
            throw new IllegalStateException(
                    verifiedBytes + " of " + blob.sizeBytes() + " bytes of " + blob.digest() + " are verified");
        }
        while (whole.position() < blob.sizeBytes()) {
            catchUp(pieceAt(whole.position()));
        }
        Digest actual = whole.copy().finish();
        if (!actual.equals(blob.digest())) {
            discard();
            throw new DigestMismatchException(blob.digest(), actual);
        }
        forceData();
        partials.adopt(this, pieceHashes, pieceBytes);
        closed = true;
        data.close();
        state.close();
    }

    private void forceData() throws IOException {
        try {
            data.truncate(blob.sizeBytes());
            data.force();
        } catch (IOException e) {
            throw space.explain(blob.digest().toString(), e);
        }
    }

    /** Forgets every byte of it. */
    public void discard() throws IOException {
        if (!closed) {
            closed = true;
            data.close();
            state.close();
            partials.drop(this);
        }
    }

    /** Lets go of the files; what was verified is kept for the next one who opens it. No-op after a commit. */
    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            data.close();
            state.close();
            partials.shelve(this);
        }
    }

    private int pieceAt(long position) {
        return (int) (position / pieceBytes);
    }

    private long offset(int piece) {
        return piece * pieceBytes;
    }

    private long length(int piece) {
        return Math.min(pieceBytes, blob.sizeBytes() - offset(piece));
    }
}

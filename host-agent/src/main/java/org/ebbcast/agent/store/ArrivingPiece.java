package org.ebbcast.agent.store;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;
import org.ebbcast.protocol.Digest;

/**
 * The hash of the one piece that is being written from its begin on, taken from the bytes as they are written. Owned by the
 * thread that writes the blob.
 */
final class ArrivingPiece {
    /*
     * Only bytes that were written once and in order count: whatever else touches the piece forgets it, and its hash is
     * taken from disk when it is asked for. So the hash is always that of what lies in the file.
     */
    private static final int NONE = -1;

    private final MessageDigest hash = Digest.sha256();
    private final byte[] scratch;
    private Optional<RunningDigest> ahead = Optional.empty();
    private int piece = NONE;
    private long next;

    /** @param scratch whose content is any afterwards */
    ArrivingPiece(byte[] scratch) {
        this.scratch = scratch;
    }

    /**
     * {@code content} was written at {@code offset} into {@code piece}, which begins at {@code pieceOffset}. Its position may
     * change.
     *
     * @param whole hash of the blob up to its first piece that is not verified; left as it is
     */
    void written(int piece, long pieceOffset, long offset, ByteBuffer content, RunningDigest whole) {
        boolean follows = piece == this.piece && offset == next;
        if (offset == pieceOffset) {
            forget();
            this.piece = piece;
            next = offset;
            ahead = whole.position() == offset ? Optional.of(whole.copy()) : Optional.empty();
            follows = true;
        }
        if (follows) {
            feed(content);
        } else if (piece == this.piece) {
            forget();
        }
    }

    private void feed(ByteBuffer content) {
        next += content.remaining();
        while (content.hasRemaining()) {
            int length = Math.min(scratch.length, content.remaining());
            content.get(scratch, 0, length);
            hash.update(scratch, 0, length);
            if (ahead.isPresent()) {
                ahead.get().update(scratch, length);
            }
        }
    }

    /** Whether the hash of {@code piece}, which ends at {@code end}, was taken; {@link #finish} gives it then. */
    boolean has(int piece, long end) {
        return piece == this.piece && next == end;
    }

    /** The hash of the piece, which is none any more. */
    byte[] finish() {
        piece = NONE;
        return hash.digest();
    }

    /** Hash of the blob up to the end of the piece that {@link #finish} gave, where it was next for it. */
    Optional<RunningDigest> ahead() {
        return ahead;
    }

    /** Takes no hash until a piece begins anew. */
    void forget() {
        if (piece != NONE) {
            piece = NONE;
            hash.reset();
        }
    }
}

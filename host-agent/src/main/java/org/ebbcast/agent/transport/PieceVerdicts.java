package org.ebbcast.agent.transport;

import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import org.ebbcast.protocol.ShipmentLayout;

/** Which pieces are right, which were wrong, and which blobs are whole. Owned by its receiver. */
final class PieceVerdicts {
    /*
     * A piece whose hash is wrong says that one of its chunks was corrupt or forged, not which. It is emptied and
     * quarantined: from then on datagrams for it are dropped, and it is fetched whole from one neighbour at a time.
     * If it is wrong again, that neighbour and nobody else is to blame. So whoever injects datagrams on the data
     * network costs time, never content.
     */
    private final ShipmentLayout layout;
    private final ChunkMap chunks;
    private final PieceStore store;
    private final BitSet verified = new BitSet();
    private final BitSet quarantined = new BitSet();
    private final int[] unverifiedOfBlob;
    private final BitSet committable = new BitSet();
    private final BitSet committed = new BitSet();
    private long verifiedBytes;
    private long wrongPieces;

    /** Starts with what {@code store} has verified already, whose chunks are filled in. */
    PieceVerdicts(ShipmentLayout layout, ChunkMap chunks, PieceStore store) {
        this.layout = layout;
        this.chunks = chunks;
        this.store = store;
        unverifiedOfBlob = new int[layout.blobCount()];
        for (int blob = 0; blob < layout.blobCount(); blob++) {
            unverifiedOfBlob[blob] = layout.pieceCount(blob);
        }
        for (int piece = 0; piece < layout.pieceCount(); piece++) {
            if (store.isVerified(piece)) {
                chunks.fill(piece);
                markVerified(piece);
            }
        }
    }

    /** Compares a piece of which nothing lacks with its hash. A wrong one is emptied and quarantined. */
    boolean verify(int piece) throws IOException {
        if (store.verify(piece)) {
            markVerified(piece);
            return true;
        }
        wrongPieces++;
        chunks.clear(piece);
        quarantined.set(piece);
        return false;
    }

    private void markVerified(int piece) {
        verified.set(piece);
        quarantined.clear(piece);
        verifiedBytes += layout.pieceLength(piece);
        int blob = layout.blobOfPiece(piece);
        unverifiedOfBlob[blob]--;
        if (unverifiedOfBlob[blob] == 0) {
            committable.set(blob);
        }
    }

    boolean isVerified(int piece) {
        return verified.get(piece);
    }

    boolean isQuarantined(int piece) {
        return quarantined.get(piece);
    }

    boolean isAnyQuarantined() {
        return !quarantined.isEmpty();
    }

    /** Asks for the commit of each blob whose last piece was verified since. */
    void commit(List<ReceiverEffect> effects) {
        for (int blob = committable.nextSetBit(0); blob >= 0; blob = committable.nextSetBit(blob)) {
            committable.clear(blob);
            effects.add(new ReceiverEffect.Commit(blob));
        }
    }

    /** A blob whose commit was asked for is published. */
    void committed(int blob) {
        committed.set(blob);
    }

    /** Whether every blob is published. */
    boolean isAllCommitted() {
        return committed.cardinality() == layout.blobCount();
    }

    long verifiedBytes() {
        return verifiedBytes;
    }

    long wrongPieces() {
        return wrongPieces;
    }
}

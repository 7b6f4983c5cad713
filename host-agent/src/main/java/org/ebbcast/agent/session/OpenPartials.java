package org.ebbcast.agent.session;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.ebbcast.agent.store.BlobStore;
import org.ebbcast.protocol.BlobOutline;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.Shipment;

/** The blobs on their way into the store, each open once however many shipments bring it. Thread-safe. */
final class OpenPartials {
    private final BlobStore store;
    private final Map<Digest, Entry> open = new HashMap<>();

    private static final class Entry {
        private final SharedPartial shared;
        private final byte[] pieceHashes;
        private final long pieceBytes;
        private int users = 1;

        private Entry(SharedPartial shared, byte[] pieceHashes, long pieceBytes) {
            this.shared = shared;
            this.pieceHashes = pieceHashes;
            this.pieceBytes = pieceBytes;
        }
    }

    OpenPartials(BlobStore store) {
        this.store = store;
    }

    /**
     * Opens or resumes a blob of {@code shipment}; may read all that was verified earlier. Called by one thread at a
     * time; others may release meanwhile.
     *
     * @throws IllegalArgumentException if it is being filled already and cut into other pieces
     */
    SharedPartial open(BlobOutline outline, Shipment shipment) throws IOException {
        Digest digest = outline.blob().digest();
        Optional<SharedPartial> known = join(digest, outline.pieceHashes(), pieceBytes(shipment));
        if (known.isPresent()) {
            return known.get();
        }
        if (store.contains(digest)) {
            return SharedPartial.complete();
        }
        SharedPartial shared = SharedPartial.filling(store.partial(
                outline.blob(), outline.pieceHashes(), shipment.chunkBytes(), shipment.chunksPerPiece()));
        synchronized (this) {
            open.put(digest, new Entry(shared, outline.pieceHashes(), pieceBytes(shipment)));
        }
        return shared;
    }

    private static long pieceBytes(Shipment shipment) {
        return (long) shipment.chunkBytes() * shipment.chunksPerPiece();
    }

    private synchronized Optional<SharedPartial> join(Digest digest, byte[] pieceHashes, long pieceBytes) {
        Entry entry = open.get(digest);
        if (entry == null || entry.shared.isSettled()) {
            return Optional.empty();
        }
        if (entry.pieceBytes != pieceBytes || !Arrays.equals(entry.pieceHashes, pieceHashes)) {
            throw new IllegalArgumentException(digest + " is being received already, cut into other pieces; "
                    + "distribute again when that is over");
        }
        entry.users++;
        return Optional.of(entry.shared);
    }

    /** Ends one use of what {@link #open} gave. Called on the receive loop's thread. */
    synchronized void release(Digest digest, SharedPartial shared) {
        Entry entry = open.get(digest);
        if (entry != null && entry.shared == shared && --entry.users == 0) {
            open.remove(digest);
            shared.close();
        }
    }
}

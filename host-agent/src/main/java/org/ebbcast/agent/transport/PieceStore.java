package org.ebbcast.agent.transport;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Where the bytes of a shipment under way are kept. Blobs and pieces are counted as in its {@link
 * org.ebbcast.protocol.ShipmentLayout}. Called by the thread that runs the receiver.
 */
public interface PieceStore {
    /** Whether {@code piece} is here and its hash was right. */
    boolean isVerified(int piece);

    /** Writes the remaining bytes of {@code src} at {@code offset} of {@code blob}; never touches a verified piece. */
    void write(int blob, long offset, ByteBuffer src) throws IOException;

    /** Fills {@code dst} with what was written from {@code offset} of {@code blob} on; bytes never written are any. */
    void read(int blob, long offset, ByteBuffer dst) throws IOException;

    /** Compares what was written of {@code piece} with its hash; a right piece stays verified across restarts. */
    boolean verify(int piece) throws IOException;
}

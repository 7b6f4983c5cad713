package org.ebbcast.agent.net;

import java.nio.ByteBuffer;
import org.ebbcast.agent.seal.DatagramSealer;
import org.ebbcast.protocol.ChunkHeader;
import org.ebbcast.protocol.ShipmentLayout;

/** The next datagrams of a stream as they go out sealed, kept until the kernel took them. Owned by the send loop's thread. */
final class SealedRun {
    private static final int MAX_BYTES = 128 << 10;

    private final DatagramSealer sealer;
    private final int plainBytes;
    private final int sealBytes;
    private final ByteBuffer buffer;
    private int filled;

    SealedRun(DatagramSealer sealer, ShipmentLayout layout) {
        this.sealer = sealer;
        plainBytes = ChunkHeader.BYTES + layout.chunkBytes();
        sealBytes = layout.sealBytes();
        int datagramBytes = plainBytes + sealBytes;
        buffer = ByteBuffer.allocateDirect(Math.max(1, MAX_BYTES / datagramBytes) * datagramBytes);
    }

    boolean isEmpty() {
        return filled == 0;
    }

    /** Seals datagrams of full length, the last of which may be shorter, as many as there is room for. */
    ByteBuffer seal(ByteBuffer datagrams) {
        buffer.clear();
        while (datagrams.hasRemaining() && filled + plainBytes + sealBytes <= buffer.capacity()) {
            int length = Math.min(plainBytes, datagrams.remaining());
            sealer.seal(datagrams, datagrams.position(), length - ChunkHeader.BYTES, buffer, filled);
            datagrams.position(datagrams.position() + length);
            filled += length + sealBytes;
        }
        return datagrams();
    }

    /** What was sealed and not yet sent, from the first of it on. */
    ByteBuffer datagrams() {
        return buffer.limit(filled).position(0);
    }

    /** Some or all of it went out; what did not is sealed anew. */
    void clear() {
        filled = 0;
    }
}

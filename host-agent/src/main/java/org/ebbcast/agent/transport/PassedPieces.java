package org.ebbcast.agent.transport;

import java.util.Arrays;
import org.ebbcast.protocol.ShipmentLayout;

/** When a stream first left each piece behind, so that what still lacks of it was lost. Owned by its receiver. */
final class PassedPieces {
    private static final long NEVER = Long.MAX_VALUE;

    private final ShipmentLayout layout;
    private final long[] atNanos;

    PassedPieces(ShipmentLayout layout) {
        this.layout = layout;
        atNanos = new long[layout.pieceCount()];
        Arrays.fill(atNanos, NEVER);
    }

    /** A stream whose highest chunk was {@code fromChunk} has come to {@code piece}. */
    void note(long fromChunk, int piece, long nowNanos) {
        for (int passed = layout.pieceOfChunk(fromChunk); passed < piece; passed++) {
            atNanos[passed] = Math.min(atNanos[passed], nowNanos);
        }
    }

    /** Whether a stream left {@code piece} behind at least {@code nanos} ago. */
    boolean isPassedFor(long nanos, int piece, long nowNanos) {
        return atNanos[piece] != NEVER && nowNanos - atNanos[piece] >= nanos;
    }
}

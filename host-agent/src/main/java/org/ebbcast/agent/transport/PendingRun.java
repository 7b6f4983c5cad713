package org.ebbcast.agent.transport;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Payloads that lie one behind the other both in the receive buffer and in their blob, written with one call. Owned
 * by its receiver.
 */
final class PendingRun {
    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    private final PieceStore store;
    private ByteBuffer buffer = NONE;
    private int start;
    private int end;
    private int blob;
    private long offset;

    PendingRun(PieceStore store) {
        this.store = store;
    }

    void add(int blob, long offset, ByteBuffer from, int at, int length) throws IOException {
        boolean extended =
                from == buffer && at == end && blob == this.blob && offset == this.offset + (end - start);
        if (!extended) {
            flush();
            buffer = from;
            start = at;
            this.blob = blob;
            this.offset = offset;
        }
        end = at + length;
    }

    void flush() throws IOException {
        if (buffer != NONE) {
            ByteBuffer full = buffer;
            buffer = NONE;
            full.limit(end).position(start);
            store.write(blob, offset, full);
            full.clear();
        }
    }
}

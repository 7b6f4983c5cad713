package org.ebbcast.agent.net;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where a sender finds the content of a shipment. Owned by the send loop's thread. */
public interface ChunkSource extends AutoCloseable {
    /**
     * Fills the first {@code count} of {@code to}, one after the other, each from its position to its limit, with content of
     * {@code blob} from {@code offset} on.
     *
     * @throws IOException if the content is gone or shorter than announced
     */
    void read(int blob, long offset, ByteBuffer[] to, int count) throws IOException;

    @Override
    void close();
}

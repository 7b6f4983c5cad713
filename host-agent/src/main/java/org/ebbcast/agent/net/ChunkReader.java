package org.ebbcast.agent.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.ebbcast.protocol.ChunkHeader;
import org.ebbcast.protocol.ShipmentLayout;

/**
 * Chunks read ahead from disk as datagrams one behind the other, each with room for its header. Owned by the send loop's
 * thread.
 */
final class ChunkReader {
    /*
     * The kernel cuts a run of equal datagrams itself (UDP_SEGMENT), so what lies in the buffer is what goes out. One
     * scattering read puts the content of many chunks into the places between the headers, without a copy.
     */
    private static final int BLOCK_BYTES = 128 << 10;

    private final ShipmentLayout layout;
    private final ChunkSource source;
    private final int datagramBytes;
    private final ByteBuffer buffer;
    private final ByteBuffer[] payloads;
    private long first;
    private long end;

    ChunkReader(ShipmentLayout layout, ChunkSource source) {
        this.layout = layout;
        this.source = source;
        datagramBytes = ChunkHeader.BYTES + layout.chunkBytes();
        payloads = new ByteBuffer[Math.max(1, BLOCK_BYTES / datagramBytes)];
        buffer = ByteBuffer.allocateDirect(payloads.length * datagramBytes);
        for (int i = 0; i < payloads.length; i++) {
            payloads[i] = buffer.slice(i * datagramBytes + ChunkHeader.BYTES, layout.chunkBytes());
        }
    }

    /** Its limit is its capacity whenever {@link #locate} was called, whatever was sent from it before. */
    ByteBuffer buffer() {
        return buffer;
    }

    /** Offset in {@link #buffer} of the datagram of {@code chunk}: the header's place, then the payload. */
    int locate(long chunk) throws IOException {
        if (chunk < first || chunk >= end) {
            load(chunk);
        }
        buffer.clear();
        return (int) (chunk - first) * datagramBytes;
    }

    /** How many chunks from {@code chunk} on, which was located, are in the buffer. */
    int available(long chunk) {
        return (int) (end - chunk);
    }

    private void load(long chunk) throws IOException {
        int blob = layout.blobOfChunk(chunk);
        int count = (int) Math.min(payloads.length, layout.endOfBlob(blob) - chunk);
        end = first;
        for (int i = 0; i < count; i++) {
            payloads[i].limit(layout.chunkLength(chunk + i)).position(0);
        }
        source.read(blob, layout.chunkOffset(chunk), payloads, count);
        first = chunk;
        end = chunk + count;
    }
}

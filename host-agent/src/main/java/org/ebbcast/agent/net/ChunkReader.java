package org.ebbcast.agent.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.ebbcast.protocol.ChunkHeader;
import org.ebbcast.protocol.ShipmentLayout;

/**
 * Chunks read ahead from disk, with room for a header before each. Owned by the send loop's thread.
 */
final class ChunkReader {
    /*
     * Content is read in blocks of many chunks, one behind the other. The header of a chunk goes over the last bytes
     * of the chunk before it, which has been sent by then; so a datagram is contiguous without a copy. A chunk that
     * is asked for again after its successor is read again.
     */
    private static final int BLOCK_BYTES = 128 << 10;

    private final ShipmentLayout layout;
    private final ChunkSource source;
    private final ByteBuffer buffer;
    private final int chunksPerBlock;
    private long first;
    private long next;
    private long end;

    ChunkReader(ShipmentLayout layout, ChunkSource source) {
        this.layout = layout;
        this.source = source;
        chunksPerBlock = Math.max(1, BLOCK_BYTES / layout.chunkBytes());
        buffer = ByteBuffer.allocateDirect(ChunkHeader.BYTES + chunksPerBlock * layout.chunkBytes());
    }

    ByteBuffer buffer() {
        return buffer;
    }

    /**
     * Offset in {@link #buffer} of the payload of {@code chunk}; the header's place is right before it. The buffer's
     * limit is its capacity then, whatever was sent from it before.
     */
    int locate(long chunk) throws IOException {
        if (chunk < next || chunk >= end) {
            load(chunk);
        }
        buffer.clear();
        next = chunk;
        return ChunkHeader.BYTES + (int) (chunk - first) * layout.chunkBytes();
    }

    private void load(long chunk) throws IOException {
        int blob = layout.blobOfChunk(chunk);
        long offset = layout.chunkOffset(chunk);
        long blobEnd = blob + 1 < layout.blobCount() ? layout.firstChunkOfBlob(blob + 1) : layout.chunkCount();
        long to = Math.min(chunk + chunksPerBlock, blobEnd);
        end = 0;
        int bytes = (int) Math.min(layout.blobSizeBytes(blob) - offset, (to - chunk) * layout.chunkBytes());
        buffer.limit(ChunkHeader.BYTES + bytes).position(ChunkHeader.BYTES);
        source.read(blob, offset, buffer);
        first = chunk;
        next = chunk;
        end = to;
    }
}

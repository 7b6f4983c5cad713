package org.ebbcast.agent.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.ebbcast.protocol.ChunkHeader;
import org.ebbcast.protocol.ShipmentLayout;
import org.junit.jupiter.api.Test;

class ChunkReaderTest {
    private static final int CHUNK_BYTES = 100;

    private final byte[][] blobs = {bytes(1, 4_050), bytes(2, 730)};
    private final ShipmentLayout layout =
            ShipmentLayout.of(CHUNK_BYTES, 4, new long[] {blobs[0].length, blobs[1].length});
    private final ChunkReader reader = new ChunkReader(layout, new Memory());

    private static byte[] bytes(int seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private final class Memory implements ChunkSource {
        @Override
        public void read(int blob, long offset, ByteBuffer[] to, int count) {
            int at = (int) offset;
            for (int i = 0; i < count; i++) {
                int length = to[i].remaining();
                to[i].put(blobs[blob], at, length);
                at += length;
            }
        }

        @Override
        public void close() {}
    }

    /** Sends {@code chunk} the way the send loop does: the header into its place, then the limit. */
    private byte[] send(long chunk) throws IOException {
        int at = reader.locate(chunk);
        int payload = at + ChunkHeader.BYTES;
        int length = layout.chunkLength(chunk);
        ByteBuffer buffer = reader.buffer();
        ChunkHeader.write(buffer, at, 0, 1, 0, chunk, 0, 0);
        buffer.limit(payload + length).position(payload);
        byte[] sent = new byte[length];
        buffer.get(sent);
        return sent;
    }

    private byte[] expected(long chunk) {
        byte[] blob = blobs[layout.blobOfChunk(chunk)];
        int from = (int) layout.chunkOffset(chunk);
        return Arrays.copyOfRange(blob, from, from + layout.chunkLength(chunk));
    }

    @Test
    void chunks_inOrder_areWhole() throws IOException {
        for (long chunk = 0; chunk < layout.chunkCount(); chunk++) {
            assertThat(send(chunk)).as("chunk " + chunk).isEqualTo(expected(chunk));
        }
    }

    @Test
    void chunks_withGapsAndReturns_areWhole() throws IOException {
        Random random = new Random(4);
        for (int i = 0; i < 2_000; i++) {
            long chunk = random.nextInt((int) layout.chunkCount());
            assertThat(send(chunk)).as("step " + i + ", chunk " + chunk).isEqualTo(expected(chunk));
        }
    }
}

package org.ebbcast.agent.transport;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.ebbcast.protocol.ShipmentLayout;

/** Random blobs and their layout. */
record Content(ShipmentLayout layout, List<byte[]> blobs) {
    static Content of(long seed, int chunkBytes, int chunksPerPiece, int... sizes) {
        Random random = new Random(seed);
        List<byte[]> blobs = new ArrayList<>();
        for (int size : sizes) {
            byte[] blob = new byte[size];
            random.nextBytes(blob);
            blobs.add(blob);
        }
        long[] longs = Arrays.stream(sizes).asLongStream().toArray();
        return new Content(ShipmentLayout.of(chunkBytes, chunksPerPiece, longs), blobs);
    }

    byte[] chunk(long chunk) {
        int at = (int) layout.chunkOffset(chunk);
        return Arrays.copyOfRange(blobs.get(layout.blobOfChunk(chunk)), at, at + layout.chunkLength(chunk));
    }

    ByteBuffer range(int blob, long offset, int length) {
        return ByteBuffer.wrap(Arrays.copyOfRange(blobs.get(blob), (int) offset, (int) offset + length));
    }
}

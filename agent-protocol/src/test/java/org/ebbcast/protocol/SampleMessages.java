package org.ebbcast.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Messages that tests start from. */
final class SampleMessages {
    private SampleMessages() {}

    static Hello hello() {
        DataInterface eth0 = new DataInterface("eth0", "02:00:00:00:00:01", "10.0.0.1", 1500);
        return new Hello(
                1, 1, "h1", "0.1", "a-secret-token", List.of(eth0), 9872, 5000, Map.of("pod", "p1"), true, 1L << 40);
    }

    static Shipment shipment(int chunkBytes, int chunksPerPiece, long... blobSizes) {
        List<BlobOutline> blobs = new ArrayList<>();
        for (long size : blobSizes) {
            long pieces = ((size - 1) / chunkBytes) / chunksPerPiece + 1;
            Digest digest = Digest.ofContent(new byte[] {(byte) blobs.size()});
            BlobDescriptor blob = new BlobDescriptor("application/octet-stream", digest, size);
            blobs.add(new BlobOutline(blob, new byte[Math.toIntExact(32 * pieces)]));
        }
        return new Shipment("d-1", 1, chunkBytes, chunksPerPiece, blobs, "secret", null);
    }
}

package org.ebbcast.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.ebbcast.protocol.BlobDescriptor;
import org.ebbcast.protocol.Digest;

/** An image with its bytes. Immutable by convention: nobody writes into {@code contents}. */
record Image(String name, List<BlobDescriptor> blobs, List<byte[]> contents) {
    /** Random blobs; a size that comes again under the same seed is the same blob, as a shared base layer is. */
    static Image of(String name, long seed, int... sizesBytes) {
        List<BlobDescriptor> blobs = new ArrayList<>();
        List<byte[]> contents = new ArrayList<>();
        for (int size : sizesBytes) {
            byte[] content = new byte[size];
            new Random(seed * 31 + size).nextBytes(content);
            contents.add(content);
            blobs.add(new BlobDescriptor("application/octet-stream", Digest.ofContent(content), size));
        }
        return new Image(name, blobs, contents);
    }
}

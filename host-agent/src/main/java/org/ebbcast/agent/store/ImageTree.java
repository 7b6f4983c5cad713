package org.ebbcast.agent.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.ebbcast.protocol.BlobDescriptor;
import org.ebbcast.protocol.Digest;

/**
 * Everything that an image consists of, read from the store: the top manifest or index and all below it.
 *
 * @param links of all manifests, each behind those it refers to, so that the top is last
 * @param blobs index, manifests, configs, layers; each once, the top first
 * @param layerCount over all manifests, shared ones counted each time
 */
public record ImageTree(List<ManifestLink> links, List<BlobDescriptor> blobs, int layerCount) {
    private static final int MAX_MANIFESTS = 1000;

    public ImageTree {
        links = List.copyOf(links);
        blobs = List.copyOf(blobs);
    }

    /**
     * Reads the image below {@code top}.
     *
     * @param mediaType of the top, if known
     * @throws MissingBlobException naming what is not in the store
     * @throws IllegalArgumentException saying which manifest is wrong and how
     */
    public static ImageTree read(BlobStore store, Digest top, Optional<String> mediaType, long nowMillis)
            throws IOException {
        Reader reader = new Reader(store, nowMillis);
        reader.visit(top, top, mediaType);
        return new ImageTree(reader.links, new ArrayList<>(reader.blobs.values()), reader.layerCount);
    }

    /** Depth first, each manifest once. */
    private static final class Reader {
        private final BlobStore store;
        private final long nowMillis;
        private final List<ManifestLink> links = new ArrayList<>();
        private final Map<Digest, BlobDescriptor> blobs = new LinkedHashMap<>();
        private final Set<Digest> visited = new HashSet<>();
        private int layerCount;

        Reader(BlobStore store, long nowMillis) {
            this.store = store;
            this.nowMillis = nowMillis;
        }

        void visit(Digest parent, Digest digest, Optional<String> mediaType) throws IOException {
            if (!visited.add(digest)) {
                return;
            }
            if (visited.size() > MAX_MANIFESTS) {
                throw new IllegalArgumentException("it has more than " + MAX_MANIFESTS + " manifests");
            }
            byte[] content = content(parent, digest);
            Manifest manifest = parse(digest, content, mediaType);
            blobs.put(digest, new BlobDescriptor(manifest.mediaType(), digest, content.length));
            for (BlobDescriptor reference : manifest.references()) {
                requireRight(digest, reference);
                if (manifest.manifests().contains(reference) && Manifest.isManifestType(reference.mediaType())) {
                    visit(digest, reference.digest(), Optional.of(reference.mediaType()));
                } else {
                    blobs.putIfAbsent(reference.digest(), reference);
                }
            }
            layerCount += manifest.layers().size();
            links.add(manifest.link(digest, nowMillis));
        }

        private static Manifest parse(Digest digest, byte[] content, Optional<String> mediaType) {
            try {
                return Manifest.parse(content, mediaType);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("manifest " + digest + ": " + e.getMessage(), e);
            }
        }

        private byte[] content(Digest parent, Digest digest) throws IOException {
            if (!store.contains(digest)) {
                throw new MissingBlobException(parent, digest);
            }
            try (FileChannel channel = store.openForRead(digest)) {
                if (channel.size() > Manifest.MAX_BYTES) {
                    throw new IllegalArgumentException("manifest " + digest + " has " + channel.size()
                            + " bytes; at most " + Manifest.MAX_BYTES);
                }
                ByteBuffer content = ByteBuffer.allocate((int) channel.size());
                while (content.hasRemaining() && channel.read(content) >= 0) {
                    continue;
                }
                return content.array();
            }
        }

        private void requireRight(Digest manifest, BlobDescriptor reference) throws IOException {
            OptionalLong size = store.size(reference.digest());
            if (size.isEmpty()) {
                throw new MissingBlobException(manifest, reference.digest());
            }
            if (size.getAsLong() != reference.sizeBytes()) {
                throw new IllegalArgumentException("manifest " + manifest + " says that " + reference.digest() + " has "
                        + reference.sizeBytes() + " bytes, it has " + size.getAsLong());
            }
        }
    }
}

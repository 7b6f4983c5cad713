package org.ebbcast.agent.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.ebbcast.protocol.Digest;

/**
 * Which blobs are here only because somebody pulled them through from another registry: an empty file each, named by
 * the digest. Who asks for one of these has to show that registry his own credentials. Thread-safe.
 */
final class FetchedMarks {
    private final StoreLayout layout;
    private final Disk disk;
    private final Set<Digest> marked = ConcurrentHashMap.newKeySet();

    FetchedMarks(StoreLayout layout, Disk disk) {
        this.layout = layout;
        this.disk = disk;
    }

    /** Takes in what is on disk; a mark without its blob, from a crash in between, goes. */
    void found(Set<Digest> blobs) throws IOException {
        for (Path file : StoreLayout.list(layout.fetched())) {
            Digest digest = StoreLayout.digestOf(file).orElse(Digest.EMPTY);
            if (blobs.contains(digest)) {
                marked.add(digest);
            } else {
                disk.delete(file);
            }
        }
    }

    boolean contains(Digest digest) {
        return marked.contains(digest);
    }

    /** Durable when it returns; to be called before the blob gets its name. */
    void add(Digest digest) throws IOException {
        disk.create(layout.fetched(digest)).close();
        disk.forceDirectory(layout.fetched());
        marked.add(digest);
    }

    void remove(Digest digest) throws IOException {
        if (marked.contains(digest)) {
            disk.delete(layout.fetched(digest));
            marked.remove(digest);
        }
    }
}

package org.ebbcast.agent.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.ebbcast.protocol.Digest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens when a store opens: what is whole is listed, what a crash left behind is removed. */
final class Recovery {
    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    private final StoreLayout layout;
    private final Disk disk;

    Recovery(StoreLayout layout, Disk disk) {
        this.layout = layout;
        this.disk = disk;
    }

    /** Fills in the sizes of complete and of partial blobs, bytes. */
    void run(Map<Digest, Long> blobs, Map<Digest, Long> partials) throws IOException {
        for (Path file : StoreLayout.list(layout.temporary())) {
            disk.delete(file);
        }
        for (Path file : layout.listBlobs()) {
            Optional<Digest> digest = StoreLayout.digestOf(file);
            if (digest.isPresent() && file.equals(layout.blob(digest.get()))) {
                blobs.put(digest.get(), Files.size(file));
            } else {
                log.warn("{} is no blob; left alone", file);
            }
        }
        for (Path file : StoreLayout.list(layout.partials())) {
            Optional<Digest> digest = StoreLayout.digestOf(file);
            Optional<PartialState> state = digest.isEmpty() ? Optional.empty() : stateOf(digest.get(), blobs);
            if (state.isPresent()) {
                partials.put(digest.get(), state.get().sizeBytes());
            } else {
                disk.delete(file);
            }
        }
        for (Path file : StoreLayout.list(layout.outlines())) {
            if (StoreLayout.digestOf(file).filter(blobs::containsKey).isEmpty()) {
                disk.delete(file);
            }
        }
    }

    /** The state of a partial blob of which both files are there, unless it is complete by now. */
    private Optional<PartialState> stateOf(Digest digest, Map<Digest, Long> blobs) throws IOException {
        boolean resumable = !blobs.containsKey(digest)
                && Files.exists(layout.partialData(digest))
                && Files.exists(layout.partialState(digest));
        return resumable ? PartialState.read(disk, layout.partialState(digest)) : Optional.empty();
    }
}

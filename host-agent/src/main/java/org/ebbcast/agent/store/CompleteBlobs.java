package org.ebbcast.agent.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.ebbcast.protocol.Digest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The complete blobs: read from their directory once, then kept in memory. Thread-safe. */
final class CompleteBlobs {
    private static final Logger log = LoggerFactory.getLogger(CompleteBlobs.class);

    private final StoreLayout layout;
    private final Disk disk;
    private final Space space;
    private final Outlines outlines;
    private final InstantSource time;
    private final Map<Digest, Long> sizes = new ConcurrentHashMap<>();
    private final Map<Digest, Long> lastUseMillis = new ConcurrentHashMap<>();

    CompleteBlobs(StoreLayout layout, Disk disk, Space space, Outlines outlines, InstantSource time) {
        this.layout = layout;
        this.disk = disk;
        this.space = space;
        this.outlines = outlines;
        this.time = time;
    }

    /** Takes in what was found on disk, and the empty blob if it was not. */
    void found(Map<Digest, Long> sizeBytes) throws IOException {
        sizeBytes.forEach(this::add);
        if (!contains(Digest.EMPTY)) {
            disk.create(layout.blob(Digest.EMPTY)).close();
            add(Digest.EMPTY, 0);
        }
    }

    private void add(Digest digest, long sizeBytes) {
        lastUseMillis.put(digest, time.millis());
        if (sizes.put(digest, sizeBytes) == null) {
            space.addUsed(sizeBytes);
        }
    }

    boolean contains(Digest digest) {
        return sizes.containsKey(digest);
    }

    OptionalLong size(Digest digest) {
        Long size = sizes.get(digest);
        return size == null ? OptionalLong.empty() : OptionalLong.of(size);
    }

    int count() {
        return sizes.size();
    }

    void touch(Digest digest) {
        lastUseMillis.computeIfPresent(digest, (d, before) -> time.millis());
    }

    FileChannel openForRead(Digest digest) throws IOException {
        if (!contains(digest)) {
            throw new NoSuchFileException(layout.blob(digest).toString(), null, "no complete blob " + digest);
        }
        try {
            return FileChannel.open(layout.blob(digest), StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            forget(digest);
            log.error("Blob {} was removed from {} behind the agent's back", digest, layout.blobs());
            throw e;
        }
    }

    private void forget(Digest digest) {
        lastUseMillis.remove(digest);
        Long size = sizes.remove(digest);
        if (size != null) {
            space.removeUsed(size);
        }
    }

    /** {@code file} is complete, right and durable: it becomes the blob, durably. */
    void adopt(Path file, Digest digest, long sizeBytes) throws IOException {
        disk.rename(file, layout.blob(digest));
        disk.forceDirectory(layout.blobs());
        add(digest, sizeBytes);
    }

    void remove(Digest digest) throws IOException {
        disk.delete(layout.blob(digest));
        outlines.delete(digest);
        forget(digest);
    }

    /** Removes what nobody used since {@code beforeMillis} and is not in {@code needed}. */
    void removeUnused(Set<Digest> needed, long beforeMillis) throws IOException {
        for (Map.Entry<Digest, Long> use : List.copyOf(lastUseMillis.entrySet())) {
            if (use.getValue() < beforeMillis && !needed.contains(use.getKey())) {
                remove(use.getKey());
            }
        }
    }
}

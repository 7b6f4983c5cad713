package org.ebbcast.agent.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.DigestAlgorithm;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The complete blobs: read from their directory once, then kept in memory. Thread-safe. */
final class CompleteBlobs {
    private static final Logger log = LoggerFactory.getLogger(CompleteBlobs.class);

    /** How much older the time of a blob's last use may be on disk than in memory. */
    private static final long USE_STEP_MILLIS = 600_000;

    /** The blob of no bytes by each of its names: always here, never sent. */
    static final List<Digest> EMPTY = Arrays.stream(DigestAlgorithm.values())
            .map(algorithm -> Digest.ofContent(algorithm, new byte[0]))
            .toList();

    private final StoreLayout layout;
    private final Disk disk;
    private final Space space;
    private final Outlines outlines;
    private final InstantSource time;
    private final FetchedMarks fetched;
    private final Map<Digest, Long> sizes = new ConcurrentHashMap<>();
    private final Map<Digest, Long> lastUseMillis = new ConcurrentHashMap<>();
    private final Map<Digest, Long> lastUseOnDisk = new ConcurrentHashMap<>();

    CompleteBlobs(StoreLayout layout, Disk disk, Space space, Outlines outlines, InstantSource time) {
        this.layout = layout;
        this.disk = disk;
        this.space = space;
        this.outlines = outlines;
        this.time = time;
        fetched = new FetchedMarks(layout, disk);
    }

    /** Takes in what was found on disk, and the empty blob if it was not. */
    void found(Map<Digest, Long> sizeBytes) throws IOException {
        for (Map.Entry<Digest, Long> blob : sizeBytes.entrySet()) {
            add(blob.getKey(), blob.getValue());
            long used = Files.getLastModifiedTime(layout.blob(blob.getKey())).toMillis();
            lastUseMillis.merge(blob.getKey(), used, Math::min);
            lastUseOnDisk.put(blob.getKey(), used);
        }
        fetched.found(sizeBytes.keySet());
        for (Digest empty : EMPTY) {
            if (!contains(empty)) {
                disk.create(layout.blob(empty)).close();
                add(empty, 0);
            }
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

    /** The blob was used now; the disk learns of it every ten minutes, so that it is known after a restart. */
    void touch(Digest digest) {
        long now = time.millis();
        boolean present = lastUseMillis.computeIfPresent(digest, (d, before) -> now) != null;
        if (present && now - lastUseOnDisk.getOrDefault(digest, 0L) > USE_STEP_MILLIS) {
            lastUseOnDisk.put(digest, now);
            try {
                disk.touch(layout.blob(digest), now);
            } catch (IOException e) {
                log.debug("Tried to note the use of {} but {}", digest, e.toString());
            }
        }
    }

    /** When the blob was last used; 0 if it is not here. */
    long lastUseMillis(Digest digest) {
        return lastUseMillis.getOrDefault(digest, 0L);
    }

    /*
     * The directory decides and not the memory: a file that has just been renamed is whole and right, but becomes known
     * here only when the rename is durable, and in between a reader would find it under neither name.
     */
    FileChannel openForRead(Digest digest) throws IOException {
        try {
            return FileChannel.open(layout.blob(digest), StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            if (contains(digest)) {
                forget(digest);
                log.error("Blob {} was removed from {} behind the agent's back", digest, layout.root());
            }
            throw new NoSuchFileException(e.getFile(), null, "no complete blob " + digest);
        }
    }

    private void forget(Digest digest) {
        lastUseMillis.remove(digest);
        lastUseOnDisk.remove(digest);
        Long size = sizes.remove(digest);
        if (size != null) {
            space.removeUsed(size);
        }
    }

    boolean isFetched(Digest digest) {
        return fetched.contains(digest);
    }

    /** Somebody has shown that he has this content: whoever asks may have it from now on. */
    void disclose(Digest digest) throws IOException {
        fetched.remove(digest);
    }

    /** As {@link #adopt}, for content that another registry gave to one who may have it. */
    void adoptFetched(Path file, Digest digest, long sizeBytes) throws IOException {
        fetched.add(digest);
        adopt(file, digest, sizeBytes);
    }

    /** {@code file} is complete, right and durable: it becomes the blob, durably. */
    void adopt(Path file, Digest digest, long sizeBytes) throws IOException {
        disk.rename(file, layout.blob(digest));
        disk.forceDirectory(layout.blobs(digest.algorithm()));
        add(digest, sizeBytes);
    }

    void remove(Digest digest) throws IOException {
        disk.delete(layout.blob(digest));
        outlines.delete(digest);
        fetched.remove(digest);
        forget(digest);
    }

    /** What nobody used since {@code beforeMillis} and is not in {@code needed}, the least recently used first. */
    List<Digest> unused(Set<Digest> needed, long beforeMillis) {
        record Use(Digest digest, long atMillis) {}
        return lastUseMillis.entrySet().stream()
                .map(e -> new Use(e.getKey(), e.getValue()))
                .filter(u -> u.atMillis < beforeMillis && !needed.contains(u.digest))
                .sorted(Comparator.comparingLong(Use::atMillis).thenComparing(Use::digest))
                .map(Use::digest)
                .toList();
    }
}

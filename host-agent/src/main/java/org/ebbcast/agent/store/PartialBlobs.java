package org.ebbcast.agent.store;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.ebbcast.protocol.BlobDescriptor;
import org.ebbcast.protocol.Digest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The partial blobs: those open, and those that somebody may go on with later. Thread-safe. */
final class PartialBlobs {
    private static final Logger log = LoggerFactory.getLogger(PartialBlobs.class);

    private final StoreLayout layout;
    private final Disk disk;
    private final Space space;
    private final Outlines outlines;
    private final CompleteBlobs complete;
    private final Room room;
    private final Map<Digest, PartialBlob> open = new ConcurrentHashMap<>();
    private final Map<Digest, Long> shelved = new ConcurrentHashMap<>();
    private final Set<Digest> opening = new HashSet<>();
    private final Arrivals arrivals = new Arrivals();

    /** Makes room where it can. */
    interface Room {
        void require(String what, long bytes) throws IOException;
    }

    PartialBlobs(StoreLayout layout, Disk disk, Space space, Outlines outlines, CompleteBlobs complete, Room room) {
        this.layout = layout;
        this.disk = disk;
        this.space = space;
        this.outlines = outlines;
        this.complete = complete;
        this.room = room;
    }

    /** Takes in what was found on disk. */
    void found(Map<Digest, Long> sizeBytes) {
        sizeBytes.values().forEach(space::addUsed);
        shelved.putAll(sizeBytes);
    }

    int count() {
        return open.size() + shelved.size();
    }

    Arrivals arrivals() {
        return arrivals;
    }

    Optional<PartialBlob> find(Digest digest) {
        return Optional.ofNullable(open.get(digest));
    }

    PartialBlob open(BlobDescriptor blob, byte[] pieceHashes, long pieceBytes) throws IOException {
        startOpening(blob.digest());
        try {
            PartialBlob partial = resume(blob, pieceHashes, pieceBytes);
            open.put(blob.digest(), partial);
            return partial;
        } finally {
            endOpening(blob.digest());
        }
    }

    private synchronized void startOpening(Digest digest) {
        if (complete.contains(digest)) {
            throw new IllegalStateException(digest + " is complete");
        }
        if (open.containsKey(digest) || !opening.add(digest)) {
            throw new IllegalStateException(digest + " is being filled already");
        }
    }

    private synchronized void endOpening(Digest digest) {
        opening.remove(digest);
    }

    private PartialBlob resume(BlobDescriptor blob, byte[] pieceHashes, long pieceBytes) throws IOException {
        Digest digest = blob.digest();
        Optional<PartialState> earlier = Optional.empty();
        if (Objects.equals(shelved.get(digest), blob.sizeBytes())) {
            earlier = PartialState.read(disk, layout.partialState(digest));
        }
        promise(blob);
        PartialBlob partial = null;
        try {
            partial = openFiles(blob, pieceHashes, pieceBytes, earlier.isPresent());
            partial.resume(earlier.orElseGet(() -> PartialState.none(blob.sizeBytes(), pieceBytes)));
            return partial;
        } catch (IOException e) {
            if (partial == null) {
                space.settle(blob.sizeBytes());
                shelved.put(digest, blob.sizeBytes());
            } else {
                partial.close();
            }
            throw space.explain(digest.toString(), e);
        }
    }

    private PartialBlob openFiles(BlobDescriptor blob, byte[] pieceHashes, long pieceBytes, boolean exists)
            throws IOException {
        Disk.OpenFile data = exists
                ? disk.open(layout.partialData(blob.digest()))
                : disk.create(layout.partialData(blob.digest()));
        try {
            Disk.OpenFile state = exists
                    ? disk.open(layout.partialState(blob.digest()))
                    : disk.create(layout.partialState(blob.digest()));
            return new PartialBlob(this, space, blob, pieceHashes.clone(), pieceBytes, data, state);
        } catch (IOException e) {
            data.close();
            throw e;
        }
    }

    /** Promises room for the blob, of which a shelved attempt already takes part. */
    private void promise(BlobDescriptor blob) throws IOException {
        Long earlierSize = shelved.remove(blob.digest());
        if (earlierSize != null) {
            space.removeUsed(earlierSize);
        }
        try {
            room.require(blob.digest().toString(), blob.sizeBytes());
        } catch (IOException e) {
            if (earlierSize != null) {
                space.addUsed(earlierSize);
                shelved.put(blob.digest(), earlierSize);
            }
            throw e;
        }
    }

    /** The partial's file is complete, right and durable: it becomes the blob. */
    void adopt(PartialBlob partial, byte[] pieceHashes, long pieceBytes) throws IOException {
        Digest digest = partial.blob().digest();
        complete.adopt(layout.partialData(digest), digest, partial.blob().sizeBytes());
        space.removeUsed(partial.blob().sizeBytes());
        open.remove(digest);
        arrivals.more(digest);
        try {
            outlines.save(digest, pieceBytes, pieceHashes);
            disk.delete(layout.partialState(digest));
        } catch (IOException e) {
            log.warn("Tried to tidy up after {} but {}; the next start does", digest, e.toString());
        }
    }

    void drop(PartialBlob partial) throws IOException {
        Digest digest = partial.blob().digest();
        open.remove(digest);
        space.settle(partial.blob().sizeBytes() - partial.verifiedBytes());
        space.removeUsed(partial.blob().sizeBytes());
        deleteFiles(digest);
    }

    void shelve(PartialBlob partial) {
        Digest digest = partial.blob().digest();
        space.settle(partial.blob().sizeBytes() - partial.verifiedBytes());
        shelved.put(digest, partial.blob().sizeBytes());
        open.remove(digest);
    }

    /** Gives up attempts that nobody goes on with until {@code bytes} could be promised; whether that was enough. */
    boolean dropShelvedFor(long bytes) throws IOException {
        for (Digest digest : List.copyOf(shelved.keySet())) {
            Long size = shelved.remove(digest);
            if (size != null) {
                log.info("Dropping what was received of {}: the room is needed", digest);
                deleteFiles(digest);
                space.removeUsed(size);
                if (space.tryPromise(bytes)) {
                    return true;
                }
            }
        }
        return false;
    }

    private void deleteFiles(Digest digest) throws IOException {
        disk.delete(layout.partialData(digest));
        disk.delete(layout.partialState(digest));
    }
}

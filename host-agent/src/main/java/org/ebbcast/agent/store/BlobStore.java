package org.ebbcast.agent.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;
import org.ebbcast.protocol.BlobDescriptor;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.DigestAlgorithm;
import org.ebbcast.protocol.Limits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Content-addressed blobs on one disk, for one process. Thread-safe; every method may block on the disk except
 * {@link #contains} and {@link #size}.
 */
public final class BlobStore implements AutoCloseable {
    /*
     * A blob comes to be by: write to a temporary or partial file, hash, fsync the file, rename it to its digest,
     * fsync the directory. So a file named by a digest is complete and right after any crash.
     *
     * Linking a manifest (read lock) and deciding what may go (write lock) exclude each other, so that nothing goes
     * between the check that it is there and the link that needs it.
     */
    private static final Logger log = LoggerFactory.getLogger(BlobStore.class);
    private static final long GRACE_MILLIS = 3_600_000;

    private final StoreLayout layout;
    private final Disk disk;
    private final Space space;
    private final Outlines outlines;
    private final CompleteBlobs complete;
    private final PartialBlobs partials;
    private final ImageNames names;
    private final StoreLock lock;
    private final InstantSource time;
    private final Map<Digest, Integer> pins = new HashMap<>();
    private final ReadWriteLock linking = new ReentrantReadWriteLock();
    private final AtomicLong uploadNumber = new AtomicLong();

    private BlobStore(StoreLayout layout, Disk disk, Space space, InstantSource time, StoreLock lock)
            throws IOException {
        this.layout = layout;
        this.disk = disk;
        this.space = space;
        this.time = time;
        this.lock = lock;
        outlines = new Outlines(layout, disk);
        complete = new CompleteBlobs(layout, disk, space, outlines, time);
        partials = new PartialBlobs(layout, disk, space, outlines, complete, this::requireRoom);
        Map<Digest, Long> blobSizes = new HashMap<>();
        Map<Digest, Long> partialSizes = new HashMap<>();
        new Recovery(layout, disk).run(blobSizes, partialSizes);
        complete.found(blobSizes);
        partials.found(partialSizes);
        names = ImageNames.open(disk, layout);
    }

    /**
     * Opens or creates the store in {@code root}, removes what a crash left behind, and keeps other processes out.
     *
     */
    public static BlobStore open(Path root, StoreLimits limits) throws IOException {
        return open(root, limits, new LocalDisk(), InstantSource.system());
    }

    /** With no limit but a quota, 0 for none. */
    public static BlobStore open(Path root, long quotaBytes) throws IOException {
        return open(root, StoreLimits.quota(quotaBytes));
    }

    static BlobStore open(Path root, long quotaBytes, Disk disk, InstantSource time) throws IOException {
        return open(root, StoreLimits.quota(quotaBytes), disk, time);
    }

    static BlobStore open(Path root, StoreLimits limits, Disk disk, InstantSource time) throws IOException {
        StoreLayout layout = new StoreLayout(root.toAbsolutePath());
        Space space = new Space(disk, layout.root(), limits);
        layout.create(disk);
        StoreLock lock = StoreLock.take(layout.lockFile());
        try {
            BlobStore store = new BlobStore(layout, disk, space, time, lock);
            log.info("Store {} open: {} blobs, {} partial", root, store.blobCount(), store.partials.count());
            return store;
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    /** Whether the complete, verified blob is here. The empty blob always is. */
    public boolean contains(Digest digest) {
        return complete.contains(digest);
    }

    /** Size of the complete blob, bytes; empty if it is not here. */
    public OptionalLong size(Digest digest) {
        return complete.size(digest);
    }

    /**
     * Opens a complete blob; the caller closes it. It stays readable even if the blob is deleted meanwhile.
     *
     * @throws NoSuchFileException if the blob is not here
     */
    public FileChannel openForRead(Digest digest) throws IOException {
        return complete.openForRead(digest);
    }

    /**
     * Opens a file in which {@code length} bytes at {@code offset} are verified: the complete blob, or a partial one
     * whose pieces there are. Empty if neither is here. The caller closes it.
     */
    public Optional<FileChannel> openVerified(Digest digest, long offset, long length) throws IOException {
        if (!isVerifiedPart(digest, offset, length)) {
            return isWithin(digest, offset, length) ? Optional.of(openForRead(digest)) : Optional.empty();
        }
        try {
            return Optional.of(FileChannel.open(layout.partialData(digest), StandardOpenOption.READ));
        } catch (NoSuchFileException completedOrDiscarded) {
            return openIfHere(digest);
        }
    }

    private Optional<FileChannel> openIfHere(Digest digest) throws IOException {
        try {
            return Optional.of(openForRead(digest));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Whether {@code length} bytes at {@code offset} are verified here, of a complete blob or of a partial one. Does not block. */
    public boolean isVerified(Digest digest, long offset, long length) {
        return isVerifiedPart(digest, offset, length) || isWithin(digest, offset, length);
    }

    private boolean isVerifiedPart(Digest digest, long offset, long length) {
        return partials.find(digest).filter(p -> p.isVerified(offset, length)).isPresent();
    }

    /** Whether these bytes lie within the complete blob, which is here. */
    private boolean isWithin(Digest digest, long offset, long length) {
        OptionalLong size = size(digest);
        return size.isPresent() && offset >= 0 && length <= size.getAsLong() - offset;
    }

    /**
     * Completes with true once {@code isThere} holds, which is asked now and whenever more of the blob is verified; the
     * caller completes it to wait no more. Both run on the thread that verifies, which must not be kept.
     */
    public CompletableFuture<Boolean> await(Digest digest, BooleanSupplier isThere) {
        return partials.arrivals().await(digest, isThere);
    }

    /** How many wait for bytes of blobs that are being filled. */
    public int waiting() {
        return partials.arrivals().count();
    }

    /** Size of the complete blob or of the partial one being filled, bytes; empty if neither is here. */
    public OptionalLong expectedSize(Digest digest) {
        OptionalLong size = size(digest);
        return size.isPresent()
                ? size
                : partials.find(digest)
                        .map(p -> OptionalLong.of(p.blob().sizeBytes()))
                        .orElse(size);
    }

    /**
     * Opens a blob to be filled, or resumes it: pieces that an earlier attempt verified are hashed again, which reads
     * them all, and count if they are right.
     *
     * @param pieceHashes 32 bytes a piece, in order
     * @throws IllegalArgumentException if the hashes do not match the size
     * @throws IllegalStateException if it is open already, or complete: ask {@link #contains} first
     * @throws NoSpaceException if quota or disk have no room for all of it
     */
    public PartialBlob partial(BlobDescriptor blob, byte[] pieceHashes, int chunkBytes, int chunksPerPiece)
            throws IOException, NoSpaceException {
        long pieceBytes = (long) chunkBytes * chunksPerPiece;
        int pieces = pieceCount(blob.sizeBytes(), pieceBytes);
        if (pieces * PartialBlob.HASH_BYTES != pieceHashes.length) {
            throw new IllegalArgumentException(blob.digest() + " has " + pieces + " pieces of " + pieceBytes
                    + " bytes but " + pieceHashes.length + " bytes of piece hashes");
        }
        return partials.open(blob, pieceHashes, pieceBytes);
    }

    /**
     * The SHA-256 of each piece of a complete blob, 32 bytes a piece; computed once per piece size and then kept.
     *
     * @throws NoSuchFileException if the blob is not here
     * @throws IllegalArgumentException if that makes more than {@link Limits#MAX_PIECES} pieces
     */
    public byte[] outline(Digest digest, int chunkBytes, int chunksPerPiece) throws IOException {
        try (FileChannel content = openForRead(digest)) {
            long size = content.size();
            long pieceBytes = (long) chunkBytes * chunksPerPiece;
            int pieces = pieceCount(size, pieceBytes);
            Optional<byte[]> kept = outlines.find(digest, pieceBytes, pieces);
            if (kept.isPresent()) {
                return kept.get();
            }
            byte[] hashes = Outlines.compute(content, size, pieceBytes, pieces);
            outlines.save(digest, pieceBytes, hashes);
            return hashes;
        }
    }

    private static int pieceCount(long sizeBytes, long pieceBytes) {
        if (pieceBytes < 1) {
            throw new IllegalArgumentException("pieces of " + pieceBytes + " bytes");
        }
        long pieces = (sizeBytes + pieceBytes - 1) / pieceBytes;
        if (pieces > Limits.MAX_PIECES) {
            throw new IllegalArgumentException(pieces + " pieces; at most " + Limits.MAX_PIECES);
        }
        return (int) pieces;
    }

    /** Bytes that the store may still take, by quota and disk; 0 if the disk does not answer. */
    public long freeBytes() {
        try {
            return space.freeBytes();
        } catch (IOException e) {
            log.warn("Tried to ask for free space in {} but {}", layout.root(), e.toString());
            return 0;
        }
    }

    /** Bytes that blobs and partial blobs take or are promised. */
    public long usedBytes() {
        return space.usedBytes();
    }

    public int blobCount() {
        return complete.count();
    }

    /** Tags and manifests. */
    public ImageNames names() {
        return names;
    }

    /** Begins to take content of unknown SHA-256 digest. */
    public Upload upload() throws IOException {
        return upload(DigestAlgorithm.SHA256);
    }

    /** Begins to take content of unknown digest by {@code algorithm}. */
    public Upload upload(DigestAlgorithm algorithm) throws IOException {
        Path file = layout.temporary().resolve("upload-" + uploadNumber.incrementAndGet());
        return new Upload(this, space, file, disk.create(file), algorithm);
    }

    void adopt(Path file, Digest digest, long sizeBytes, boolean fetched) throws IOException {
        if (fetched) {
            complete.adoptFetched(file, digest, sizeBytes);
        } else {
            complete.adopt(file, digest, sizeBytes);
        }
    }

    /**
     * Whether the blob is here only because somebody pulled it through from another registry, so that nobody else may
     * have it without asking there.
     */
    public boolean isFetched(Digest digest) {
        return complete.isFetched(digest);
    }

    /** Somebody has shown that he has this content: whoever asks may have it from now on. */
    void disclose(Digest digest) throws IOException {
        complete.disclose(digest);
    }

    void deleteTemporary(Path file) throws IOException {
        disk.delete(file);
    }

    /**
     * Serves manifests in a repository, durably, and sets tags to the last of them.
     *
     * @throws MissingBlobException if one of them, or anything they refer to, is not in the store
     */
    public void publish(RepositoryName repository, List<ManifestLink> manifests, Collection<Tag> tags)
            throws IOException {
        linking.readLock().lock();
        try {
            for (ManifestLink manifest : manifests) {
                requirePresent(manifest.digest(), manifest.digest());
                for (Digest reference : manifest.references()) {
                    requirePresent(manifest.digest(), reference);
                }
            }
            for (ManifestLink manifest : manifests) {
                disclose(manifest.digest());
                for (Digest reference : manifest.references()) {
                    disclose(reference);
                }
            }
            names.put(repository, manifests, tags);
        } finally {
            linking.readLock().unlock();
        }
    }

    private void requirePresent(Digest manifest, Digest reference) throws MissingBlobException {
        if (!contains(reference)) {
            throw new MissingBlobException(manifest, reference);
        }
    }

    /** Remembers that somebody counts on the blob, so that it is not collected within the next hour. */
    public void touch(Digest digest) {
        complete.touch(digest);
    }

    /** Keeps blobs, present or to come, from being collected until the answer is closed. */
    public Pin pin(Collection<Digest> digests) {
        List<Digest> pinned = List.copyOf(digests);
        synchronized (pins) {
            pinned.forEach(d -> pins.merge(d, 1, Integer::sum));
        }
        return new Pin(() -> unpin(pinned));
    }

    private void unpin(List<Digest> pinned) {
        synchronized (pins) {
            pinned.forEach(d -> pins.computeIfPresent(d, (x, count) -> count == 1 ? null : count - 1));
        }
    }

    /** How {@link #deleteBlob} ended. */
    public enum Deletion {
        DELETED,
        NOT_HERE,
        /** A manifest needs it, or a distribution that runs. */
        IN_USE
    }

    public Deletion deleteBlob(Digest digest) throws IOException {
        linking.writeLock().lock();
        try {
            if (!contains(digest)) {
                return Deletion.NOT_HERE;
            }
            if (inUse().contains(digest)) {
                return Deletion.IN_USE;
            }
            complete.remove(digest);
            return Deletion.DELETED;
        } finally {
            linking.writeLock().unlock();
        }
    }

    /** Deletes blobs that no manifest and no pin needs and nobody used within the last hour; bytes that this freed. */
    public long collect() throws IOException {
        linking.writeLock().lock();
        try {
            long before = space.usedBytes();
            for (Digest digest : complete.unused(inUse(), time.millis() - GRACE_MILLIS)) {
                complete.remove(digest);
            }
            return before - space.usedBytes();
        } finally {
            linking.writeLock().unlock();
        }
    }

    /** Deletes what {@link #collect} would, the least recently used first, until {@code bytes} could be promised. */
    private boolean evictFor(long bytes) throws IOException {
        linking.writeLock().lock();
        try {
            for (Digest digest : complete.unused(inUse(), time.millis() - GRACE_MILLIS)) {
                log.info("Dropping {}: the room is needed", digest);
                complete.remove(digest);
                if (space.tryPromise(bytes)) {
                    return true;
                }
            }
            return false;
        } finally {
            linking.writeLock().unlock();
        }
    }

    private Set<Digest> inUse() {
        List<ManifestLink> links = new ArrayList<>();
        names.repositories().forEach(r -> links.addAll(names.manifests(r)));
        List<Digest> roots = new ArrayList<>(links.stream().map(ManifestLink::digest).toList());
        synchronized (pins) {
            roots.addAll(pins.keySet());
        }
        roots.addAll(CompleteBlobs.EMPTY);
        return Collector.reachable(links, roots);
    }

    /** Promises room, for which what nobody needs may have to go. */
    void requireRoom(String what, long bytes) throws IOException {
        if (!space.tryPromise(bytes) && !(space.canEverHold(bytes) && makeRoom(bytes))) {
            throw space.refusal(what, bytes);
        }
    }

    /*
     * In this order: attempts that nobody goes on with, blobs that no manifest needs, manifests that no tag leads to;
     * of each the least recently used first, and no more than is needed. Tagged images and pinned blobs stay, and so
     * does everything used within the last hour.
     */
    private boolean makeRoom(long bytes) throws IOException {
        if (partials.dropShelvedFor(bytes) || evictFor(bytes)) {
            return true;
        }
        for (Untagged manifest : untagged()) {
            log.info("Dropping untagged {}@{}: the room is needed", manifest.repository, manifest.digest);
            names.deleteManifest(manifest.repository, manifest.digest);
            if (evictFor(bytes)) {
                return true;
            }
        }
        return false;
    }

    private record Untagged(RepositoryName repository, Digest digest, long lastUseMillis) {}

    /** Manifests that may go, the least recently used first. */
    private List<Untagged> untagged() {
        long before = time.millis() - GRACE_MILLIS;
        List<Untagged> untagged = new ArrayList<>();
        for (RepositoryName repository : names.repositories()) {
            List<Digest> tagged = names.taggedDigests(repository);
            for (ManifestLink link : Collector.untagged(names.manifests(repository), tagged, before)) {
                long used = complete.lastUseMillis(link.digest());
                untagged.add(new Untagged(repository, link.digest(), used));
            }
        }
        untagged.removeIf(u -> u.lastUseMillis >= before);
        untagged.sort(Comparator.comparingLong(Untagged::lastUseMillis));
        return untagged;
    }

    /** Lets other processes in. Partial blobs and uploads still open must not be used any more. */
    @Override
    public void close() throws IOException {
        try {
            names.close();
        } finally {
            lock.close();
        }
    }
}

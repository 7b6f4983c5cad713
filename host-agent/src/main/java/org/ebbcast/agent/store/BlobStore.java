package org.ebbcast.agent.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.ebbcast.protocol.BlobDescriptor;
import org.ebbcast.protocol.Digest;
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
     * fsync the directory. So a file named by a digest is complete and right after any crash. The set of blobs is
     * read from the directory once and then kept in memory.
     */
    private static final long GRACE_MILLIS = 3_600_000;
    private static final Logger log = LoggerFactory.getLogger(BlobStore.class);

    private final StoreLayout layout;
    private final Disk disk;
    private final Space space;
    private final Outlines outlines;
    private final StoreLock lock;
    private final Map<Digest, Long> sizes = new ConcurrentHashMap<>();
    private final Map<Digest, PartialBlob> partials = new ConcurrentHashMap<>();
    private final Map<Digest, Long> shelved = new ConcurrentHashMap<>();
    private final Set<Digest> opening = new HashSet<>();
    private final Map<Digest, Long> lastUseMillis = new ConcurrentHashMap<>();
    private final Map<Digest, Integer> pins = new HashMap<>();
    private final ReadWriteLock linking = new ReentrantReadWriteLock();
    private final AtomicLong uploadNumber = new AtomicLong();
    private final InstantSource time;
    private final ImageNames names;

    private BlobStore(StoreLayout layout, Disk disk, Space space, InstantSource time, StoreLock lock)
            throws IOException {
        this.layout = layout;
        this.time = time;
        this.disk = disk;
        this.lock = lock;
        this.space = space;
        outlines = new Outlines(layout, disk);
        new Recovery(layout, disk).run(sizes, shelved);
        sizes.values().forEach(space::addUsed);
        sizes.keySet().forEach(d -> lastUseMillis.put(d, time.millis()));
        shelved.values().forEach(space::addUsed);
        names = ImageNames.open(disk, layout);
    }

    /**
     * Opens or creates the store in {@code root}, removes what a crash left behind, and keeps other processes out.
     *
     * @param quotaBytes most that blobs and partial blobs may take; 0 leaves the limit to the disk
     */
    public static BlobStore open(Path root, long quotaBytes) throws IOException {
        return open(root, quotaBytes, new LocalDisk(), InstantSource.system());
    }

    static BlobStore open(Path root, long quotaBytes, Disk disk, InstantSource time) throws IOException {
        StoreLayout layout = new StoreLayout(root.toAbsolutePath());
        Space space = new Space(disk, layout.root(), quotaBytes);
        layout.create(disk);
        StoreLock lock = StoreLock.take(layout.lockFile());
        try {
            BlobStore store = new BlobStore(layout, disk, space, time, lock);
            store.addEmptyBlob();
            log.info("Store {} open: {} blobs, {} partial", root, store.sizes.size(), store.shelved.size());
            return store;
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    private void addEmptyBlob() throws IOException {
        if (!sizes.containsKey(Digest.EMPTY)) {
            disk.create(layout.blob(Digest.EMPTY)).close();
            sizes.put(Digest.EMPTY, 0L);
            lastUseMillis.put(Digest.EMPTY, time.millis());
        }
    }

    /** Whether the complete, verified blob is here. The empty blob always is. */
    public boolean contains(Digest digest) {
        return sizes.containsKey(digest);
    }

    /** Size of the complete blob, bytes; empty if it is not here. */
    public OptionalLong size(Digest digest) {
        Long size = sizes.get(digest);
        return size == null ? OptionalLong.empty() : OptionalLong.of(size);
    }

    /**
     * Opens a complete blob; the caller closes it. It stays readable even if the blob is deleted meanwhile.
     *
     * @throws NoSuchFileException if the blob is not here
     */
    public FileChannel openForRead(Digest digest) throws IOException {
        if (!contains(digest)) {
            throw new NoSuchFileException(layout.blob(digest).toString(), null, "no complete blob " + digest);
        }
        try {
            return FileChannel.open(layout.blob(digest), StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            forgetLost(digest);
            throw e;
        }
    }

    private void forgetLost(Digest digest) {
        Long size = sizes.remove(digest);
        lastUseMillis.remove(digest);
        if (size != null) {
            space.removeUsed(size);
            log.error("Blob {} was removed from {} behind the agent's back", digest, layout.blobs());
        }
    }

    /**
     * Opens a file in which {@code length} bytes at {@code offset} are verified: the complete blob, or a partial one
     * whose pieces there are. Empty if neither is here. The caller closes it.
     */
    public Optional<FileChannel> openVerified(Digest digest, long offset, long length) throws IOException {
        PartialBlob partial = partials.get(digest);
        if (partial != null && partial.isVerified(offset, length)) {
            try {
                return Optional.of(FileChannel.open(layout.partialData(digest), StandardOpenOption.READ));
            } catch (NoSuchFileException e) {
                log.debug("{} was completed or discarded just now", digest);
            }
        }
        OptionalLong size = size(digest);
        boolean within = size.isPresent() && offset >= 0 && length <= size.getAsLong() - offset;
        return within ? Optional.of(openForRead(digest)) : Optional.empty();
    }

    /** Size of the complete or partial blob, bytes; empty if neither is here. */
    public OptionalLong expectedSize(Digest digest) {
        PartialBlob partial = partials.get(digest);
        return partial == null ? size(digest) : OptionalLong.of(partial.blob().sizeBytes());
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
        startOpening(blob.digest());
        try {
            PartialBlob partial = open(blob, pieceHashes, pieceBytes);
            partials.put(blob.digest(), partial);
            return partial;
        } finally {
            endOpening(blob.digest());
        }
    }

    private synchronized void startOpening(Digest digest) {
        if (contains(digest) || partials.containsKey(digest) || !opening.add(digest)) {
            throw new IllegalStateException(digest + (contains(digest) ? " is complete" : " is being filled already"));
        }
    }

    private synchronized void endOpening(Digest digest) {
        opening.remove(digest);
    }

    /** What an earlier attempt marked; its files are opened again only if that is of use. */
    private PartialBlob open(BlobDescriptor blob, byte[] pieceHashes, long pieceBytes) throws IOException {
        Digest digest = blob.digest();
        Optional<PartialState> earlier = Optional.empty();
        if (Objects.equals(shelved.get(digest), blob.sizeBytes())) {
            earlier = PartialState.read(disk, layout.partialState(digest));
        }
        promise(blob);
        PartialBlob partial = null;
        try {
            boolean resumes = earlier.isPresent();
            Disk.OpenFile data = openOrCreate(layout.partialData(digest), resumes);
            Disk.OpenFile state = openOrCreate(layout.partialState(digest), resumes);
            partial = new PartialBlob(this, blob, pieceHashes.clone(), pieceBytes, data, state);
            partial.resume(earlier.orElseGet(() -> PartialState.none(blob.sizeBytes(), pieceBytes)));
            return partial;
        } catch (IOException e) {
            if (partial == null) {
                space.settle(blob.sizeBytes());
                shelved.put(digest, blob.sizeBytes());
            } else {
                partial.close();
            }
            throw explain(digest, e);
        }
    }

    private Disk.OpenFile openOrCreate(Path file, boolean exists) throws IOException {
        return exists ? disk.open(file) : disk.create(file);
    }

    /** Promises room for the blob, of which a shelved attempt already takes part. */
    private void promise(BlobDescriptor blob) throws IOException {
        Long earlierSize = shelved.remove(blob.digest());
        if (earlierSize != null) {
            space.removeUsed(earlierSize);
        }
        if (!promise(blob.sizeBytes())) {
            NoSpaceException refusal = space.refusal(blob.digest().toString(), blob.sizeBytes());
            if (earlierSize != null) {
                space.addUsed(earlierSize);
                shelved.put(blob.digest(), earlierSize);
            }
            throw refusal;
        }
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
        return sizes.size();
    }

    /** Tags and manifests. */
    public ImageNames names() {
        return names;
    }

    /** Begins to take content of unknown digest. */
    public Upload upload() throws IOException {
        Path file = layout.temporary().resolve("upload-" + uploadNumber.incrementAndGet());
        return new Upload(this, file, disk.create(file));
    }

    /**
     * Serves manifests in a repository, durably, and sets a tag, if given, to the last of them.
     *
     * @throws MissingBlobException if one of them, or anything they refer to, is not in the store
     */
    public void publish(RepositoryName repository, List<ManifestLink> manifests, Optional<Tag> tag)
            throws IOException {
        linking.readLock().lock();
        try {
            for (ManifestLink manifest : manifests) {
                requirePresent(manifest.digest(), manifest.digest());
                for (Digest reference : manifest.references()) {
                    requirePresent(manifest.digest(), reference);
                }
            }
            names.put(repository, manifests, tag);
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
        lastUseMillis.computeIfPresent(digest, (d, before) -> time.millis());
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
            if (digest.equals(Digest.EMPTY) || inUse().contains(digest)) {
                return Deletion.IN_USE;
            }
            remove(digest);
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
            Set<Digest> needed = inUse();
            for (Map.Entry<Digest, Long> use : List.copyOf(lastUseMillis.entrySet())) {
                if (use.getValue() < time.millis() - GRACE_MILLIS && !needed.contains(use.getKey())) {
                    remove(use.getKey());
                }
            }
            return before - space.usedBytes();
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
        roots.add(Digest.EMPTY);
        return Collector.reachable(links, roots);
    }

    private void remove(Digest digest) throws IOException {
        disk.delete(layout.blob(digest));
        outlines.delete(digest);
        lastUseMillis.remove(digest);
        Long size = sizes.remove(digest);
        space.removeUsed(size == null ? 0 : size);
    }

    /** Promises room, for which what nobody needs may have to go. */
    boolean promise(long bytes) throws IOException {
        return space.tryPromise(bytes) || makeRoom(bytes);
    }

    void requirePromise(String what, long bytes) throws IOException {
        if (!promise(bytes)) {
            throw space.refusal(what, bytes);
        }
    }

    /*
     * In this order: attempts that nobody goes on with, blobs that no manifest needs, manifests that no tag leads to.
     * Tagged images and pinned blobs stay, and so does everything used within the last hour.
     */
    private boolean makeRoom(long bytes) throws IOException {
        for (Digest digest : List.copyOf(shelved.keySet())) {
            dropShelved(digest);
            if (space.tryPromise(bytes)) {
                return true;
            }
        }
        if (collect() > 0 && space.tryPromise(bytes)) {
            return true;
        }
        dropUntagged();
        return collect() > 0 && space.tryPromise(bytes);
    }

    private void dropShelved(Digest digest) throws IOException {
        Long size = shelved.remove(digest);
        if (size != null) {
            log.info("Dropping what was received of {}: the room is needed", digest);
            disk.delete(layout.partialData(digest));
            disk.delete(layout.partialState(digest));
            space.removeUsed(size);
        }
    }

    private void dropUntagged() throws IOException {
        long before = time.millis() - GRACE_MILLIS;
        for (RepositoryName repository : names.repositories()) {
            List<Digest> tagged = names.taggedDigests(repository);
            for (ManifestLink link : Collector.untagged(names.manifests(repository), tagged, before)) {
                log.info("Dropping untagged {}@{}: the room is needed", repository, link.digest());
                names.deleteManifest(repository, link.digest());
            }
        }
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

    IOException explain(Digest digest, IOException cause) {
        return space.explain(digest.toString(), cause);
    }

    void settle(long bytes) {
        space.settle(bytes);
    }

    /** The partial's file is complete, right and durable: it becomes the blob. */
    void adopt(PartialBlob partial, byte[] pieceHashes, long pieceBytes) throws IOException {
        Digest digest = partial.blob().digest();
        adopt(layout.partialData(digest), digest, partial.blob().sizeBytes());
        space.removeUsed(partial.blob().sizeBytes());
        partials.remove(digest);
        try {
            outlines.save(digest, pieceBytes, pieceHashes);
            disk.delete(layout.partialState(digest));
        } catch (IOException e) {
            log.warn("Tried to tidy up after {} but {}; the next start does", digest, e.toString());
        }
    }

    /** {@code file} is complete, right and durable: it becomes the blob. */
    void adopt(Path file, Digest digest, long sizeBytes) throws IOException {
        disk.rename(file, layout.blob(digest));
        disk.forceDirectory(layout.blobs());
        lastUseMillis.put(digest, time.millis());
        if (sizes.put(digest, sizeBytes) == null) {
            space.addUsed(sizeBytes);
        }
    }

    void deleteTemporary(Path file) throws IOException {
        disk.delete(file);
    }

    Space space() {
        return space;
    }

    void dropPartial(PartialBlob partial) throws IOException {
        Digest digest = partial.blob().digest();
        partials.remove(digest);
        disk.delete(layout.partialData(digest));
        disk.delete(layout.partialState(digest));
        space.settle(partial.blob().sizeBytes() - partial.verifiedBytes());
        space.removeUsed(partial.blob().sizeBytes());
    }

    void shelve(PartialBlob partial) {
        Digest digest = partial.blob().digest();
        space.settle(partial.blob().sizeBytes() - partial.verifiedBytes());
        shelved.put(digest, partial.blob().sizeBytes());
        partials.remove(digest);
    }
}

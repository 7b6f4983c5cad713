package org.ebbcast.agent.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
    private static final Logger log = LoggerFactory.getLogger(BlobStore.class);

    private final StoreLayout layout;
    private final Disk disk;
    private final Space space;
    private final Outlines outlines;
    private final AutoCloseable lock;
    private final Map<Digest, Long> sizes = new ConcurrentHashMap<>();
    private final Map<Digest, PartialBlob> partials = new ConcurrentHashMap<>();
    private final Map<Digest, Long> shelved = new ConcurrentHashMap<>();
    private final Set<Digest> opening = new HashSet<>();

    private BlobStore(StoreLayout layout, Disk disk, long quotaBytes, AutoCloseable lock) {
        this.layout = layout;
        this.disk = disk;
        this.lock = lock;
        space = new Space(disk, layout.root(), quotaBytes);
        outlines = new Outlines(layout, disk);
    }

    /**
     * Opens or creates the store in {@code root}, removes what a crash left behind, and keeps other processes out.
     *
     * @param quotaBytes most that blobs and partial blobs may take; 0 leaves the limit to the disk
     */
    public static BlobStore open(Path root, long quotaBytes) throws IOException {
        return open(root, quotaBytes, new LocalDisk());
    }

    static BlobStore open(Path root, long quotaBytes, Disk disk) throws IOException {
        StoreLayout layout = new StoreLayout(root.toAbsolutePath());
        layout.create(disk);
        StoreLock lock = StoreLock.take(layout.lockFile());
        BlobStore store = new BlobStore(layout, disk, quotaBytes, lock);
        try {
            new Recovery(layout, disk).run(store.sizes, store.shelved);
            store.sizes.values().forEach(store.space::addUsed);
            store.shelved.values().forEach(store.space::addUsed);
            store.addEmptyBlob();
        } catch (IOException e) {
            lock.close();
            throw e;
        }
        log.info("Store {} open: {} blobs, {} partial", root, store.sizes.size(), store.shelved.size());
        return store;
    }

    private void addEmptyBlob() throws IOException {
        if (!sizes.containsKey(Digest.EMPTY)) {
            disk.create(layout.blob(Digest.EMPTY)).close();
            sizes.put(Digest.EMPTY, 0L);
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
        if (!space.tryPromise(blob.sizeBytes())) {
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

    /** Lets other processes in. Partial blobs and uploads still open must not be used any more. */
    @Override
    public void close() throws IOException {
        try {
            lock.close();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("Tried to release " + layout.lockFile() + " but " + e.getMessage(), e);
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
        rename(layout.partialData(digest), digest, partial.blob().sizeBytes());
        partials.remove(digest);
        try {
            outlines.save(digest, pieceBytes, pieceHashes);
            disk.delete(layout.partialState(digest));
        } catch (IOException e) {
            log.warn("Tried to tidy up after {} but {}; the next start does", digest, e.toString());
        }
    }

    private void rename(Path file, Digest digest, long sizeBytes) throws IOException {
        disk.rename(file, layout.blob(digest));
        disk.forceDirectory(layout.blobs());
        if (sizes.put(digest, sizeBytes) != null) {
            space.removeUsed(sizeBytes);
        }
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

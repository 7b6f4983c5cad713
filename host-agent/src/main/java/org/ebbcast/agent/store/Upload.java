package org.ebbcast.agent.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.DigestAlgorithm;

/**
 * Content that somebody pushes, of unknown length and digest until its end; hashed as it comes. Owned by one thread at
 * a time. An upload does not outlive the process.
 */
public final class Upload implements AutoCloseable {
    private static final long STEP_BYTES = 1L << 20;

    private final BlobStore store;
    private final Space space;
    private final Path file;
    private final Disk.OpenFile data;
    private final RunningDigest digest;
    private final byte[] scratch = new byte[16 << 10];
    private long promisedBytes;
    private boolean closed;

    Upload(BlobStore store, Space space, Path file, Disk.OpenFile data, DigestAlgorithm algorithm) {
        this.store = store;
        this.space = space;
        this.file = file;
        this.data = data;
        digest = new RunningDigest(algorithm);
    }

    public long receivedBytes() {
        return digest.position();
    }

    /** Digest of what has been received so far. */
    public Digest digest() {
        return digest.copy().finish();
    }

    /** @throws NoSpaceException if quota or disk have no room for more; what was received stays */
    public void append(ByteBuffer src) throws IOException {
        if (closed) {
            throw new IOException("Tried to append to an upload that is over");
        }
        promise(src.remaining());
        while (src.hasRemaining()) {
            int length = Math.min(scratch.length, src.remaining());
            src.get(scratch, 0, length);
            try {
                data.write(ByteBuffer.wrap(scratch, 0, length), digest.position());
            } catch (IOException e) {
                throw space.explain("an upload", e);
            }
            digest.update(scratch, length);
        }
    }

    private void promise(int bytes) throws IOException {
        long wanted = digest.position() + bytes - promisedBytes;
        if (wanted > 0) {
            long step = Math.max(wanted, STEP_BYTES);
            if (!space.tryPromise(step)) {
                step = wanted;
                store.requireRoom("an upload", step);
            }
            space.settle(step);
            promisedBytes += step;
        }
    }

    /** As {@link #digest()}; reads everything back unless the upload was begun with this algorithm. */
    private Digest digest(DigestAlgorithm algorithm) throws IOException {
        if (algorithm == digest.algorithm()) {
            return digest();
        }
        RunningDigest again = new RunningDigest(algorithm);
        while (again.position() < receivedBytes()) {
            int read = data.read(ByteBuffer.wrap(scratch), again.position());
            if (read < 0) {
                throw new IOException("Tried to read an upload back but its file has become shorter");
            }
            again.update(scratch, read);
        }
        return again.finish();
    }

    /** Reads back what was received, {@code receivedBytes()} bytes; for small content such as a manifest. */
    public byte[] content() throws IOException {
        ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(receivedBytes()));
        while (content.hasRemaining()) {
            if (data.read(content, content.position()) < 0) {
                throw new IOException("Tried to read an upload back but its file has become shorter");
            }
        }
        return content.array();
    }

    /**
     * Makes it a blob of the store, durably, and closes this. Reads everything back if {@code expected} is by another
     * algorithm than the upload was begun with.
     *
     * @throws DigestMismatchException if what was received is something else; it is discarded
     */
    public void commit(Digest expected) throws IOException {
        commit(expected, false);
    }

    /** As {@link #commit}, for content that another registry gave to one who may have it; see {@link BlobStore#isFetched}. */
    public void commitFetched(Digest expected) throws IOException {
        commit(expected, true);
    }

    /** Where the content lies until it is committed or closed. */
    public Path file() {
        return file;
    }

    private void commit(Digest expected, boolean fetched) throws IOException {
        Digest actual = digest(expected.algorithm());
        if (!actual.equals(expected)) {
            close();
            throw new DigestMismatchException(expected, actual);
        }
        if (store.contains(actual)) {
            close();
            if (!fetched) {
                store.disclose(actual);
            }
            return;
        }
        try {
            data.force();
        } catch (IOException e) {
            throw space.explain("an upload", e);
        }
        store.adopt(file, actual, receivedBytes(), fetched);
        closed = true;
        data.close();
        space.removeUsed(promisedBytes);
    }

    /** Discards it unless it was committed. */
    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            data.close();
            space.removeUsed(promisedBytes);
            store.deleteTemporary(file);
        }
    }
}

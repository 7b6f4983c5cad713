package org.ebbcast.agent.registry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ebbcast.agent.http.GrowingFile;
import org.ebbcast.agent.store.BlobStore;
import org.ebbcast.agent.store.Upload;
import org.ebbcast.protocol.Digest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A blob on its way from another registry into the store, and meanwhile to everybody who asked for it. Its last byte
 * is given to nobody before the whole is verified, so that wrong content never looks complete. Thread-safe.
 */
final class BlobFetch implements GrowingFile {
    private static final Logger log = LoggerFactory.getLogger(BlobFetch.class);
    private static final int PART_BYTES = 64 << 10;

    private final BlobStore store;
    private final Digest digest;
    private final Upload upload;
    private final List<Waiter> waiters = new ArrayList<>();
    private long receivedBytes;
    private boolean complete;
    private Optional<IOException> failure = Optional.empty();

    private record Waiter(long beyondBytes, Runnable listener) {}

    BlobFetch(BlobStore store, Digest digest) throws IOException {
        this.store = store;
        this.digest = digest;
        upload = store.upload(digest.algorithm());
    }

    /**
     * Takes in all of {@code body}, verifies it and makes it a blob. Blocks for as long as that takes.
     *
     * @throws IOException saying why it will never be complete, which all who wait are told as well
     */
    void run(InputStream body) throws IOException {
        byte[] part = new byte[PART_BYTES];
        try {
            for (int read = body.read(part); read >= 0; read = body.read(part)) {
                upload.append(ByteBuffer.wrap(part, 0, read));
                advance(upload.receivedBytes(), false);
            }
            upload.commitFetched(digest);
            advance(upload.receivedBytes(), true);
        } catch (IOException | RuntimeException e) {
            fail(e instanceof IOException io ? io : new IOException(e));
            throw e;
        }
    }

    private void advance(long bytes, boolean nowComplete) {
        List<Waiter> due;
        synchronized (this) {
            receivedBytes = bytes;
            complete = nowComplete;
            due = waiters.stream().filter(w -> complete || ready() > w.beyondBytes).toList();
            waiters.removeAll(due);
        }
        due.forEach(w -> w.listener.run());
    }

    /** It will never be complete. */
    void fail(IOException why) {
        List<Waiter> due;
        synchronized (this) {
            failure = Optional.of(why);
            due = List.copyOf(waiters);
            waiters.clear();
        }
        due.forEach(w -> w.listener.run());
    }

    /** Lets go of what has arrived, unless it has become a blob. */
    void cancel() {
        try {
            upload.close();
        } catch (IOException e) {
            log.warn("Tried to let go of what came of {} but {}", digest, e.toString());
        }
    }

    private long ready() {
        return complete ? receivedBytes : Math.max(0, receivedBytes - 1);
    }

    /** Bytes that have arrived, for whoever watches over it. */
    synchronized long receivedBytes() {
        return receivedBytes;
    }

    @Override
    public FileChannel open() throws IOException {
        try {
            return FileChannel.open(upload.file(), StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            return store.openForRead(digest);
        }
    }

    @Override
    public synchronized long readyBytes() throws IOException {
        if (failure.isPresent()) {
            throw failure.get();
        }
        return ready();
    }

    @Override
    public synchronized boolean isComplete() {
        return complete;
    }

    @Override
    public void whenBeyond(long readyBytes, Runnable listener) {
        synchronized (this) {
            if (!complete && failure.isEmpty() && ready() <= readyBytes) {
                waiters.add(new Waiter(readyBytes, listener));
                return;
            }
        }
        listener.run();
    }
}

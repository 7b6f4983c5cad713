package org.ebbcast.agent.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.ebbcast.agent.store.PartialBlob;

/**
 * A blob on its way into the store, filled by every shipment that brings it. Bytes are written by the receive loop's
 * thread only; once it is handed over to be committed nobody writes any more.
 */
final class SharedPartial {
    /** Empty if the blob is complete already. */
    private final Optional<PartialBlob> partial;

    private final CompletableFuture<Void> committed = new CompletableFuture<>();
    // Owned by the receive loop's thread.
    private boolean handedOver;

    private SharedPartial(Optional<PartialBlob> partial) {
        this.partial = partial;
        if (partial.isEmpty()) {
            handedOver = true;
            committed.complete(null);
        }
    }

    static SharedPartial complete() {
        return new SharedPartial(Optional.empty());
    }

    static SharedPartial filling(PartialBlob partial) {
        return new SharedPartial(Optional.of(partial));
    }

    boolean isVerified(int piece) {
        return partial.isEmpty() || partial.get().isVerified(piece);
    }

    void write(long offset, ByteBuffer src) throws IOException {
        if (handedOver) {
            src.position(src.limit());
        } else {
            partial.orElseThrow().write(offset, src);
        }
    }

    /** What was written; nothing once it is handed over, when nobody needs it any more. */
    void read(long offset, ByteBuffer dst) throws IOException {
        if (!handedOver) {
            partial.orElseThrow().read(offset, dst);
        }
    }

    boolean verify(int piece) throws IOException {
        return handedOver || partial.orElseThrow().verify(piece);
    }

    /** Has {@code disk} make it a blob of the store, once however many ask. Called on the receive loop's thread. */
    CompletableFuture<Void> commit(Executor disk) {
        if (!handedOver) {
            handedOver = true;
            disk.execute(this::commitNow);
        }
        return committed;
    }

    private void commitNow() {
        try {
            partial.orElseThrow().commit();
            committed.complete(null);
        } catch (IOException | RuntimeException e) {
            committed.completeExceptionally(e);
        }
    }

    /** Whether nobody can fill it any more: it is in the store, or its content turned out wrong. */
    boolean isSettled() {
        return committed.isDone();
    }

    /** Lets go of the files, once a commit under way is done. Called on the receive loop's thread. */
    void close() {
        if (!handedOver) {
            handedOver = true;
            committed.completeExceptionally(new IOException("given up"));
        }
        committed.whenComplete((done, failure) -> partial.ifPresent(SharedPartial::closeQuietly));
    }

    private static void closeQuietly(PartialBlob partial) {
        try {
            partial.close();
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }
}

package org.ebbcast.agent.store;

import java.util.concurrent.atomic.AtomicBoolean;

/** Keeps blobs from being collected until it is closed. */
public final class Pin implements AutoCloseable {
    private final AtomicBoolean open = new AtomicBoolean(true);
    private final Runnable release;

    Pin(Runnable release) {
        this.release = release;
    }

    @Override
    public void close() {
        if (open.compareAndSet(true, false)) {
            release.run();
        }
    }
}

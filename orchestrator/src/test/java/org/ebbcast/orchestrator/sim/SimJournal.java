package org.ebbcast.orchestrator.sim;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.ebbcast.orchestrator.port.JournalPort;

/** A journal in memory that survives the orchestrators that use it; writes can be made to fail. */
public final class SimJournal implements JournalPort {
    private final Map<String, byte[]> entries = new TreeMap<>();
    private boolean failing;

    public void fail(boolean failing) {
        this.failing = failing;
    }

    @Override
    public CompletionStage<Void> put(String key, byte[] value) {
        if (failing) {
            return CompletableFuture.failedFuture(new IOException("the disk is full"));
        }
        entries.put(key, value);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> remove(String key) {
        entries.remove(key);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Map<String, byte[]> load() {
        return new TreeMap<>(entries);
    }
}

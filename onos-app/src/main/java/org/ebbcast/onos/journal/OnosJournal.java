package org.ebbcast.onos.journal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.ebbcast.orchestrator.port.JournalPort;
import org.onosproject.store.serializers.KryoNamespaces;
import org.onosproject.store.service.AsyncConsistentMap;
import org.onosproject.store.service.Serializer;
import org.onosproject.store.service.StorageService;
import org.onosproject.store.service.Versioned;

/**
 * The journal in a ConsistentMap, so that every ONOS instance has it. Thread-safe.
 *
 * <p>ONOS's partitions refuse large entries, and a distribution to a hundred thousand targets is one. A value is
 * therefore compressed and cut: its head, under the key itself, says how many parts there are and of which writing;
 * the parts go in before the head and those of the former writing go out after it, so that a crash in between leaves
 * the former value. Parts without a head are swept when loading.
 */
public final class OnosJournal implements JournalPort, AutoCloseable {
    private static final String MAP = "ebbcast-distributions";
    private static final int PART_BYTES = 256 << 10;
    private static final long LOAD_SECONDS = 30;

    private final AsyncConsistentMap<String, byte[]> map;
    private final Map<String, CompletableFuture<?>> lastOfKey = new HashMap<>(); // under its own lock
    private final Map<String, JournalHead> heads = new HashMap<>(); // as above

    private volatile boolean closed;

    private OnosJournal(AsyncConsistentMap<String, byte[]> map) {
        this.map = map;
    }

    /** The journal that all instances of this cluster share. */
    public static OnosJournal open(StorageService storage) {
        return new OnosJournal(storage.<String, byte[]>consistentMapBuilder()
                .withName(MAP)
                .withSerializer(Serializer.using(KryoNamespaces.BASIC))
                .buildAsyncMap());
    }

    @Override
    public CompletionStage<Void> put(String key, byte[] value) {
        List<byte[]> parts = JournalParts.cut(value, PART_BYTES);
        return inTurn(key, () -> write(key, parts));
    }

    @Override
    public CompletionStage<Void> remove(String key) {
        return inTurn(key, () -> {
            JournalHead former = swapHead(key, JournalHead.NONE);
            return map.remove(key).thenCompose(gone -> removeParts(key, former));
        });
    }

    private CompletableFuture<Void> write(String key, List<byte[]> parts) {
        JournalHead former = head(key);
        JournalHead next = former.next(parts.size());
        List<CompletableFuture<?>> writes = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            writes.add(map.put(next.partKey(key, i), parts.get(i)));
        }
        return CompletableFuture.allOf(writes.toArray(new CompletableFuture<?>[0]))
                .thenCompose(all -> map.put(key, next.encode()))
                .thenCompose(head -> {
                    swapHead(key, next);
                    return removeParts(key, former);
                });
    }

    private CompletableFuture<Void> removeParts(String key, JournalHead head) {
        List<CompletableFuture<?>> removals = new ArrayList<>();
        for (int i = 0; i < head.parts(); i++) {
            removals.add(map.remove(head.partKey(key, i)));
        }
        return CompletableFuture.allOf(removals.toArray(new CompletableFuture<?>[0]));
    }

    /** Blocks on the store for at most 30 s. */
    @Override
    public Map<String, byte[]> load() {
        Map<String, byte[]> entries = new HashMap<>();
        await(map.entrySet()).forEach(entry -> entries.put(entry.getKey(), Versioned.valueOrNull(entry.getValue())));
        Map<String, byte[]> values = new HashMap<>();
        entries.forEach((key, bytes) -> {
            if (!JournalHead.isPart(key)) {
                JournalHead head = JournalHead.decode(bytes);
                swapHead(key, head);
                values.put(key, JournalParts.join(key, head, entries));
            }
        });
        entries.keySet().stream()
                .filter(JournalHead::isPart)
                .filter(part -> !head(JournalHead.keyOf(part)).owns(part))
                .forEach(map::remove);
        return values;
    }

    private static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.get(LOAD_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(
                    "Tried to read the journal from ONOS's store but " + e + "; see whether the cluster has a quorum", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading the journal", e);
        }
    }

    /** From now on refuses to write: another instance leads, and its word counts. */
    @Override
    public void close() {
        closed = true;
    }

    /** Writes to one key go one after the other. */
    private CompletionStage<Void> inTurn(String key, Supplier<CompletableFuture<Void>> write) {
        if (closed) {
            return CompletableFuture.failedFuture(new IllegalStateException(
                    "Tried to write '" + key + "' to the journal but this ONOS instance leads no more"));
        }
        synchronized (lastOfKey) {
            CompletableFuture<?> before = lastOfKey.getOrDefault(key, CompletableFuture.completedFuture(null));
            CompletableFuture<Void> mine =
                    before.handle((value, failure) -> value).thenCompose(value -> write.get());
            lastOfKey.put(key, mine);
            mine.whenComplete((value, failure) -> {
                synchronized (lastOfKey) {
                    lastOfKey.remove(key, mine);
                }
            });
            return mine;
        }
    }

    private JournalHead head(String key) {
        synchronized (lastOfKey) {
            return heads.getOrDefault(key, JournalHead.NONE);
        }
    }

    private JournalHead swapHead(String key, JournalHead head) {
        synchronized (lastOfKey) {
            JournalHead former = head == JournalHead.NONE ? heads.remove(key) : heads.put(key, head);
            return former == null ? JournalHead.NONE : former;
        }
    }
}

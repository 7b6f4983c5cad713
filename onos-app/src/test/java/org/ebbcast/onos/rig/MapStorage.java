package org.ebbcast.onos.rig;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.onosproject.store.service.AsyncConsistentMap;
import org.onosproject.store.service.AsyncConsistentMapAdapter;
import org.onosproject.store.service.ConsistentMap;
import org.onosproject.store.service.ConsistentMapBuilder;
import org.onosproject.store.service.StorageServiceAdapter;
import org.onosproject.store.service.Versioned;

/** One map that every builder gives, as a cluster has one map of a name; values pass through the serializer. */
public final class MapStorage extends StorageServiceAdapter {
    private final Map<Object, Object> values = Collections.synchronizedMap(new TreeMap<>());
    private final List<String> writes = new CopyOnWriteArrayList<>();

    /** Keys put and removed, in order, such as {@code "put d-1"}. */
    public List<String> writes() {
        return writes;
    }

    /** What is in it. */
    public Map<Object, Object> values() {
        return values;
    }

    @Override
    public <K, V> ConsistentMapBuilder<K, V> consistentMapBuilder() {
        return new ConsistentMapBuilder<K, V>() {
            @Override
            public AsyncConsistentMap<K, V> buildAsyncMap() {
                return new InMemory<>(object -> serializer().decode(serializer().encode(object)));
            }

            @Override
            public ConsistentMap<K, V> build() {
                return buildAsyncMap().asConsistentMap();
            }
        };
    }

    private final class InMemory<K, V> extends AsyncConsistentMapAdapter<K, V> {
        private final Function<Object, Object> overTheWire;

        InMemory(Function<Object, Object> overTheWire) {
            this.overTheWire = overTheWire;
        }

        @Override
        public CompletableFuture<Versioned<V>> put(K key, V value) {
            writes.add("put " + key);
            values.put(overTheWire.apply(key), overTheWire.apply(value));
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Versioned<V>> remove(K key) {
            writes.add("remove " + key);
            values.remove(key);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        @SuppressWarnings("unchecked") // one map, whose types the test knows
        public CompletableFuture<Set<Map.Entry<K, Versioned<V>>>> entrySet() {
            synchronized (values) {
                return CompletableFuture.completedFuture(values.entrySet().stream()
                        .map(entry -> Map.entry((K) entry.getKey(), new Versioned<>((V) entry.getValue(), 1)))
                        .collect(Collectors.toSet()));
            }
        }
    }
}

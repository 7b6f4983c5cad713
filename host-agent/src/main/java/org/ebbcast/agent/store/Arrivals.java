package org.ebbcast.agent.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.ebbcast.protocol.Digest;

/** Who waits for bytes of blobs that are still being filled. Thread-safe; holds no more than those who wait. */
final class Arrivals {
    private record Waiter(BooleanSupplier isThere, CompletableFuture<Boolean> arrived) {}

    private final Map<Digest, List<Waiter>> waiting = new HashMap<>();

    /**
     * Completes with true once {@code isThere} holds, which is asked whenever more of the blob is verified; whoever
     * completes it otherwise waits no more.
     */
    CompletableFuture<Boolean> await(Digest digest, BooleanSupplier isThere) {
        Waiter waiter = new Waiter(isThere, new CompletableFuture<>());
        synchronized (this) {
            waiting.computeIfAbsent(digest, d -> new ArrayList<>()).add(waiter);
        }
        waiter.arrived.whenComplete((there, failure) -> remove(digest, waiter));
        if (isThere.getAsBoolean()) {
            waiter.arrived.complete(true);
        }
        return waiter.arrived;
    }

    private synchronized void remove(Digest digest, Waiter waiter) {
        List<Waiter> others = waiting.get(digest);
        if (others != null && others.remove(waiter) && others.isEmpty()) {
            waiting.remove(digest);
        }
    }

    /** More of the blob is verified. O(those who wait for it). */
    void more(Digest digest) {
        List<Waiter> asked;
        synchronized (this) {
            asked = List.copyOf(waiting.getOrDefault(digest, List.of()));
        }
        asked.stream().filter(w -> w.isThere.getAsBoolean()).forEach(w -> w.arrived.complete(true));
    }

    synchronized int count() {
        return waiting.values().stream().mapToInt(List::size).sum();
    }
}

package org.ebbcast.orchestrator.life;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Counts since the start. Any thread reads; the orchestrator's loop and its listeners add. */
public final class Counters {
    /** What is counted. */
    public enum Count {
        DISTRIBUTIONS_SUBMITTED,
        DISTRIBUTIONS_COMPLETED,
        DISTRIBUTIONS_PARTIAL,
        DISTRIBUTIONS_FAILED,
        DISTRIBUTIONS_CANCELLED,
        TARGETS_DONE,
        TARGETS_FAILED,
        WIRE_BYTES_SENT,
        REPAIR_BYTES,
        TREES_INSTALLED,
        TREES_REFUSED,
        REPLANS,
        RATE_CHANGES,
        MULTICAST_REPAIRS,
        STATISTICS_READ,
        EVENTS_DROPPED,
        ORPHANS_REMOVED
    }

    private final Map<Count, AtomicLong> counts = new EnumMap<>(Count.class);

    /** All at 0. */
    public Counters() {
        for (Count count : Count.values()) {
            counts.put(count, new AtomicLong());
        }
    }

    public void add(Count count, long amount) {
        get(count).addAndGet(amount);
    }

    public long value(Count count) {
        return get(count).get();
    }

    private AtomicLong get(Count count) {
        AtomicLong found = counts.get(count);
        if (found == null) {
            throw new IllegalStateException("no counter for " + count);
        }
        return found;
    }
}

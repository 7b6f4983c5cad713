package org.ebbcast.orchestrator.life;

import java.util.BitSet;
import java.util.Optional;
import org.ebbcast.rules.Ipv4Address;

/**
 * Numbers of live trees, each with a group id and a multicast address of its own. Handed out in turn, so that a number
 * comes back as late as possible: a switch that was away meanwhile may still have rules of the one before. Owned by the
 * orchestrator's loop.
 */
final class Slots {
    private final Ipv4Address base;
    private final int count;
    private final BitSet taken = new BitSet();
    private int next;

    Slots(Ipv4Address base, int count, int first) {
        this.base = base;
        this.count = count;
        next = first % count;
    }

    /** A free slot; empty when all are taken. */
    Optional<Integer> take() {
        int slot = taken.nextClearBit(next);
        if (slot >= count) {
            slot = taken.nextClearBit(0);
        }
        if (slot >= count) {
            return Optional.empty();
        }
        taken.set(slot);
        next = (slot + 1) % count;
        return Optional.of(slot);
    }

    void release(int slot) {
        taken.clear(slot);
    }

    int takenCount() {
        return taken.cardinality();
    }

    Ipv4Address address(int slot) {
        return Ipv4Address.ofBits(base.bits() + slot);
    }
}

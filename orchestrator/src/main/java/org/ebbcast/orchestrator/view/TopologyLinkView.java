package org.ebbcast.orchestrator.view;

import java.util.Optional;

/** One direction of a link of the fabric. Immutable. */
public final class TopologyLinkView {
    private final LinkEnd from;
    private final LinkEnd to;
    private final long capacityBitsPerSecond;
    private final long idleBitsPerSecond;
    private final Optional<LoadView> load;
    private final Optional<Boolean> queue;

    private TopologyLinkView(
            LinkEnd from,
            LinkEnd to,
            long capacityBitsPerSecond,
            long idleBitsPerSecond,
            Optional<LoadView> load,
            Optional<Boolean> queue) {
        this.from = from;
        this.to = to;
        this.capacityBitsPerSecond = capacityBitsPerSecond;
        this.idleBitsPerSecond = idleBitsPerSecond;
        this.load = load;
        this.queue = queue;
    }

    /** See the accessors for units. */
    public static TopologyLinkView of(
            LinkEnd from,
            LinkEnd to,
            long capacityBitsPerSecond,
            long idleBitsPerSecond,
            Optional<LoadView> load,
            Optional<Boolean> queue) {
        return new TopologyLinkView(from, to, capacityBitsPerSecond, idleBitsPerSecond, load, queue);
    }

    public LinkEnd from() {
        return from;
    }

    public LinkEnd to() {
        return to;
    }

    public long capacityBitsPerSecond() {
        return capacityBitsPerSecond;
    }

    /** That Ebbcast may use; 0 without fresh statistics. */
    public long idleBitsPerSecond() {
        return idleBitsPerSecond;
    }

    /** Absent until measured. */
    public Optional<LoadView> load() {
        return load;
    }

    /** Whether the switch port that sends has the queue of image data; absent where unknown, or where a host sends. */
    public Optional<Boolean> queue() {
        return queue;
    }
}

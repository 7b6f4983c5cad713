package org.ebbcast.orchestrator.load;

import java.util.Optional;

/** How much of a link direction is idle. Stateless. */
public final class IdleBandwidth {
    private IdleBandwidth() {}

    /**
     * (capacity − foreground) × (1 − headroom), never below 0; 0 without a believable load. Foreground up to a third
     * of the headroom of an empty link is chatter (discovery, ARP, heartbeats) that the headroom already covers.
     */
    public static double bitsPerSecond(long capacityBitsPerSecond, double headroom, Optional<LinkLoad> load) {
        return load.map(l -> free(capacityBitsPerSecond, headroom, l.foregroundBitsPerSecond()))
                .orElse(0.0);
    }

    /**
     * The same of a port whose lowest queue yields within a packet: there a burst harms nobody, and what counts is the
     * foreground's average.
     */
    public static double behindQueue(long capacityBitsPerSecond, double headroom, Optional<LinkLoad> load) {
        return load.map(l -> free(capacityBitsPerSecond, headroom, l.averageForegroundBitsPerSecond()))
                .orElse(0.0);
    }

    private static double free(long capacityBitsPerSecond, double headroom, double foreground) {
        double chatter = capacityBitsPerSecond * headroom / 3;
        double free = foreground <= chatter ? capacityBitsPerSecond : capacityBitsPerSecond - foreground;
        return Math.max(0, free * (1 - headroom));
    }
}

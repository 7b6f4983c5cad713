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
        if (load.isEmpty()) {
            return 0;
        }
        double foreground = load.get().foregroundBitsPerSecond();
        double chatter = capacityBitsPerSecond * headroom / 3;
        double free = foreground <= chatter ? capacityBitsPerSecond : capacityBitsPerSecond - foreground;
        return Math.max(0, free * (1 - headroom));
    }
}

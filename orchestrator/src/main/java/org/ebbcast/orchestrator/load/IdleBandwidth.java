package org.ebbcast.orchestrator.load;

import java.util.Optional;

/** How much of a link direction is idle. Stateless. */
public final class IdleBandwidth {
    private IdleBandwidth() {}

    /**
     * capacity × (1 − headroom) − foreground, never below 0; 0 without a believable load. Foreground up to a third of
     * the headroom is chatter (discovery, ARP, heartbeats) that the headroom already covers.
     */
    public static double bitsPerSecond(long capacityBitsPerSecond, double headroom, Optional<LinkLoad> load) {
        if (load.isEmpty()) {
            return 0;
        }
        double foreground = load.get().foregroundBitsPerSecond();
        double chatter = capacityBitsPerSecond * headroom / 3;
        double usable = capacityBitsPerSecond * (1 - headroom);
        return Math.max(0, foreground <= chatter ? usable : usable - foreground);
    }
}

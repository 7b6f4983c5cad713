package org.ebbcast.controller.internal.fabric;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * What the fabric core is told once.
 *
 * @param discoveryInterval between LLDP rounds
 * @param missedRounds LLDP rounds that a link may miss before it is taken for gone
 * @param departureGrace for which base connectivity goes on through a switch whose connection broke
 * @param restartHold for which rules towards hosts not yet seen again are kept after a start
 * @param hostsPerPort most hosts learned at one port
 * @param framesPerSecond most frames that one port may have looked at; as many again may come at once
 * @param capacityBitsPerSecond capacity of every port; empty for what the switch reports
 */
public record FabricSettings(
        Duration discoveryInterval,
        int missedRounds,
        Duration departureGrace,
        Duration restartHold,
        int hostsPerPort,
        int framesPerSecond,
        OptionalLong capacityBitsPerSecond) {

    public static FabricSettings defaults() {
        return new FabricSettings(
                Duration.ofSeconds(2), 5, Duration.ofSeconds(3), Duration.ofSeconds(15), 256, 100, OptionalLong.empty());
    }
}

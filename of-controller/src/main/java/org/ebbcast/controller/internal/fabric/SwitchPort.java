package org.ebbcast.controller.internal.fabric;

import org.ebbcast.rules.PortNumber;

/**
 * A physical port as its switch describes it.
 *
 * @param up administratively and physically
 * @param speedBitsPerSecond current speed; 0 where the switch does not say
 */
public record SwitchPort(PortNumber number, boolean up, long speedBitsPerSecond) {}

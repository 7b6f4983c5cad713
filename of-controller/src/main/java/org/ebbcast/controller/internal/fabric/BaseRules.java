package org.ebbcast.controller.internal.fabric;

import java.util.List;
import java.util.Map;
import org.ebbcast.rules.PortNumber;

/**
 * The base rules of one switch: flows by key and SELECT groups by id.
 *
 * @param groups ports of each group, ascending
 */
public record BaseRules(Map<BaseFlow.Key, BaseFlow> flows, Map<Integer, List<PortNumber>> groups) {
    public static final BaseRules NONE = new BaseRules(Map.of(), Map.of());
}

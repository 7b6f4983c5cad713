package org.ebbcast.controller.internal.fabric;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ebbcast.rules.ConnectPoint;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.PortNumber;

/**
 * All shortest paths by hop count. Each hop is one nearer to the destination, so no choice among them makes a loop.
 * One breadth-first search per destination asked for, O(links), remembered; memory is switches × destinations. Owned by
 * the fabric's event loop.
 */
final class Routes {
    private final Map<DatapathId, Map<PortNumber, DatapathId>> neighbours = new HashMap<>();
    private final Map<DatapathId, Map<DatapathId, List<PortNumber>>> byDestination = new HashMap<>();

    /** @param links both directions of every link */
    Routes(Map<ConnectPoint, ConnectPoint> links) {
        links.forEach((from, to) -> neighbours
                .computeIfAbsent(from.datapathId(), key -> new TreeMap<>())
                .put(from.port(), to.datapathId()));
    }

    /** Ports of {@code at} that lead nearer to {@code to}, ascending; none if there is no way or no need. */
    List<PortNumber> nextHops(DatapathId at, DatapathId to) {
        return byDestination.computeIfAbsent(to, this::search).getOrDefault(at, List.of());
    }

    private Map<DatapathId, List<PortNumber>> search(DatapathId to) {
        Map<DatapathId, Integer> distance = distances(to);
        Map<DatapathId, List<PortNumber>> hops = new HashMap<>();
        distance.forEach((at, hopCount) -> {
            List<PortNumber> nearer = new ArrayList<>();
            neighbours.getOrDefault(at, Map.of()).forEach((port, neighbour) -> {
                if (distance.getOrDefault(neighbour, Integer.MAX_VALUE) < hopCount) {
                    nearer.add(port);
                }
            });
            hops.put(at, Collections.unmodifiableList(nearer));
        });
        return hops;
    }

    private Map<DatapathId, Integer> distances(DatapathId to) {
        Map<DatapathId, Integer> distance = new HashMap<>();
        Deque<DatapathId> queue = new ArrayDeque<>();
        distance.put(to, 0);
        queue.add(to);
        while (!queue.isEmpty()) {
            DatapathId at = queue.remove();
            for (DatapathId neighbour : neighbours.getOrDefault(at, Map.of()).values()) {
                if (distance.putIfAbsent(neighbour, distance.get(at) + 1) == null) {
                    queue.add(neighbour);
                }
            }
        }
        return distance;
    }
}

package org.ebbcast.controller.internal.fabric;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ebbcast.rules.ConnectPoint;
import org.ebbcast.rules.DatapathId;

/**
 * What LLDP frames told of links. A link counts once both directions were seen, so that a fibre that carries one way
 * only is not used. Age is counted in rounds that were sent and not heard, not in time: a controller that was starved
 * for a while does not take its own silence for that of the fabric. Owned by the fabric's event loop.
 */
final class LinkTable {
    private static final class Direction {
        final ConnectPoint to;
        int missedRounds;

        Direction(ConnectPoint to) {
            this.to = to;
        }
    }

    private final Map<ConnectPoint, Direction> byFrom = new HashMap<>();

    /** A frame sent out of {@code from} came in at {@code to}; answers whether the live links changed. */
    boolean observe(ConnectPoint from, ConnectPoint to) {
        Direction known = byFrom.get(from);
        if (known != null && known.to.equals(to)) {
            known.missedRounds = 0;
            return false;
        }
        // A port has one peer: what was believed of either end is over.
        byFrom.values().removeIf(direction -> direction.to.equals(to));
        byFrom.put(from, new Direction(to));
        return true;
    }

    /** Whether the way back from {@code to} was seen too. */
    boolean isConfirmed(ConnectPoint from, ConnectPoint to) {
        return leadsTo(from, to) && leadsTo(to, from);
    }

    /** Counts a round about to be sent; answers whether a link was dropped for having missed too many. */
    boolean beginRound(int mostMissed) {
        byFrom.values().forEach(direction -> direction.missedRounds++);
        return byFrom.values().removeIf(direction -> direction.missedRounds > mostMissed);
    }

    /** Drops what begins or ends at {@code port}; answers whether there was anything. */
    boolean removeAt(ConnectPoint port) {
        boolean began = byFrom.remove(port) != null;
        return byFrom.values().removeIf(direction -> direction.to.equals(port)) || began;
    }

    /** Drops what begins or ends in {@code datapathId}; answers whether there was anything. */
    boolean removeAt(DatapathId datapathId) {
        return byFrom.entrySet()
                .removeIf(entry -> entry.getKey().datapathId().equals(datapathId)
                        || entry.getValue().to.datapathId().equals(datapathId));
    }

    /** The port at the other end of a confirmed link. */
    Optional<ConnectPoint> peer(ConnectPoint port) {
        Direction direction = byFrom.get(port);
        return direction != null && leadsTo(direction.to, port) ? Optional.of(direction.to) : Optional.empty();
    }

    /** Both directions of every confirmed link, each an entry of its own, ascending. */
    Map<ConnectPoint, ConnectPoint> confirmed() {
        Map<ConnectPoint, ConnectPoint> links = new TreeMap<>();
        List<ConnectPoint> froms = new ArrayList<>(byFrom.keySet());
        froms.forEach(from -> peer(from).ifPresent(to -> links.put(from, to)));
        return links;
    }

    private boolean leadsTo(ConnectPoint from, ConnectPoint to) {
        Direction direction = byFrom.get(from);
        return direction != null && direction.to.equals(to);
    }
}

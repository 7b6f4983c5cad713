package org.ebbcast.orchestrator.life;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ebbcast.orchestrator.load.PortDirection;
import org.ebbcast.orchestrator.plan.FabricArc;
import org.ebbcast.orchestrator.plan.FabricGraph;
import org.ebbcast.orchestrator.port.Topology;
import org.ebbcast.protocol.HostId;
import org.ebbcast.protocol.Neighbour;

/** Tells the load estimator what a receiver fetched from neighbours, and where that may have crossed. */
final class FetchPlaces {
    /** Ethernet, IP and TCP headers, and acknowledgements that go the same way. */
    private static final double WIRE_PER_PAYLOAD = 1.08;

    private FetchPlaces() {}

    /** @param bytes of content since this was told last */
    static void note(World world, ShipmentRun s, Receiver r, long bytes) {
        if (bytes > 0) {
            world.load.fetched(of(world, s, r), WIRE_PER_PAYLOAD * 8 * bytes, world.nowNanos);
        }
    }

    private static List<PortDirection> of(World world, ShipmentRun s, Receiver r) {
        List<PortDirection> places = new ArrayList<>();
        world.agents.attachment(r.host).map(Topology.Attachment::at).map(PortDirection::sentFrom).ifPresent(places::add);
        Set<HostId> beyond = new HashSet<>();
        Optional.ofNullable(s.parents.get(r.host)).ifPresent(parent -> {
            world.agents.attachment(parent).map(Topology.Attachment::at).map(PortDirection::receivedAt).ifPresent(places::add);
            if (!world.fabric.leafOf(parent).equals(world.fabric.leafOf(r.host))) {
                beyond.add(parent);
            }
        });
        for (Neighbour n : new Neighbours(world).of(s, r.host)) {
            HostId host = HostId.of(n.host());
            if (n.tier() == Neighbour.Tier.RACK || r.widened) {
                world.agents
                        .attachment(host)
                        .map(Topology.Attachment::at)
                        .map(PortDirection::receivedAt)
                        .ifPresent(places::add);
            }
            if (n.tier() != Neighbour.Tier.RACK && r.widened) {
                beyond.add(host);
            }
        }
        if (!beyond.isEmpty()) {
            addUplinks(world.fabric, r.host, false, places);
            beyond.forEach(host -> addUplinks(world.fabric, host, true, places));
        }
        return places;
    }

    /** Links between the host's leaf and other switches: from the leaf if {@code outward}, else to it. */
    private static void addUplinks(FabricGraph fabric, HostId host, boolean outward, List<PortDirection> places) {
        fabric.leafOf(host).flatMap(fabric::vertexOf).ifPresent(leaf -> {
            for (int arc = fabric.graph().firstArc(leaf); arc < fabric.graph().endArc(leaf); arc++) {
                FabricArc link = fabric.arc(outward ? arc : fabric.graph().reverse(arc));
                if (link.tail().host().isEmpty() && link.head().host().isEmpty()) {
                    places.add(link.measuredAt());
                }
            }
        });
    }
}

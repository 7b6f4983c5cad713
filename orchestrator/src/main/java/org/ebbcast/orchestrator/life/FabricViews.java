package org.ebbcast.orchestrator.life;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ebbcast.orchestrator.load.PortDirection;
import org.ebbcast.orchestrator.port.Topology;
import org.ebbcast.orchestrator.view.LinkEnd;
import org.ebbcast.orchestrator.view.LoadView;
import org.ebbcast.orchestrator.view.TopologyHostView;
import org.ebbcast.orchestrator.view.TopologyLinkView;
import org.ebbcast.orchestrator.view.TopologyView;
import org.ebbcast.protocol.HostId;
import org.ebbcast.rules.ConnectPoint;

/** Makes snapshots of the fabric with its loads. */
final class FabricViews {
    private FabricViews() {}

    static TopologyView view(World world) {
        Map<Topology.Attachment, HostId> hosts = new HashMap<>();
        world.agents.attachments().forEach((host, at) -> hosts.put(at, host));
        List<TopologyHostView> seen = world.topology.attachments().stream()
                .map(a -> TopologyHostView.of(Optional.ofNullable(hosts.get(a)), a.mac(), a.ipv4(), a.at()))
                .collect(Collectors.toList());
        List<TopologyLinkView> links = new ArrayList<>();
        world.topology.links().forEach(l -> {
            PortDirection at = PortDirection.sentFrom(l.from());
            links.add(link(world, port(l.from()), port(l.to()), l.capacityBitsPerSecond(), at));
        });
        hosts.forEach((at, host) -> {
            LinkEnd end = LinkEnd.of(Optional.empty(), Optional.of(host));
            LinkEnd leaf = port(at.at());
            long capacity = at.capacityBitsPerSecond();
            links.add(link(world, end, leaf, capacity, PortDirection.receivedAt(at.at())));
            links.add(link(world, leaf, end, capacity, PortDirection.sentFrom(at.at())));
        });
        return TopologyView.of(
                world.topology.switches().stream().sorted().collect(Collectors.toList()),
                seen,
                links,
                world.config.withoutQueue());
    }

    private static LinkEnd port(ConnectPoint at) {
        return LinkEnd.of(Optional.of(at), Optional.empty());
    }

    private static TopologyLinkView link(World world, LinkEnd from, LinkEnd to, long capacity, PortDirection at) {
        Optional<LoadView> load = world.load.last(at, world.nowNanos)
                .map(l -> LoadView.of(
                        (long) l.measuredBitsPerSecond(),
                        (long) l.foregroundBitsPerSecond(),
                        (long) l.ownBitsPerSecond(),
                        l.ageNanos() / 1e9));
        long idle = (long) world.idleBitsPerSecond(at, capacity);
        Optional<Boolean> queue =
                world.queues.isKnown(at) ? Optional.of(!world.queues.isMissing(at)) : Optional.empty();
        return TopologyLinkView.of(from, to, capacity, idle, load, queue);
    }
}

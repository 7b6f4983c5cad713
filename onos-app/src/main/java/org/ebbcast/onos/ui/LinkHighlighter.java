package org.ebbcast.onos.ui;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.ebbcast.onos.EbbcastService;
import org.ebbcast.onos.OnosIds;
import org.ebbcast.orchestrator.Orchestrator;
import org.ebbcast.orchestrator.view.DistributionView;
import org.ebbcast.orchestrator.view.LinkEnd;
import org.ebbcast.orchestrator.view.TargetView;
import org.ebbcast.orchestrator.view.TopologyHostView;
import org.ebbcast.orchestrator.view.TopologyLinkView;
import org.ebbcast.orchestrator.view.TopologyView;
import org.ebbcast.protocol.HostId;
import org.onosproject.net.ConnectPoint;
import org.onosproject.net.DefaultEdgeLink;
import org.onosproject.net.EdgeLink;
import org.onosproject.net.Host;
import org.onosproject.net.Link;
import org.onosproject.net.host.HostService;
import org.onosproject.net.link.LinkService;
import org.onosproject.ui.UiTopoHighlighter;
import org.onosproject.ui.topo.BaseLink;
import org.onosproject.ui.topo.BaseLinkMap;
import org.onosproject.ui.topo.Highlights;
import org.onosproject.ui.topo.HostHighlight;
import org.onosproject.ui.topo.LinkHighlight;
import org.onosproject.ui.topo.Mod;
import org.onosproject.ui.topo.NodeBadge;

/**
 * Colours every link by what is idle in its busier direction (green to red), makes links of live trees stand out, and
 * puts the progress of every target on its host. Called by the GUI every few seconds.
 */
final class LinkHighlighter implements UiTopoHighlighter {
    private static final long PATIENCE_MILLIS = 500;
    private static final int PERCENT = 100;

    private final EbbcastService ebbcast;
    private final LinkService links;
    private final HostService hosts;

    LinkHighlighter(EbbcastService ebbcast, LinkService links, HostService hosts) {
        this.ebbcast = ebbcast;
        this.links = links;
        this.hosts = hosts;
    }

    @Override
    public String name() {
        return "Ebbcast: idle links and trees";
    }

    @Override
    public Highlights createHighlights() {
        Highlights highlights = new Highlights();
        Optional<Orchestrator> orchestrator = ebbcast.orchestrator();
        Optional<TopologyView> topology = orchestrator.flatMap(LinkHighlighter::topology);
        if (topology.isPresent()) {
            colourLinks(topology.get(), highlights);
            orchestrator.get().distributions().stream()
                    .filter(view -> !view.state().isOver())
                    .forEach(view -> badgeHosts(view, topology.get(), highlights));
        }
        return highlights;
    }

    private static Optional<TopologyView> topology(Orchestrator orchestrator) {
        try {
            return Optional.of(orchestrator
                    .topology()
                    .toCompletableFuture()
                    .get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
        } catch (ExecutionException | TimeoutException e) {
            return Optional.empty(); // shown again at the next call
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private void colourLinks(TopologyView topology, Highlights highlights) {
        Map<ConnectPoint, TopologyLinkView> outward = new HashMap<>();
        Map<ConnectPoint, TopologyLinkView> inward = new HashMap<>();
        for (TopologyLinkView link : topology.links()) {
            port(link.from()).ifPresent(at -> outward.put(at, link));
            port(link.to()).ifPresent(at -> inward.put(at, link));
        }
        for (BaseLink link : drawn().biLinks()) {
            ConnectPoint at = link.one().src().elementId() instanceof org.onosproject.net.DeviceId
                    ? link.one().src()
                    : link.one().dst();
            Optional.ofNullable(busier(outward.get(at), inward.get(at)))
                    .ifPresent(view -> highlights.add(highlight(link, view)));
        }
    }

    private BaseLinkMap drawn() {
        BaseLinkMap map = new BaseLinkMap();
        for (Link link : links.getActiveLinks()) {
            map.add(link);
        }
        for (Host host : hosts.getHosts()) {
            for (EdgeLink link : DefaultEdgeLink.createEdgeLinks(host, false)) {
                map.add(link);
            }
        }
        return map;
    }

    private static LinkHighlight highlight(BaseLink link, TopologyLinkView view) {
        boolean carriesTree = view.load().map(load -> load.ownBitsPerSecond() > 0).orElse(false);
        LinkHighlight highlight = new LinkHighlight(
                link.linkId(),
                carriesTree ? LinkHighlight.Flavor.PRIMARY_HIGHLIGHT : LinkHighlight.Flavor.SECONDARY_HIGHLIGHT);
        highlight.addMod(new Mod(colour(view)));
        if (carriesTree) {
            highlight.addMod(LinkHighlight.MOD_ANIMATED);
        }
        return highlight.setLabel(
                String.format(Locale.ROOT, "%.1f Mbps idle", view.idleBitsPerSecond() / 1e6));
    }

    /** Class names that the topology view has colours for. */
    private static String colour(TopologyLinkView view) {
        double idle = view.capacityBitsPerSecond() == 0
                ? 0
                : (double) view.idleBitsPerSecond() / view.capacityBitsPerSecond();
        if (idle > 0.7) {
            return "port-traffic-green";
        }
        if (idle > 0.4) {
            return "port-traffic-yellow";
        }
        return idle > 0.1 ? "port-traffic-orange" : "port-traffic-red";
    }

    private static @org.jspecify.annotations.Nullable TopologyLinkView busier(
            @org.jspecify.annotations.Nullable TopologyLinkView one,
            @org.jspecify.annotations.Nullable TopologyLinkView other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.idleBitsPerSecond() <= other.idleBitsPerSecond() ? one : other;
    }

    private static Optional<ConnectPoint> port(LinkEnd end) {
        return end.port().map(OnosIds::connectPoint);
    }

    private void badgeHosts(DistributionView view, TopologyView topology, Highlights highlights) {
        Map<HostId, TargetView> targets = new HashMap<>();
        view.targets().forEach(target -> targets.put(target.host(), target));
        Set<HostId> sources = new HashSet<>(view.sources());
        for (TopologyHostView seen : topology.hosts()) {
            seen.host().ifPresent(host -> {
                Optional<NodeBadge> badge = Optional.ofNullable(targets.get(host))
                        .map(LinkHighlighter::progress)
                        .or(() -> sources.contains(host) ? Optional.of(NodeBadge.text("src")) : Optional.empty());
                badge.ifPresent(b -> onHost(seen, b, highlights));
            });
        }
    }

    private static NodeBadge progress(TargetView target) {
        switch (target.state()) {
            case FAILED:
                return NodeBadge.text(NodeBadge.Status.ERROR, "x", target.detail());
            case DONE:
                return NodeBadge.text(NodeBadge.Status.INFO, "ok");
            default:
                long percent = target.bytesTotal() == 0 ? 0 : PERCENT * target.bytesVerified() / target.bytesTotal();
                return NodeBadge.text(NodeBadge.Status.WARN, percent + "%");
        }
    }

    private void onHost(TopologyHostView seen, NodeBadge badge, Highlights highlights) {
        org.onlab.packet.MacAddress mac = org.onlab.packet.MacAddress.valueOf(seen.mac());
        for (Host host : hosts.getHostsByMac(mac)) {
            HostHighlight highlight = new HostHighlight(host.id().toString());
            highlight.setBadge(badge);
            highlights.add(highlight);
        }
    }
}

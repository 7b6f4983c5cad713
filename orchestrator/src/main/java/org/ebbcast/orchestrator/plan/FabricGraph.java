package org.ebbcast.orchestrator.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.ebbcast.orchestrator.port.Topology;
import org.ebbcast.orchestrator.view.FabricNode;
import org.ebbcast.planner.Graph;
import org.ebbcast.protocol.HostId;
import org.ebbcast.rules.ConnectPoint;
import org.ebbcast.rules.DatapathId;

/**
 * A topology with its agents' hosts as a planner's graph, and the way back from vertices and arcs to switches, hosts
 * and ports. Vertices are numbered by datapath id, then by host name; links by their lower end: the same fabric gives
 * the same graph everywhere. Immutable; memory is O(vertices + arcs).
 */
public final class FabricGraph {
    private final Graph graph;
    private final List<FabricNode> nodes;
    private final Map<FabricNode, Integer> vertexOf;
    private final FabricArc[] arcs;
    private final Map<FabricArc, Integer> idOf;

    private FabricGraph(
            Graph graph, List<FabricNode> nodes, Map<FabricNode, Integer> vertexOf, FabricArc[] arcs) {
        this.graph = graph;
        this.nodes = nodes;
        this.vertexOf = vertexOf;
        this.arcs = arcs;
        idOf = new HashMap<>();
        for (int arc = 0; arc < arcs.length; arc++) {
            idOf.put(arcs[arc], arc);
        }
    }

    /**
     * Links of which only one direction is there get the other with capacity 0. Links and hosts at switches that are
     * not in the topology are left out.
     *
     * @param hosts where each agent's host attaches
     */
    public static FabricGraph of(Topology topology, SortedMap<HostId, Topology.Attachment> hosts) {
        Graph.Builder builder = Graph.builder();
        List<FabricNode> nodes = new ArrayList<>();
        Map<FabricNode, Integer> vertexOf = new HashMap<>();
        topology.switches().stream().sorted().forEach(s -> add(FabricNode.of(s), builder.addRelay(), nodes, vertexOf));
        List<FabricArc> forward = new ArrayList<>();
        addSwitchLinks(topology, builder, vertexOf, forward);
        hosts.forEach((host, attachment) -> {
            Integer leaf = vertexOf.get(FabricNode.of(attachment.at().datapathId()));
            if (leaf != null) {
                FabricNode node = FabricNode.of(host);
                add(node, builder.addEndPoint(), nodes, vertexOf);
                long capacity = attachment.capacityBitsPerSecond();
                builder.addLink(vertexOf.get(node), leaf, capacity, capacity);
                forward.add(FabricArc.of(node, nodes.get(leaf), Optional.empty(), Optional.of(attachment.at())));
            }
        });
        Graph graph = builder.build();
        return new FabricGraph(graph, nodes, vertexOf, arcsOf(graph, forward));
    }

    private static void add(FabricNode node, int vertex, List<FabricNode> nodes, Map<FabricNode, Integer> vertexOf) {
        nodes.add(node);
        vertexOf.put(node, vertex);
    }

    private static void addSwitchLinks(
            Topology topology, Graph.Builder builder, Map<FabricNode, Integer> vertexOf, List<FabricArc> forward) {
        SortedMap<ConnectPoint, Topology.Link> byOut = new TreeMap<>();
        topology.links().forEach(link -> byOut.put(link.from(), link));
        Map<ConnectPoint, ConnectPoint> done = new LinkedHashMap<>();
        for (Topology.Link link : byOut.values()) {
            FabricNode tail = FabricNode.of(link.from().datapathId());
            FabricNode head = FabricNode.of(link.to().datapathId());
            boolean known = vertexOf.containsKey(tail) && vertexOf.containsKey(head) && !tail.equals(head);
            if (!known || link.from().equals(done.get(link.to()))) {
                continue;
            }
            Topology.Link back = byOut.get(link.to());
            boolean paired = back != null && back.to().equals(link.from());
            done.put(link.from(), link.to());
            builder.addLink(
                    vertexOf.get(tail),
                    vertexOf.get(head),
                    link.capacityBitsPerSecond(),
                    paired ? back.capacityBitsPerSecond() : 0);
            forward.add(FabricArc.of(tail, head, Optional.of(link.from()), Optional.of(link.to())));
        }
    }

    private static FabricArc[] arcsOf(Graph graph, List<FabricArc> forward) {
        FabricArc[] arcs = new FabricArc[graph.arcCount()];
        for (int link = 0; link < forward.size(); link++) {
            FabricArc there = forward.get(link);
            int arc = graph.forwardArcOfLink(link);
            arcs[arc] = there;
            arcs[graph.reverse(arc)] = FabricArc.of(there.head(), there.tail(), there.in(), there.out());
        }
        return arcs;
    }

    public Graph graph() {
        return graph;
    }

    public FabricNode node(int vertex) {
        return nodes.get(vertex);
    }

    public FabricArc arc(int arc) {
        return arcs[arc];
    }

    /** The id of {@code arc}; empty if the fabric no longer has it. */
    public Optional<Integer> idOf(FabricArc arc) {
        return Optional.ofNullable(idOf.get(arc));
    }

    /** The host's vertex; empty if the fabric does not see it. */
    public Optional<Integer> vertexOf(HostId host) {
        return Optional.ofNullable(vertexOf.get(FabricNode.of(host)));
    }

    /** The switch's vertex; empty if the fabric does not see it. */
    public Optional<Integer> vertexOf(DatapathId datapathId) {
        return Optional.ofNullable(vertexOf.get(FabricNode.of(datapathId)));
    }

    /** The switch that {@code host} is plugged into. */
    public Optional<DatapathId> leafOf(HostId host) {
        return vertexOf(host).flatMap(v -> node(graph.head(graph.firstArc(v))).datapathId());
    }

    /** The switch itself and those at most {@code hops} links away from it. O(their links). */
    public List<DatapathId> within(DatapathId from, int hops) {
        Map<Integer, Integer> distance = new LinkedHashMap<>();
        vertexOf(from).ifPresent(v -> distance.put(v, 0));
        Deque<Integer> next = new ArrayDeque<>(distance.keySet());
        while (!next.isEmpty()) {
            int v = next.poll();
            for (int arc = graph.firstArc(v); arc < graph.endArc(v) && distance.get(v) < hops; arc++) {
                int w = graph.head(arc);
                if (graph.relays(w) && distance.putIfAbsent(w, distance.get(v) + 1) == null) {
                    next.add(w);
                }
            }
        }
        return distance.keySet().stream().flatMap(v -> node(v).datapathId().stream()).collect(Collectors.toList());
    }

    /** One value per arc id, rounded down and kept between 0 and the arc's capacity. */
    public long[] perArc(ToDoubleFunction<FabricArc> bitsPerSecond) {
        long[] values = new long[arcs.length];
        for (int arc = 0; arc < arcs.length; arc++) {
            double value = Math.max(0, bitsPerSecond.applyAsDouble(arcs[arc]));
            values[arc] = Math.min((long) value, graph.capacityBitsPerSecond(arc));
        }
        return values;
    }
}

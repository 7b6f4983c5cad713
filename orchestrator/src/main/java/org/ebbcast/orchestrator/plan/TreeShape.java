package org.ebbcast.orchestrator.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.ebbcast.orchestrator.view.FabricNode;
import org.ebbcast.planner.PlannedTree;
import org.ebbcast.protocol.HostId;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.DistributionTree.Hop;
import org.ebbcast.rules.PortNumber;

/** A planned tree in terms of hosts, switches and ports. Immutable. */
public final class TreeShape {
    private final HostId root;
    private final List<HostId> targets;
    private final Set<HostId> targetSet;
    private final List<FabricArc> arcs;
    private final List<List<Hop>> levels;
    private final long rateBitsPerSecond;
    private final double shareFrom;
    private final double shareTo;

    private TreeShape(FabricGraph fabric, PlannedTree tree) {
        root = host(fabric, tree.root());
        targets = Arrays.stream(tree.targets())
                .mapToObj(v -> host(fabric, v))
                .collect(Collectors.toUnmodifiableList());
        targetSet = Set.copyOf(targets);
        arcs = Arrays.stream(tree.arcs()).mapToObj(fabric::arc).collect(Collectors.toUnmodifiableList());
        levels = levels(root, arcs);
        rateBitsPerSecond = tree.rateBitsPerSecond();
        shareFrom = tree.shareFrom();
        shareTo = tree.shareTo();
    }

    /** O(arcs). */
    public static TreeShape of(FabricGraph fabric, PlannedTree tree) {
        return new TreeShape(fabric, tree);
    }

    private static HostId host(FabricGraph fabric, int vertex) {
        FabricNode node = fabric.node(vertex);
        return node.host()
                .orElseThrow(() -> new IllegalArgumentException("tree ends at switch " + node + ", not at a host"));
    }

    private static List<List<Hop>> levels(HostId root, List<FabricArc> arcs) {
        Map<FabricNode, Integer> depth = new LinkedHashMap<>();
        depth.put(FabricNode.of(root), 0);
        Map<DatapathId, PortNumber> in = new LinkedHashMap<>();
        Map<DatapathId, List<PortNumber>> out = new LinkedHashMap<>();
        TreeMap<Integer, List<DatapathId>> byDepth = new TreeMap<>();
        for (FabricArc arc : arcs) {
            int below = depth.get(arc.tail()) + 1;
            depth.put(arc.head(), below);
            arc.head().datapathId().ifPresent(s -> {
                in.put(s, arc.in().orElseThrow().port());
                byDepth.computeIfAbsent(below, d -> new ArrayList<>()).add(s);
            });
            Optional<DatapathId> from = arc.tail().datapathId();
            from.ifPresent(s -> out.computeIfAbsent(s, x -> new ArrayList<>())
                    .add(arc.out().orElseThrow().port()));
        }
        List<List<Hop>> levels = new ArrayList<>();
        byDepth.values()
                .forEach(level -> levels.add(level.stream()
                        .sorted()
                        .map(s -> Hop.of(s, in.get(s), sorted(out.getOrDefault(s, List.of()))))
                        .collect(Collectors.toUnmodifiableList())));
        return List.copyOf(levels);
    }

    private static List<PortNumber> sorted(List<PortNumber> ports) {
        return ports.stream().sorted().collect(Collectors.toUnmodifiableList());
    }

    /** The holder that sends. */
    public HostId root() {
        return root;
    }

    /** Hosts served. */
    public List<HostId> targets() {
        return targets;
    }

    /** Every link direction that it crosses, from the root outward. */
    public List<FabricArc> arcs() {
        return arcs;
    }

    /** Switches by distance from the root, nearest first. */
    public List<List<Hop>> levels() {
        return levels;
    }

    /** Wire rate that the plan gave it. */
    public long rateBitsPerSecond() {
        return rateBitsPerSecond;
    }

    /** Whether {@code host} is one of its targets. O(1). */
    public boolean serves(HostId host) {
        return targetSet.contains(host);
    }

    /** Start of the part of the content that goes down it, 0 to 1. */
    public double shareFrom() {
        return shareFrom;
    }

    /** End of that part. */
    public double shareTo() {
        return shareTo;
    }

    /** Targets that its root no longer reaches because a link is gone. O(arcs). */
    public Set<HostId> cutOff(Predicate<FabricArc> isGone) {
        Set<FabricNode> reached = new HashSet<>();
        reached.add(FabricNode.of(root));
        for (FabricArc arc : arcs) {
            if (reached.contains(arc.tail()) && !isGone.test(arc)) {
                reached.add(arc.head());
            }
        }
        return targets.stream()
                .filter(host -> !reached.contains(FabricNode.of(host)))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether root, targets and links are the same. */
    public boolean sameWay(TreeShape other) {
        return root.equals(other.root)
                && targets.equals(other.targets)
                && arcs.size() == other.arcs.size()
                && arcs.containsAll(other.arcs);
    }

    @Override
    public String toString() {
        return root + " to " + targets + " at " + rateBitsPerSecond + " bit/s";
    }
}

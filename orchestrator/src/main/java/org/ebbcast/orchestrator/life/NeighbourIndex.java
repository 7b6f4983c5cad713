package org.ebbcast.orchestrator.life;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ebbcast.orchestrator.plan.FabricGraph;
import org.ebbcast.protocol.HostId;
import org.ebbcast.rules.DatapathId;

/**
 * Where those are who may have something of a shipment, so that a receiver's neighbours are found without looking at all of
 * them. Built in O(hosts log hosts); true until hosts or fabric change. Owned by its {@link ShipmentRun}.
 */
final class NeighbourIndex {
    private static final int POD_HOPS = 2;

    private final FabricGraph fabric;
    private final List<HostId> sources = new ArrayList<>();
    private final SortedMap<DatapathId, List<HostId>> byLeaf = new TreeMap<>();
    private final Map<DatapathId, List<DatapathId>> pods = new HashMap<>();

    NeighbourIndex(ShipmentRun s, FabricGraph fabric) {
        this.fabric = fabric;
        TreeSet<HostId> everybody = new TreeSet<>(s.receivers.keySet());
        everybody.addAll(s.holders);
        everybody.forEach(host -> {
            if (!s.receivers.containsKey(host)) {
                sources.add(host);
            } else {
                fabric.leafOf(host).ifPresent(leaf -> byLeaf.computeIfAbsent(leaf, l -> new ArrayList<>()).add(host));
            }
        });
    }

    /** Hosts that send, another first for each receiver. */
    List<HostId> sources(HostId host) {
        return rotated(sources, sources.isEmpty() ? 0 : Math.floorMod(host.hashCode(), sources.size()));
    }

    /** The other receivers behind the same leaf, beginning after this one. */
    List<HostId> rack(HostId host) {
        List<HostId> rack = mates(host);
        int at = rack.indexOf(host);
        List<HostId> others = rotated(rack, at + 1);
        others.remove(host);
        return others;
    }

    /** Up to {@code most} receivers behind leaves a pod or spine switch away, each behind another one as far as possible. */
    List<HostId> pod(HostId host, int most) {
        Optional<DatapathId> leaf = fabric.leafOf(host);
        List<DatapathId> leaves = leaf.map(l -> pods.computeIfAbsent(l, this::leavesNear)).orElse(List.of());
        List<HostId> found = new ArrayList<>();
        int at = mates(host).indexOf(host);
        for (int round = 0; found.size() < most && round < most; round++) {
            for (int i = 0; i < leaves.size() && found.size() < most; i++) {
                List<HostId> there = byLeaf.get(leaves.get((at + 1 + i) % leaves.size()));
                if (round < there.size()) {
                    found.add(there.get((at + 1 + round) % there.size()));
                }
            }
        }
        return found;
    }

    private List<HostId> mates(HostId host) {
        return fabric.leafOf(host).map(leaf -> byLeaf.getOrDefault(leaf, List.of())).orElse(List.of());
    }

    /** Leaves with receivers, beginning after {@code leaf}. */
    private List<DatapathId> leavesNear(DatapathId leaf) {
        List<DatapathId> after = new ArrayList<>();
        List<DatapathId> before = new ArrayList<>();
        new TreeSet<>(fabric.within(leaf, POD_HOPS)).stream()
                .filter(other -> byLeaf.containsKey(other) && !other.equals(leaf))
                .forEach(other -> (other.compareTo(leaf) > 0 ? after : before).add(other));
        after.addAll(before);
        return after;
    }

    private static List<HostId> rotated(List<HostId> hosts, int from) {
        List<HostId> rotated = new ArrayList<>(hosts.subList(from, hosts.size()));
        rotated.addAll(hosts.subList(0, from));
        return rotated;
    }
}

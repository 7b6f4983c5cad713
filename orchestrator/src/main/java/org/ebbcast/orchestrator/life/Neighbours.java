package org.ebbcast.orchestrator.life;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.ebbcast.protocol.HostId;
import org.ebbcast.protocol.Neighbour;
import org.ebbcast.rules.DatapathId;

/** Whom a receiver may ask for what it lacks. */
final class Neighbours {
    private static final int POD_HOPS = 2;
    private static final int MAX_PER_TIER = 8;

    private final World world;

    Neighbours(World world) {
        this.world = world;
    }

    /**
     * Whom it may ask now. While a stream runs to it, only its rack: what crosses the fabric then belongs in the tree,
     * where it crosses once, and would only take the tree's bandwidth.
     */
    List<Neighbour> askable(ShipmentRun s, HostId host) {
        boolean coming = s.changeover.map(c -> c.served.contains(host)).orElse(false);
        boolean streaming = coming || s.serving(host).anyMatch(Branch::isSending);
        List<Neighbour> askable = new ArrayList<>();
        Optional.ofNullable(s.parents.get(host)).ifPresent(parent -> add(askable, parent, Neighbour.Tier.RELAY));
        of(s, host).stream()
                .filter(n -> !streaming && !relayed(s, host) || n.tier() == Neighbour.Tier.RACK)
                .forEach(askable::add);
        return askable;
    }

    /** With a parent it has no need to ask further away, until it is widened. */
    private static boolean relayed(ShipmentRun s, HostId host) {
        return s.parents.containsKey(host)
                && Optional.ofNullable(s.receivers.get(host)).map(r -> !r.widened).orElse(false);
    }

    /** Nearest first, a bounded number; each receiver begins at another place, so that none is everybody's first. */
    List<Neighbour> of(ShipmentRun s, HostId host) {
        return s.neighbours.computeIfAbsent(host, h -> find(s, h));
    }

    private List<Neighbour> find(ShipmentRun s, HostId host) {
        List<Neighbour> rack = new ArrayList<>();
        List<Neighbour> pod = new ArrayList<>();
        List<Neighbour> sources = new ArrayList<>();
        Optional<DatapathId> leaf = world.fabric.leafOf(host);
        for (HostId other : rotated(s, host)) {
            Optional<DatapathId> otherLeaf = world.fabric.leafOf(other);
            if (s.holders.contains(other) && !s.receivers.containsKey(other)) {
                add(sources, other, Neighbour.Tier.SOURCE);
            } else if (leaf.isPresent() && leaf.equals(otherLeaf)) {
                add(rack, other, Neighbour.Tier.RACK);
            } else if (leaf.isPresent() && otherLeaf.isPresent() && pod.size() < MAX_PER_TIER
                    && world.fabric.hops(leaf.get(), otherLeaf.get(), POD_HOPS).isPresent()) {
                add(pod, other, Neighbour.Tier.POD);
            }
        }
        List<Neighbour> all = new ArrayList<>(rack);
        all.addAll(pod);
        all.addAll(sources);
        return List.copyOf(all);
    }

    private static List<HostId> rotated(ShipmentRun s, HostId host) {
        Set<HostId> everybody = new TreeSet<>(s.receivers.keySet());
        everybody.addAll(s.holders);
        List<HostId> before = new ArrayList<>();
        List<HostId> rotated = new ArrayList<>();
        everybody.forEach(other -> {
            if (!other.equals(host)) {
                (other.compareTo(host) < 0 ? before : rotated).add(other);
            }
        });
        rotated.addAll(before);
        return rotated;
    }

    private void add(List<Neighbour> tier, HostId host, Neighbour.Tier name) {
        if (tier.size() < MAX_PER_TIER) {
            world.agents
                    .find(host)
                    .filter(agent -> agent.connected)
                    .flatMap(agent -> agent.dataInterface.map(
                            i -> new Neighbour(host.toString(), i.ipv4(), agent.hello.blobPort(), name)))
                    .ifPresent(tier::add);
        }
    }
}

package org.ebbcast.orchestrator.life;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ebbcast.protocol.HostId;
import org.ebbcast.protocol.Neighbour;

/** Whom a receiver may ask for what it lacks. */
final class Neighbours {
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
        NeighbourIndex index = s.neighbourIndex(world.fabric);
        List<Neighbour> rack = new ArrayList<>();
        List<Neighbour> pod = new ArrayList<>();
        List<Neighbour> sources = new ArrayList<>();
        index.rack(host).forEach(other -> add(rack, other, Neighbour.Tier.RACK));
        index.pod(host, MAX_PER_TIER).forEach(other -> add(pod, other, Neighbour.Tier.POD));
        index.sources(host).forEach(other -> add(sources, other, Neighbour.Tier.SOURCE));
        List<Neighbour> all = new ArrayList<>(rack);
        all.addAll(pod);
        all.addAll(sources);
        return List.copyOf(all);
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

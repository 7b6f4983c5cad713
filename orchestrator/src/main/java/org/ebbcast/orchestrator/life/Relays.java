package org.ebbcast.orchestrator.life;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.ebbcast.orchestrator.view.TargetState;
import org.ebbcast.protocol.HostId;

/**
 * Receivers that no switch replicates to: each is given a parent, from which it streams pieces as that one verifies them. Keeps
 * the parents true to who is there and gives.
 */
final class Relays {
    /** A receiver that got nothing from so many parents is left to repair. */
    private static final int MAX_SHUNNED = 4;
    private static final int MAX_NAMED = 20;
    /** Without progress for so long, a parent that has more is given up. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final Duration SILENCE = Duration.ofSeconds(2);
    private static final long SILENT_CHUNKS = 256;

    private final World world;
    private final Phases phases;

    Relays(World world, Phases phases) {
        this.world = world;
        this.phases = phases;
    }

    /** No tree serves these: from now on they are relayed. Those who are new are not told yet. */
    void take(Distribution d, ShipmentRun s, Collection<Receiver> receivers) {
        Set<HostId> fresh = new HashSet<>();
        receivers.stream().filter(r -> !r.relayed).forEach(r -> {
            r.relayed = true;
            fresh.add(r.host);
        });
        if (!fresh.isEmpty()) {
            assign(d, s).stream().filter(h -> !fresh.contains(h)).forEach(h -> phases.programming.tellReceiver(s, h));
        }
    }

    /** Somebody came, went or was given up: whoever has lost its parent gets another one, and is told. */
    void refresh(Distribution d, ShipmentRun s) {
        if (!d.isEnding() && s.generation > 0 && s.receivers.values().stream().anyMatch(r -> r.relayed && !r.received)) {
            assign(d, s).forEach(host -> phases.programming.tellReceiver(s, host));
        }
    }

    /** Whether a relayed receiver's parent still has time to give it something. */
    boolean isPatient(ShipmentRun s, Receiver r) {
        return s.parents.containsKey(r.host) && !world.passed(r.progressNanos, FeedbackBudget.patience(s, PATIENCE));
    }

    /**
     * A relayed receiver has got nothing for a while. A parent that has more than it is given up; with one that has nothing
     * for it either it waits. Returns whether it waits, or has another parent now.
     */
    boolean goesOn(Distribution d, ShipmentRun s, Receiver r) {
        HostId parent = s.parents.get(r.host);
        if (parent == null) {
            return false;
        }
        Receiver giver = s.receivers.get(parent);
        if (giver == null || giver.received || giver.verifiedBytes > r.verifiedBytes) {
            r.shunned.add(parent);
            d.event("shipment " + s.number() + ": " + r.host + " gets nothing from " + parent, world.nowNanos);
            refresh(d, s);
            return s.parents.containsKey(r.host);
        }
        return giver.progressNanos - r.progressNanos > 0 || s.parents.containsKey(parent) || !giver.streamsEnded;
    }

    /** Notes whether something came by multicast; a relayed receiver that hears again goes back to its tree. */
    void heard(Distribution d, ShipmentRun s, Receiver r, long datagrams) {
        if (datagrams != r.heardDatagrams) {
            r.heardDatagrams = datagrams;
            r.sentWhenHeard = sentTowards(s, r);
            if (r.relayed && !r.streamsEnded) {
                r.relayed = false;
                s.parents.remove(r.host);
                d.event("shipment " + s.number() + ": multicast reaches " + r.host + " again", world.nowNanos);
                refresh(d, s);
                phases.programming.tellReceiver(s, r.host);
            }
        }
    }

    private static long sentTowards(ShipmentRun s, Receiver r) {
        return s.branches.stream().filter(b -> b.serves(r.host)).mapToLong(b -> b.chunksSent).sum();
    }

    /**
     * Looks for receivers that a stream has been sent to for a while and that have heard nothing of it: multicast is filtered.
     * They are relayed. A stream that nobody hears ends as soon as what is relayed instead arrives.
     */
    void probe(Distribution d, ShipmentRun s) {
        List<Receiver> deaf = d.lacking(s).filter(r -> isDeaf(s, r)).collect(Collectors.toList());
        if (!deaf.isEmpty()) {
            relay(d, s, deaf);
        }
        s.sending().filter(b -> isForNobody(d, s, b)).collect(Collectors.toList()).forEach(b -> {
            d.event("shipment " + s.number() + ": nobody hears " + b.root() + "'s stream; it ends", world.nowNanos);
            phases.programming.stop(s, b);
            b.targets().forEach(host -> phases.repair.endOfStreams(d, s, host));
        });
    }

    private void relay(Distribution d, ShipmentRun s, List<Receiver> deaf) {
        String names = deaf.stream().limit(MAX_NAMED).map(r -> r.host.toString()).collect(Collectors.joining(", "));
        d.event("shipment " + s.number() + ": multicast does not reach " + names
                + (deaf.size() > MAX_NAMED ? " and " + (deaf.size() - MAX_NAMED) + " more" : ""), world.nowNanos);
        take(d, s, deaf);
        deaf.forEach(r -> phases.programming.tellReceiver(s, r.host));
    }

    private boolean isDeaf(ShipmentRun s, Receiver r) {
        boolean silent = !r.relayed
                && !r.streamsEnded
                && s.changeover.isEmpty()
                && world.agents.isConnected(r.host)
                && r.readyGeneration >= 0
                && s.serving(r.host).anyMatch(Branch::isSending)
                && sentTowards(s, r) - r.sentWhenHeard > SILENT_CHUNKS;
        if (!silent) {
            r.silentSinceNanos = Long.MAX_VALUE;
        } else if (r.silentSinceNanos == Long.MAX_VALUE) {
            r.silentSinceNanos = world.nowNanos;
        }
        return silent && world.passed(r.silentSinceNanos, FeedbackBudget.patience(s, SILENCE));
    }

    private static boolean isForNobody(Distribution d, ShipmentRun s, Branch b) {
        List<Receiver> lacking =
                d.lacking(s).filter(r -> b.serves(r.host)).collect(Collectors.toList());
        return lacking.stream().allMatch(r -> r.relayed) && lacking.stream().anyMatch(r -> r.repairBytes > 0);
    }

    /** Returns those whose parent changed. */
    private List<HostId> assign(Distribution d, ShipmentRun s) {
        List<HostId> members = d.lacking(s)
                .filter(r -> r.relayed && world.agents.isConnected(r.host))
                .sorted(Comparator.comparingLong((Receiver r) -> -r.verifiedBytes).thenComparing(r -> r.host))
                .map(r -> r.host)
                .collect(Collectors.toList());
        SortedSet<HostId> reached = reached(d, s);
        SortedSet<HostId> sources = s.holders.stream()
                .filter(h -> !s.receivers.containsKey(h) && world.agents.isConnected(h))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<HostId> givers = new HashSet<>(members);
        givers.addAll(reached);
        givers.addAll(sources);
        SortedMap<HostId, HostId> kept = new TreeMap<>(s.parents);
        kept.entrySet().removeIf(e -> !givers.contains(e.getValue()) || !mayGive(s, e.getValue(), e.getKey()));
        SortedMap<HostId, HostId> next = new RelayForest(
                        world.fabric::leafOf, reached, sources, (parent, child) -> mayGive(s, parent, child))
                .parents(members, kept);
        Map<HostId, HostId> before = new HashMap<>(s.parents);
        s.parents.keySet().removeIf(h -> !s.receivers.get(h).received);
        s.parents.putAll(next);
        List<HostId> changed = members.stream()
                .filter(h -> !Objects.equals(before.get(h), next.get(h)))
                .collect(Collectors.toList());
        tell(d, s, changed);
        return changed;
    }

    private void tell(Distribution d, ShipmentRun s, List<HostId> changed) {
        String pairs = changed.stream()
                .filter(s.parents::containsKey)
                .limit(MAX_NAMED)
                .map(h -> h + " from " + s.parents.get(h))
                .collect(Collectors.joining(", "));
        if (!pairs.isEmpty()) {
            String more = changed.size() > MAX_NAMED ? ", " + (changed.size() - MAX_NAMED) + " more" : "";
            d.event("shipment " + s.number() + " is relayed: " + pairs + more, world.nowNanos);
        }
    }

    private static boolean mayGive(ShipmentRun s, HostId parent, HostId child) {
        Set<HostId> shunned = Optional.ofNullable(s.receivers.get(child)).map(r -> r.shunned).orElse(Set.of());
        return !parent.equals(child) && shunned.size() < MAX_SHUNNED && !shunned.contains(parent);
    }

    /** Receivers that a tree serves, or that have everything. */
    private SortedSet<HostId> reached(Distribution d, ShipmentRun s) {
        Set<HostId> served = new HashSet<>();
        s.branches.stream().filter(b -> b.state != Branch.State.STOPPED).forEach(b -> served.addAll(b.targets()));
        s.changeover.ifPresent(c -> served.addAll(c.served));
        return s.receivers.values().stream()
                .filter(r -> r.received || !r.relayed && served.contains(r.host))
                .map(r -> r.host)
                .filter(world.agents::isConnected)
                .filter(h -> d.target(h).map(t -> !t.isOver() || t.state == TargetState.DONE).orElse(false))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}

package org.ebbcast.simulator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.ebbcast.orchestrator.load.PortDirection;
import org.ebbcast.orchestrator.sim.SimFabric;
import org.ebbcast.orchestrator.sim.SimRules;
import org.ebbcast.orchestrator.sim.VirtualLoop;
import org.ebbcast.protocol.HostId;
import org.ebbcast.rules.Ipv4Address;

/**
 * Moves datagrams: each follows the rules that the switches hold, waits in the low queue of every link beside foreground
 * traffic, and meets the faults of each link once for everybody behind it. Owned by its {@link Site}.
 */
final class Wires {
    private static final long BUFFER_NANOS = 60_000_000L;
    private static final long HOP_NANOS = 50_000L;
    private static final int MAX_KEPT = 400;
    private static final long LOST = Long.MIN_VALUE;
    /** How long a way through the fabric is believed to stay as it was. */
    private static final long WAY_NANOS = 5_000_000L;

    /** Where datagrams come out. */
    interface Delivery {
        /** @param forged whether nobody who sends made it as it is */
        void arrived(HostId host, Ipv4Address group, byte[] datagram, boolean forged);
    }

    private final VirtualLoop loop;
    private final SimFabric fabric;
    private final SimRules rules;
    private final Random random;
    private final Delivery delivery;
    private final List<String> violations;
    private final Map<PortDirection, Long> freeAtNanos = new HashMap<>();
    private final Map<PortDirection, LinkFaults> faults = new HashMap<>();
    private final Map<String, Tree> trees = new HashMap<>();
    final Map<PortDirection, Long> carriedBytes = new HashMap<>();
    LinkFaults everywhere = LinkFaults.NONE;
    double forged;
    /** How often one of the datagrams of the last while is sent once more by somebody who kept them. */
    double replayed;
    private final List<Kept> kept = new ArrayList<>();

    private record Kept(HostId host, Ipv4Address group, byte[] datagram) {}

    /** The hops of a way as a tree: hop {@code i} comes after {@code parent[i]}. */
    private record Tree(SimFabric.Way way, long walkedNanos, List<PortDirection> hops, int[] parent, List<Leaf> leaves,
            Set<PortDirection> deadEnds) {}

    private record Leaf(HostId host, int hop) {}

    Wires(VirtualLoop loop, SimFabric fabric, SimRules rules, Random random, Delivery delivery,
            List<String> violations) {
        this.loop = loop;
        this.fabric = fabric;
        this.rules = rules;
        this.random = random;
        this.delivery = delivery;
        this.violations = violations;
    }

    /** What is wrong with one direction of a link from now on. */
    void setFaults(PortDirection where, LinkFaults what) {
        faults.put(where, what);
    }

    void heal() {
        faults.clear();
        everywhere = LinkFaults.NONE;
        forged = 0;
        replayed = 0;
        kept.clear();
    }

    /** Whether nothing gets in or out of a host. */
    boolean isCutOff(HostId host) {
        var at = fabric.attachments().get(host).at();
        return faults.getOrDefault(PortDirection.sentFrom(at), LinkFaults.NONE).isCut()
                && faults.getOrDefault(PortDirection.receivedAt(at), LinkFaults.NONE).isCut();
    }

    private Tree tree(HostId from, Ipv4Address group) {
        String key = from + ">" + group;
        Tree known = trees.get(key);
        if (known == null || loop.nowNanos() - known.walkedNanos() > WAY_NANOS) {
            known = grow(fabric.walk(from, group));
            trees.put(key, known);
        }
        return known;
    }

    private Tree grow(SimFabric.Way way) {
        way.violation.ifPresent(violations::add);
        List<PortDirection> hops = new ArrayList<>();
        List<Integer> parents = new ArrayList<>();
        Map<PortDirection, Integer> index = new HashMap<>();
        List<Leaf> leaves = new ArrayList<>();
        way.reached.forEach((host, path) -> {
            int before = -1;
            for (PortDirection hop : path) {
                Integer known = index.get(hop);
                if (known == null) {
                    known = hops.size();
                    index.put(hop, known);
                    hops.add(hop);
                    parents.add(before);
                }
                before = known;
            }
            leaves.add(new Leaf(host, before));
        });
        Set<PortDirection> deadEnds = new HashSet<>(way.crossed);
        deadEnds.removeAll(index.keySet());
        int[] parent = parents.stream().mapToInt(Integer::intValue).toArray();
        return new Tree(way, loop.nowNanos(), hops, parent, leaves, deadEnds);
    }

    /** A host sends a datagram of {@code wireBytes} to a group. */
    void send(HostId from, Ipv4Address group, byte[] datagram, int wireBytes) {
        Tree tree = tree(from, group);
        tree.way().rules.forEach((datapath, flow) -> rules.matched(datapath, flow.cookie(), wireBytes));
        tree.deadEnds().forEach(hop -> fabric.carried(hop, wireBytes));
        long[] at = new long[tree.parent().length];
        for (int i = 0; i < at.length; i++) {
            long in = tree.parent()[i] < 0 ? loop.nowNanos() : at[tree.parent()[i]];
            at[i] = in == LOST ? LOST : cross(tree.hops().get(i), in, wireBytes, tree.parent()[i] < 0);
        }
        for (Leaf leaf : tree.leaves()) {
            if (at[leaf.hop()] != LOST) {
                deliver(leaf.host(), group, datagram, at[leaf.hop()] - loop.nowNanos());
            }
        }
    }

    /** When the datagram is through; a link is entered where it is sent from, or by the host. */
    private long cross(PortDirection hop, long nowNanos, int wireBytes, boolean uplink) {
        if (hop.isSent() || uplink) {
            long room = fabric.room(hop);
            long start = Math.max(nowNanos, freeAtNanos.getOrDefault(hop, 0L));
            if (room == 0 || start - nowNanos > BUFFER_NANOS) {
                return LOST;
            }
            long through = start + wireBytes * 8L * 1_000_000_000L / room;
            freeAtNanos.put(hop, through);
            fabric.carried(hop, wireBytes);
            carriedBytes.merge(hop, (long) wireBytes, Long::sum);
            boolean lost = everywhere.loses(random) | faults.getOrDefault(hop, LinkFaults.NONE).loses(random);
            return lost ? LOST : through + HOP_NANOS;
        }
        fabric.carried(hop, wireBytes);
        return nowNanos;
    }

    private void deliver(HostId host, Ipv4Address group, byte[] datagram, long afterNanos) {
        loop.schedule(afterNanos + everywhere.delay(random), () -> delivery.arrived(host, group, datagram, false));
        if (everywhere.repeats(random)) {
            loop.schedule(afterNanos + everywhere.delay(random), () -> delivery.arrived(host, group, datagram, false));
        }
        if (forged > 0 && random.nextDouble() < forged) {
            byte[] fake = datagram.clone();
            fake[random.nextInt(4) == 0 ? random.nextInt(24) : random.nextInt(fake.length)] ^= (byte) (1 + random.nextInt(255));
            loop.schedule(random.nextInt(3_000_000), () -> delivery.arrived(host, group, fake, true));
        }
        if (replayed > 0) {
            replay(host, group, datagram);
        }
    }

    /** Keeps some of what comes by, also of distributions before, and sends what was kept once more. */
    private void replay(HostId host, Ipv4Address group, byte[] datagram) {
        if (kept.size() < MAX_KEPT) {
            kept.add(new Kept(host, group, datagram));
        } else if (random.nextInt(8) == 0) {
            kept.set(random.nextInt(MAX_KEPT), new Kept(host, group, datagram));
        }
        if (random.nextDouble() < replayed) {
            Kept again = kept.get(random.nextInt(kept.size()));
            // To whoever it was meant for, on the group that is listened to now.
            loop.schedule(random.nextInt(3_000_000), () -> delivery.arrived(again.host(), group, again.datagram(), false));
        }
    }
}

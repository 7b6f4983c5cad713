package org.ebbcast.orchestrator.life;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.ebbcast.orchestrator.plan.ChunkRanges;
import org.ebbcast.orchestrator.view.FailureReason;
import org.ebbcast.protocol.ChunkHeader;
import org.ebbcast.protocol.HostId;
import org.ebbcast.protocol.ReceiverProgress;
import org.ebbcast.protocol.ReceiverReady;
import org.ebbcast.protocol.SenderProgress;
import org.ebbcast.protocol.StopStream;

/** Follows the streams: progress, loss, senders that go away, links that vanish or stay busy. */
final class Streaming {
    private static final long LOSS_WINDOW_DATAGRAMS = 50;
    /** A new plan must bring targets to their end this much sooner on average. */
    private static final double WORTH_IT = 0.8;
    private static final double CAUTION = 0.8;

    private final World world;
    private final Phases phases;
    private final Trees trees;

    Streaming(World world, Phases phases, Trees trees) {
        this.world = world;
        this.phases = phases;
        this.trees = trees;
    }

    void senderProgress(Distribution d, HostId host, SenderProgress message) {
        Optional<ShipmentRun> shipment = d.shipment(message.shipmentNumber());
        Optional<Branch> stream = shipment.flatMap(s -> s.stream(message.streamId()));
        if (stream.isEmpty() || !stream.get().root().equals(host)) {
            return;
        }
        Branch branch = stream.get();
        world.counters.add(
                Counters.Count.WIRE_BYTES_SENT, Math.max(0, message.wireBytes() - branch.wireBytes));
        branch.wireBytes = Math.max(branch.wireBytes, message.wireBytes());
        d.changed();
        if (!branch.isSending()) {
            return;
        }
        branch.chunksSent = Math.max(branch.chunksSent, message.chunksSent());
        branch.reportedAtNanos = world.nowNanos;
        if (message.finished()) {
            finished(d, shipment.get(), branch);
        }
    }

    private void finished(Distribution d, ShipmentRun s, Branch branch) {
        branch.state = Branch.State.FINISHED;
        branch.chunksSent = ChunkRanges.count(branch.ranges);
        branch.rateBitsPerSecond = 0;
        world.load.commanded(branch.tree.cookie(), 0, world.nowNanos);
        d.event("shipment " + s.number() + ": " + branch.root() + " sent stream " + branch.streamId, world.nowNanos);
        phases.repair.streamFinished(d, s, branch);
        phases.rates.adjust();
        phases.finish.refresh(d);
    }

    void receiverReady(Distribution d, HostId host, ReceiverReady message) {
        d.shipment(message.shipmentNumber()).ifPresent(s -> {
            Receiver receiver = s.receivers.get(host);
            if (receiver != null) {
                receiver.readyGeneration = Math.max(receiver.readyGeneration, message.generation());
                receiver.progressNanos = world.nowNanos;
                phases.programming.advance(d, s);
            }
        });
    }

    void receiverProgress(Distribution d, HostId host, ReceiverProgress message) {
        Optional<ShipmentRun> shipment = d.shipment(message.shipmentNumber());
        Optional<Receiver> found = shipment.map(s -> s.receivers.get(host));
        if (found.isEmpty() || found.get().received) {
            return;
        }
        Receiver r = found.get();
        if (message.verifiedBytes() > r.verifiedBytes || message.multicastBytes() > r.multicastBytes) {
            r.progressNanos = world.nowNanos;
        }
        world.counters.add(Counters.Count.REPAIR_BYTES, Math.max(0, message.repairBytes() - r.repairBytes));
        r.verifiedBytes = message.verifiedBytes();
        r.multicastBytes = message.multicastBytes();
        r.repairBytes = message.repairBytes();
        r.firstMissingChunk = message.firstMissingChunk();
        r.missing = message.missing();
        r.reportedNanos = world.nowNanos;
        noteLoss(r, message);
        d.changed();
    }

    private void noteLoss(Receiver r, ReceiverProgress message) {
        long arrived = message.datagrams() - r.datagrams;
        long lost = message.datagramsLost() - r.datagramsLost;
        if (arrived < 0 || lost < 0) {
            r.datagrams = message.datagrams();
            r.datagramsLost = message.datagramsLost();
        } else if (arrived + lost >= LOSS_WINDOW_DATAGRAMS) {
            r.lossFraction = (double) lost / (arrived + lost);
            r.lossWindowNanos = world.nowNanos - r.lossNanos;
            r.lossNanos = world.nowNanos;
            r.datagrams = message.datagrams();
            r.datagramsLost = message.datagramsLost();
        }
    }

    /** A host that sent is gone: another holder goes on, if there is one. */
    void senderLost(Distribution d, HostId host) {
        for (ShipmentRun s : d.shipments) {
            boolean sends = s.sending().anyMatch(b -> b.root().equals(host))
                    || s.changeover
                            .map(c -> c.trees.stream().anyMatch(t -> t.shape.root().equals(host)))
                            .orElse(false);
            if (sends && d.lacking(s).findAny().isPresent()) {
                phases.programming.abandon(s);
                s.wantPlan("sender " + host + " is gone");
                s.planNotBeforeNanos = world.nowNanos;
                replan(d, s);
            }
        }
    }

    /** Content that should be sent is not at {@code host}. */
    void contentGone(Distribution d, HostId host) {
        d.sources.remove(host);
        d.shipments.forEach(s -> s.holders.remove(host));
        d.shipments.forEach(s -> s.neighbours.clear());
        senderLost(d, host);
    }

    /** Nobody can send: the time to wait for a holder begins, or ends. */
    private boolean isWithoutHolder(ShipmentRun s) {
        boolean lost = otherHolders(s).isEmpty();
        if (lost && !s.sourceLost) {
            s.sourceLostNanos = world.nowNanos;
        }
        s.sourceLost = lost;
        return lost;
    }

    private Set<HostId> otherHolders(ShipmentRun s) {
        return s.holders.stream().filter(world.agents::isConnected).collect(Collectors.toSet());
    }

    /** A host is back: what it should no longer send is stopped, what it should send goes on. */
    void senderBack(Distribution d, HostId host) {
        for (ShipmentRun s : d.shipments) {
            for (Branch branch : List.copyOf(s.branches)) {
                if (branch.root().equals(host) && branch.state == Branch.State.STOPPED) {
                    world.send(host, new StopStream(s.number(), branch.streamId));
                } else if (branch.root().equals(host) && branch.isSending()) {
                    phases.programming.sendAgain(d, s, branch);
                }
            }
            isWithoutHolder(s);
        }
    }

    /** A link or switch vanished or came. */
    void topologyChanged(Distribution d) {
        for (ShipmentRun s : d.shipments) {
            s.neighbours.clear();
            boolean broken = s.sending().anyMatch(b -> isBroken(b.tree));
            boolean comingBroken =
                    s.changeover.map(c -> c.trees.stream().anyMatch(this::isBroken)).orElse(false);
            if (comingBroken) {
                phases.programming.abandon(s);
            }
            if (broken || comingBroken) {
                s.wantPlan("a link of its tree is gone");
                s.planNotBeforeNanos = world.nowNanos;
            } else if (d.lacking(s).anyMatch(r -> r.stranded)) {
                s.wantPlan("the fabric changed");
                s.planNotBeforeNanos = world.nowNanos;
            }
            replan(d, s);
        }
    }

    private boolean isBroken(RunningTree tree) {
        return tree.shape.arcs().stream().anyMatch(arc -> world.fabric.idOf(arc).isEmpty());
    }

    void tick(Distribution d) {
        for (ShipmentRun s : List.copyOf(d.shipments)) {
            watchSenders(d, s);
            if (s.changeover.isEmpty() && d.lacking(s).anyMatch(r -> needsTree(s, r))) {
                s.wantPlan("targets without a tree");
            }
            d.lacking(s).filter(r -> r.stranded).collect(Collectors.toList()).forEach(r -> strandedTooLong(d, r));
            boolean sourceLong = s.sourceLost && world.passed(s.sourceLostNanos, world.config.patience().agentGrace());
            if (sourceLong && otherHolders(s).isEmpty()) {
                phases.finish.failLackers(d, s, FailureReason.SOURCE_LOST, "every host that has the content is gone");
            }
            replan(d, s);
        }
    }

    /** No stream comes or came to it. */
    private static boolean needsTree(ShipmentRun s, Receiver r) {
        return r.stranded || !r.streamsEnded && s.serving(r.host).findAny().isEmpty();
    }

    /** A sender that is connected but says nothing is as good as gone. */
    private void watchSenders(Distribution d, ShipmentRun s) {
        Duration patience = world.config.patience().answer().multipliedBy(2);
        s.sending()
                .filter(b -> b.rateBitsPerSecond > 0 && world.agents.isConnected(b.root()))
                .filter(b -> s.holders.contains(b.root()))
                .filter(b -> world.passed(Math.max(b.startedNanos, b.reportedAtNanos), patience))
                .map(Branch::root)
                .findFirst()
                .ifPresent(host -> {
                    d.event(host + " has not said for " + patience.toSeconds() + " s how far it is", world.nowNanos);
                    contentGone(d, host);
                });
    }

    private void strandedTooLong(Distribution d, Receiver r) {
        boolean tooLong = world.passed(r.strandedSinceNanos, world.config.patience().agentGrace());
        if (tooLong && world.agents.isConnected(r.host)) {
            Optional<String> why = phases.planning.whyUnserved(r.host);
            boolean attached = why.isEmpty() && world.fabric.vertexOf(r.host).isPresent();
            d.target(r.host).ifPresent(target -> phases.finish.fail(
                    d,
                    target,
                    attached && world.config.planLimits().trickleBitsPerSecond() == 0
                            ? FailureReason.NO_IDLE_BANDWIDTH
                            : FailureReason.UNREACHABLE,
                    why.orElse("no path from any holder has had room for it")));
        }
    }

    /** Makes a wanted plan if its time has come. Trees that work are left alone unless the new plan is worth it. */
    private void replan(Distribution d, ShipmentRun s) {
        boolean due = s.planWanted && s.changeover.isEmpty() && world.nowNanos - s.planNotBeforeNanos >= 0;
        if (!due || d.isEnding() || d.waitingForFabric || isWithoutHolder(s)) {
            return;
        }
        Set<Branch> wrong = s.sending()
                .filter(b -> isBroken(b.tree) || !world.agents.isConnected(b.root()) || !s.holders.contains(b.root()))
                .collect(Collectors.toSet());
        Set<Branch> busy = s.sending().filter(b -> phases.rates.isBusy(b)).collect(Collectors.toSet());
        Set<Branch> replaced = new HashSet<>(wrong);
        replaced.addAll(busy);
        Set<HostId> lackers = new HashSet<>();
        d.lacking(s)
                .filter(r -> needsTree(s, r) || replaced.stream().anyMatch(b -> b.targets().contains(r.host)))
                .filter(r -> !r.streamsEnded)
                .forEach(r -> lackers.add(r.host));
        widen(s, replaced, lackers);
        s.planNotBeforeNanos = world.nowNanos + world.config.patience().replanHold().toNanos();
        if (lackers.isEmpty()) {
            s.planWanted = false;
            return;
        }
        String why = s.planReason;
        Planning.Outcome plan =
                phases.planning.plan(d, List.of(s), Map.of(s, lackers), replaced).get(s);
        boolean treeless = d.lacking(s).anyMatch(r -> lackers.contains(r.host) && needsTree(s, r));
        if (plan.trees.isEmpty() || !wrong.isEmpty() || treeless || isWorthIt(s, replaced, plan)) {
            phases.programming.adopt(d, s, plan, why, plan.trees.isEmpty() ? Set.of() : replaced);
        } else {
            s.planWanted = false;
            s.planNotBeforeNanos =
                    world.nowNanos + world.config.statisticsInterval().toNanos() / 2;
        }
    }

    /** Trees that share targets change together, because they share the content between them. */
    private static void widen(ShipmentRun s, Set<Branch> replaced, Set<HostId> lackers) {
        boolean grew = true;
        while (grew) {
            grew = false;
            for (Branch b : s.branches) {
                boolean touches = b.isSending() && !b.repair && b.targets().stream().anyMatch(lackers::contains);
                if (touches && replaced.add(b)) {
                    s.receivers.values().stream()
                            .filter(r -> !r.received && b.targets().contains(r.host))
                            .forEach(r -> lackers.add(r.host));
                    grew = true;
                }
            }
        }
    }

    private boolean isWorthIt(ShipmentRun s, Set<Branch> replaced, Planning.Outcome plan) {
        boolean sameWays = plan.trees.stream()
                .allMatch(t -> replaced.stream().anyMatch(b -> b.tree.shape.sameWay(t)));
        if (sameWays) {
            return false;
        }
        double bits = bitsLeft(s, replaced);
        Map<HostId, Double> then = Planning.secondsPerTarget(plan.trees, bits);
        Map<HostId, Double> rates = new HashMap<>();
        replaced.forEach(b -> b.targets().forEach(h -> rates.merge(h, (double) b.rateBitsPerSecond, Double::sum)));
        double now = rates.values().stream().mapToDouble(r -> bits / Math.max(1, r)).average().orElse(0);
        double soon = then.values().stream().mapToDouble(Double::doubleValue).average().orElse(Double.MAX_VALUE);
        return soon < WORTH_IT * now;
    }

    /** What a sender that is there has sent since its last report, cautiously: what is sent twice is only a pity. */
    long chunksSince(ShipmentRun s, Branch branch) {
        if (!world.agents.isConnected(branch.root()) || branch.reportedAtNanos == 0) {
            return 0;
        }
        double seconds = Math.min(1, (world.nowNanos - branch.reportedAtNanos) / 1e9);
        double wire = s.layout.chunkBytes() + ChunkHeader.BYTES + ChunkHeader.WIRE_OVERHEAD_BYTES;
        return (long) (CAUTION * branch.rateBitsPerSecond * seconds / 8 / wire);
    }

    private static double bitsLeft(ShipmentRun s, Set<Branch> branches) {
        double wire = s.layout.chunkBytes() + ChunkHeader.BYTES + ChunkHeader.WIRE_OVERHEAD_BYTES;
        return 8 * wire * branches.stream().mapToLong(b -> ChunkRanges.count(b.remaining())).sum();
    }

    /** Streams that nobody needs any more end, and their trees go. */
    void release(Distribution d, ShipmentRun s) {
        if (d.lacking(s).findAny().isEmpty()) {
            phases.programming.abandon(s);
            s.sending().collect(Collectors.toList()).forEach(b -> phases.programming.stop(s, b));
            s.branches.forEach(b -> trees.takeDown(b.tree));
        }
    }
}

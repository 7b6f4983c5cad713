package org.ebbcast.orchestrator.life;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ebbcast.orchestrator.plan.ChunkRanges;
import org.ebbcast.orchestrator.view.FailureReason;
import org.ebbcast.protocol.HostId;
import org.ebbcast.protocol.ReceiverProgress;
import org.ebbcast.protocol.ReceiverReady;
import org.ebbcast.protocol.SenderProgress;
import org.ebbcast.protocol.StopStream;

/** Follows the streams: progress, loss, senders and links that go away. */
final class Streaming {
    private static final long LOSS_WINDOW_DATAGRAMS = 50;

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
        FetchPlaces.note(world, shipment.get(), r, message.repairBytes() - r.repairBytes);
        if (message.datagrams() != r.reportedDatagrams) {
            r.grewNanos = world.nowNanos;
        }
        r.reportedDatagrams = message.datagrams();
        r.verifiedBytes = message.verifiedBytes();
        r.multicastBytes = message.multicastBytes();
        r.repairBytes = message.repairBytes();
        r.firstMissingChunk = message.firstMissingChunk();
        r.missing = message.missing();
        r.reportedNanos = world.nowNanos;
        noteLoss(shipment.get(), r, message);
        phases.relays.heard(d, shipment.get(), r, message.datagrams());
        d.changed();
    }

    private void noteLoss(ShipmentRun s, Receiver r, ReceiverProgress message) {
        long arrived = message.datagrams() - r.datagrams;
        long lost = message.datagramsLost() - r.datagramsLost;
        if (arrived < 0 || lost < 0) {
            r.datagrams = message.datagrams();
            r.datagramsLost = message.datagramsLost();
        } else if (arrived + lost >= LOSS_WINDOW_DATAGRAMS) {
            long windowBeganNanos = r.lossNanos;
            r.lossFraction = (double) lost / (arrived + lost);
            r.lossWindowNanos = world.nowNanos - windowBeganNanos;
            r.lossNanos = world.nowNanos;
            // What a link that is gone has swallowed is nothing to expect from the trees around it.
            boolean ofThisTree = s.serving(r.host)
                    .allMatch(b -> b.treeChangedNanos == 0 || windowBeganNanos - b.treeChangedNanos > 0);
            world.agents.find(r.host).filter(agent -> ofThisTree).ifPresent(agent -> {
                agent.noteLoss(r.lossFraction, arrived + lost, world.nowNanos);
            });
            r.datagrams = message.datagrams();
            r.datagramsLost = message.datagramsLost();
            world.ratesAreDue |= phases.rates.isTelling(s, r);
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
                phases.replanning.consider(d, s);
            }
        }
    }

    /** Content that should be sent is not at {@code host}. */
    void contentGone(Distribution d, HostId host) {
        d.sources.remove(host);
        d.shipments.forEach(s -> s.holders.remove(host));
        d.shipments.forEach(ShipmentRun::forgetNeighbours);
        senderLost(d, host);
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
            phases.replanning.isWithoutHolder(s);
        }
    }

    /** A link or switch vanished or came. */
    void topologyChanged(Distribution d) {
        for (ShipmentRun s : d.shipments) {
            s.forgetNeighbours();
            boolean broken = s.sending().anyMatch(b -> phases.replanning.isBroken(b.tree));
            boolean comingBroken =
                    s.changeover.map(c -> c.trees.stream().anyMatch(phases.replanning::isBroken)).orElse(false);
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
            phases.replanning.consider(d, s);
        }
    }

    void tick(Distribution d) {
        for (ShipmentRun s : List.copyOf(d.shipments)) {
            watchSenders(d, s);
            if (s.changeover.isEmpty() && d.lacking(s).anyMatch(r -> phases.replanning.needsTree(s, r))) {
                s.wantPlan("targets without a tree");
            }
            Optional<Branch> busy = s.sending().filter(phases.rates::isBusy).findFirst();
            busy.ifPresentOrElse(
                    b -> s.wantPlan("the bottleneck of " + b.root() + "'s tree is busy"), () -> s.futilePlans = 0);
            d.lacking(s).filter(r -> r.stranded).collect(Collectors.toList()).forEach(r -> strandedTooLong(d, r));
            boolean sourceLong = s.sourceLost && world.passed(s.sourceLostNanos, world.config.patience().agentGrace());
            if (sourceLong && phases.replanning.isWithoutHolder(s)) {
                phases.finish.failLackers(d, s, FailureReason.SOURCE_LOST, "every host that has the content is gone");
            }
            phases.replanning.consider(d, s);
        }
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

    /** Streams that nobody needs any more end, and their trees go. */
    void release(Distribution d, ShipmentRun s) {
        if (d.lacking(s).findAny().isEmpty()) {
            phases.programming.abandon(s);
            s.sending().collect(Collectors.toList()).forEach(b -> phases.programming.stop(s, b));
            s.branches.forEach(b -> trees.takeDown(b.tree));
        }
    }
}

package org.ebbcast.orchestrator.life;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.ebbcast.orchestrator.view.DistributionState;
import org.ebbcast.orchestrator.view.FailureReason;
import org.ebbcast.orchestrator.view.TargetState;
import org.ebbcast.protocol.BlobDescriptor;
import org.ebbcast.protocol.BlobOutline;
import org.ebbcast.protocol.BlobsOutlined;
import org.ebbcast.protocol.ChunkHeader;
import org.ebbcast.protocol.Digest;
import org.ebbcast.protocol.ForgetDistribution;
import org.ebbcast.protocol.HostId;
import org.ebbcast.protocol.InventoryTaken;
import org.ebbcast.protocol.Limits;
import org.ebbcast.protocol.OutlineBlobs;
import org.ebbcast.protocol.ShipmentLayout;
import org.ebbcast.protocol.TakeInventory;

/** Asks targets what they lack and, at the same time, a holder for the piece hashes. */
final class Inventory {
    private final World world;
    private final Phases phases;
    private final ShipmentBuilder builder;

    Inventory(World world, Phases phases, ShipmentBuilder builder) {
        this.world = world;
        this.phases = phases;
        this.builder = builder;
    }

    void begin(Distribution d) {
        d.enter(DistributionState.PLANNING, world.nowNanos);
        d.takingInventory = true;
        List<BlobDescriptor> blobs = blobs(d);
        Set<HostId> involved = new TreeSet<>(d.targets.keySet());
        involved.addAll(d.sources);
        int mtu = involved.stream()
                .flatMap(host -> world.agents.find(host).stream())
                .mapToInt(Agent::mtuBytes)
                .min()
                .orElse(1500);
        d.chunkBytes = ChunkHeader.chunkBytesFor(mtu, d.intent.encrypt());
        d.chunksPerPiece = ShipmentLayout.chunksPerPieceFor(
                d.chunkBytes, blobs.stream().mapToLong(BlobDescriptor::sizeBytes).toArray());
        leaveOutOldSources(d);
        if (d.isEnding()) {
            return;
        }
        d.openTargets().collect(Collectors.toList()).forEach(target -> ask(d, target));
        askOutline(d);
        proceed(d);
    }

    private void leaveOutOldSources(Distribution d) {
        List<Agent> old = d.sources.stream().flatMap(host -> tooOld(d, host).stream()).collect(Collectors.toList());
        old.forEach(agent -> {
            d.sources.remove(agent.host);
            d.event(tooOld(agent) + ", so it is no source", world.nowNanos);
        });
        if (!old.isEmpty() && d.sources.isEmpty()) {
            phases.finish.fail(d, FailureReason.AGENT_TOO_OLD, "No source can encrypt: agents of protocol version "
                    + Limits.SEAL_VERSION + " do; upgrade them or leave out encryption");
        }
    }

    /** The agent of {@code host}, if it could not read an encrypted distribution, or would send it in the clear. */
    private Optional<Agent> tooOld(Distribution d, HostId host) {
        return world.agents.find(host).filter(a -> d.intent.encrypt() && !a.speaks(Limits.SEAL_VERSION));
    }

    private static String tooOld(Agent agent) {
        return agent.host + " speaks protocol version " + agent.hello.maxVersion() + " and encryption needs "
                + Limits.SEAL_VERSION;
    }

    /** What there is to ship; a blob of no bytes is everywhere. */
    private static List<BlobDescriptor> blobs(Distribution d) {
        return d.image.orElseThrow().blobs().stream().filter(b -> b.sizeBytes() > 0).collect(Collectors.toList());
    }

    private void ask(Distribution d, Target target) {
        Optional<Agent> old = tooOld(d, target.host);
        if (old.isPresent()) {
            target.unanswered = false;
            phases.finish.fail(d, target, FailureReason.AGENT_TOO_OLD,
                    tooOld(old.get()) + "; upgrade the agent or leave out encryption");
            return;
        }
        if (world.agents.isConnected(target.host)) {
            if (d.resumed) {
                world.send(target.host, new ForgetDistribution(d.id.toString()));
            }
            List<Digest> digests = blobs(d).stream().map(BlobDescriptor::digest).collect(Collectors.toList());
            world.send(target.host, new TakeInventory(phases.requests.ask(d, target.host), digests));
        }
        target.unanswered = true;
        target.askedNanos = world.nowNanos;
    }

    private void askOutline(Distribution d) {
        List<BlobDescriptor> blobs = blobs(d);
        Optional<HostId> holder = outliners(d).stream()
                .filter(host -> !d.outlineAsked.contains(host) && world.agents.isConnected(host))
                .findFirst();
        if (blobs.isEmpty()) {
            d.outlines = Optional.of(Map.of());
        } else if (holder.isPresent()) {
            d.outlineAsked.add(holder.get());
            d.outlineAskedNanos = world.nowNanos;
            world.send(
                    holder.get(), new OutlineBlobs(phases.requests.ask(d, holder.get()), d.chunkBytes, d.chunksPerPiece, blobs));
        } else {
            phases.finish.fail(d, FailureReason.SOURCE_LOST, "Tried to get piece hashes from " + d.outlineAsked
                    + " but none answered with them");
        }
    }

    /** Sources, then targets that said they have the whole image. */
    private static List<HostId> outliners(Distribution d) {
        return d.asked.entrySet().stream()
                .filter(e -> e.getValue().map(a -> !a.blobs().isEmpty()).orElse(false))
                .map(Map.Entry::getKey)
                .collect(Collectors.toList());
    }

    void taken(Distribution d, HostId host, InventoryTaken answer) {
        Optional<Target> target = d.target(host).filter(t -> !t.isOver());
        if (target.isEmpty() || !target.get().unanswered) {
            return;
        }
        target.get().unanswered = false;
        target.get().freeBytes = answer.freeBytes();
        if (!target.get().inventoryAssumed) {
            target.get().present = Optional.of(new HashSet<>(answer.present()));
        }
        proceed(d);
    }

    void outlined(Distribution d, HostId host, BlobsOutlined answer) {
        if (!d.takingInventory || d.outlines.isPresent() || !d.outlineAsked.contains(host)) {
            return;
        }
        Map<Digest, BlobOutline> outlines = new HashMap<>();
        for (BlobDescriptor blob : blobs(d)) {
            answer.outlines().stream()
                    .filter(o -> o.blob().digest().equals(blob.digest()) && isWhole(d, o))
                    .findFirst()
                    .ifPresent(o -> outlines.put(blob.digest(), o));
        }
        if (outlines.size() == blobs(d).size()) {
            d.outlines = Optional.of(outlines);
            proceed(d);
        } else {
            d.event(host + " could not give piece hashes: " + answer.detail(), world.nowNanos);
            askOutline(d);
        }
    }

    private static boolean isWhole(Distribution d, BlobOutline outline) {
        long[] size = {outline.blob().sizeBytes()};
        int pieces = ShipmentLayout.of(d.chunkBytes, d.chunksPerPiece, size).pieceCount();
        return outline.pieceHashes().length == 32 * pieces;
    }

    void tick(Distribution d) {
        d.openTargets().filter(t -> t.unanswered).collect(Collectors.toList()).forEach(target -> overdue(d, target));
        if (!d.takingInventory || d.isEnding()) {
            return;
        }
        if (d.outlines.isEmpty() && world.passed(d.outlineAskedNanos, world.config.patience().resolve())) {
            askOutline(d);
        }
        if (!d.isEnding()) {
            proceed(d);
        }
    }

    private void overdue(Distribution d, Target target) {
        boolean connected = world.agents.isConnected(target.host);
        if (connected && world.passed(target.askedNanos, world.config.patience().answer())) {
            target.unanswered = false;
            phases.finish.fail(d, target, FailureReason.NO_ANSWER, "no answer to the inventory within "
                    + world.config.patience().answer().toMillis() + " ms");
        }
    }

    /** A target's agent is back, or a source's is gone. */
    void connectionChanged(Distribution d, HostId host, boolean connected) {
        Optional<Target> target = d.target(host).filter(t -> !t.isOver() && t.unanswered);
        if (connected && target.isPresent()) {
            ask(d, target.get());
        } else if (!connected
                && d.takingInventory
                && d.outlines.isEmpty()
                && !d.outlineAsked.isEmpty()
                && host.equals(d.outlineAsked.get(d.outlineAsked.size() - 1))) {
            askOutline(d);
        }
    }

    /** Goes on once the outline is there and targets have answered, or the slow ones had their time. */
    private void proceed(Distribution d) {
        boolean waiting = d.openTargets().anyMatch(t -> t.unanswered)
                && !world.passed(d.stateSinceNanos, world.config.patience().inventory());
        if (!d.takingInventory || d.outlines.isEmpty() || waiting) {
            return;
        }
        d.takingInventory = false;
        d.openTargets().filter(t -> t.present.isEmpty()).forEach(target -> {
            target.present = Optional.of(Set.of());
            target.inventoryAssumed = true;
            target.freeBytes = Long.MAX_VALUE;
        });
        builder.build(d);
        checkSpace(d);
        d.openTargets().filter(t -> t.bytesTotal == 0).collect(Collectors.toList()).forEach(t -> {
            t.unanswered = false;
            phases.finish.verified(d, t);
        });
        d.openTargets().filter(t -> t.bytesTotal > 0).forEach(t -> t.state = TargetState.RECEIVING);
        if (d.shipments.isEmpty()) {
            phases.finish.refresh(d);
        } else {
            phases.planning.begin(d);
        }
    }

    private void checkSpace(Distribution d) {
        SortedSet<HostId> full = new TreeSet<>();
        d.openTargets().filter(t -> t.bytesTotal > t.freeBytes).forEach(t -> full.add(t.host));
        full.forEach(host -> {
            Target target = d.targets.get(host);
            String detail = "lacks " + target.bytesTotal + " bytes but has room for " + target.freeBytes;
            phases.finish.fail(d, target, FailureReason.NO_SPACE, detail);
        });
        d.shipments.forEach(s -> s.receivers.keySet().removeAll(full));
        d.shipments.removeIf(s -> s.receivers.isEmpty());
    }
}

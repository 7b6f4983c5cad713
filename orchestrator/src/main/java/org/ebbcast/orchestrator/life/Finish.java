package org.ebbcast.orchestrator.life;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.ebbcast.orchestrator.view.DistributionState;
import org.ebbcast.orchestrator.view.FailureReason;
import org.ebbcast.orchestrator.view.ImportState;
import org.ebbcast.orchestrator.view.TargetState;
import org.ebbcast.protocol.ForgetDistribution;
import org.ebbcast.protocol.HostId;
import org.ebbcast.protocol.ImagePublished;
import org.ebbcast.protocol.ImageResolved;
import org.ebbcast.protocol.ImportProgress;
import org.ebbcast.protocol.PublishImage;
import org.ebbcast.protocol.ShipmentReceived;

/** How targets and distributions end: verified, published, failed with a reason, or cancelled. */
final class Finish {
    private final World world;
    private final Phases phases;
    private final Trees trees;

    Finish(World world, Phases phases, Trees trees) {
        this.world = world;
        this.phases = phases;
        this.trees = trees;
    }

    void received(Distribution d, HostId host, ShipmentReceived message) {
        Optional<ShipmentRun> shipment = d.shipment(message.shipmentNumber());
        Optional<Receiver> receiver = shipment.map(s -> s.receivers.get(host));
        Optional<Target> target = d.target(host).filter(t -> !t.isOver());
        if (receiver.isEmpty() || receiver.get().received || target.isEmpty()) {
            return;
        }
        Receiver r = receiver.get();
        r.received = true;
        world.counters.add(Counters.Count.REPAIR_BYTES, Math.max(0, message.repairBytes() - r.repairBytes));
        FetchPlaces.note(world, shipment.get(), r, message.repairBytes() - r.repairBytes);
        r.verifiedBytes = shipment.get().layout.totalBytes();
        r.multicastBytes = message.multicastBytes();
        r.repairBytes = message.repairBytes();
        shipment.get().holders.add(host);
        target.get().unanswered = false;
        phases.streaming.release(d, shipment.get());
        boolean all = d.shipments.stream()
                .map(s -> s.receivers.get(host))
                .allMatch(mine -> mine == null || mine.received);
        if (all) {
            verified(d, target.get());
        }
        phases.programming.advance(d, shipment.get());
        refresh(d);
    }

    /** Every blob is on the target's disk: its registry and engine are next. */
    void verified(Distribution d, Target target) {
        target.state = TargetState.VERIFIED;
        target.secondsToVerified = Optional.of(d.seconds(world.nowNanos));
        d.event(target.host + " has every blob", world.nowNanos);
        publish(d, target);
    }

    private void publish(Distribution d, Target target) {
        ImageResolved image = d.image.orElseThrow();
        target.importing = d.intent.importIntoDocker()
                && world.agents.find(target.host).map(a -> a.hello.docker()).orElse(false);
        target.imported = target.importing ? ImportState.PENDING : ImportState.NONE;
        target.state = TargetState.PUBLISHING;
        target.publishingNanos = world.nowNanos;
        world.send(
                target.host,
                new PublishImage(
                        d.id.toString(), image.image(), image.manifest(), image.blobs(), target.importing,
                        FeedbackBudget.importMillis(world, d)));
        d.changed();
    }

    /** An engine that says how far it is gets all the time it needs. */
    void importing(Distribution d, HostId host, ImportProgress message) {
        d.target(host).filter(t -> t.imported == ImportState.PENDING && t.state == TargetState.PUBLISHING).ifPresent(t -> {
            t.importDetail = message.detail();
            t.publishingNanos = world.nowNanos;
            d.changed();
        });
    }

    void published(Distribution d, HostId host, ImagePublished message) {
        Optional<Target> open = d.target(host).filter(t -> t.state == TargetState.PUBLISHING);
        if (open.isEmpty()) {
            return;
        }
        Target target = open.get();
        target.importSeconds = message.importMillis() / 1e3;
        target.importDetail = "";
        switch (message.outcome()) {
            case PUBLISHED:
                target.imported = ImportState.NONE;
                done(d, target);
                break;
            case IMPORTED:
                target.imported = ImportState.DONE;
                done(d, target);
                break;
            case IMPORT_FAILED:
                target.imported = ImportState.FAILED;
                target.importDetail = message.detail();
                fail(d, target, FailureReason.IMPORT_FAILED, message.detail());
                break;
            default:
                fail(d, target, FailureReason.PUBLISH_FAILED, message.detail());
        }
    }

    private void done(Distribution d, Target target) {
        target.state = TargetState.DONE;
        world.counters.add(Counters.Count.TARGETS_DONE, 1);
        d.event(target.host + " is done", world.nowNanos);
        refresh(d);
    }

    /** Ends one target; the others go on. */
    void fail(Distribution d, Target target, FailureReason reason, String detail) {
        if (target.isOver()) {
            return;
        }
        target.state = TargetState.FAILED;
        target.reason = Optional.of(reason);
        target.detail = detail;
        target.unanswered = false;
        world.counters.add(Counters.Count.TARGETS_FAILED, 1);
        d.event(target.host + " failed, " + reason + ": " + detail, world.nowNanos);
        world.send(target.host, new ForgetDistribution(d.id.toString()));
        for (ShipmentRun s : List.copyOf(d.shipments)) {
            phases.streaming.release(d, s);
            phases.programming.advance(d, s);
            phases.relays.refresh(d, s);
        }
        refresh(d);
    }

    /** Ends every target that still lacks something of {@code s}. */
    void failLackers(Distribution d, ShipmentRun s, FailureReason reason, String detail) {
        d.lacking(s)
                .map(r -> d.targets.get(r.host))
                .collect(Collectors.toList())
                .forEach(target -> fail(d, target, reason, detail));
    }

    /** Ends the distribution for a reason of its own. */
    void fail(Distribution d, FailureReason reason, String detail) {
        d.reason = Optional.of(reason);
        d.detail = detail;
        d.openTargets().collect(Collectors.toList()).forEach(target -> {
            target.state = TargetState.FAILED;
            target.reason = Optional.of(reason);
            target.detail = detail;
            world.counters.add(Counters.Count.TARGETS_FAILED, 1);
        });
        d.event("failed, " + reason + ": " + detail, world.nowNanos);
        end(d, DistributionState.FAILED);
    }

    void cancel(Distribution d) {
        d.openTargets().collect(Collectors.toList()).forEach(target -> target.state = TargetState.CANCELLED);
        d.event("cancelled", world.nowNanos);
        end(d, DistributionState.CANCELLED);
    }

    /** Brings the state up to what is going on, and ends the distribution when every target is over. */
    void refresh(Distribution d) {
        if (d.isEnding() || d.takingInventory || d.waitingForFabric || d.resolving || d.image.isEmpty()) {
            return;
        }
        if (endIfOver(d)) {
            return;
        }
        boolean sending = d.shipments.stream().anyMatch(s -> s.sending().findAny().isPresent());
        boolean lacking = d.shipments.stream().anyMatch(s -> d.lacking(s).findAny().isPresent());
        boolean began = d.shipments.stream()
                .anyMatch(s -> !s.branches.isEmpty() || s.receivers.values().stream().anyMatch(r -> r.streamsEnded));
        if (!lacking) {
            d.enter(DistributionState.FINISHING, world.nowNanos);
        } else if (sending) {
            d.enter(DistributionState.STREAMING, world.nowNanos);
        } else if (began) {
            d.enter(DistributionState.REPAIRING, world.nowNanos);
        }
        d.changed();
    }

    boolean endIfOver(Distribution d) {
        boolean open = d.openTargets().findAny().isPresent();
        if (open || d.isEnding()) {
            return !open;
        }
        long done = d.targets.values().stream().filter(t -> t.state == TargetState.DONE).count();
        if (done == d.targets.size()) {
            end(d, DistributionState.COMPLETED);
        } else if (done > 0) {
            end(d, DistributionState.PARTIAL);
        } else {
            Set<FailureReason> reasons = new HashSet<>();
            d.targets.values().forEach(t -> t.reason.ifPresent(reasons::add));
            Target first = d.targets.values().iterator().next();
            d.reason = Optional.of(reasons.size() == 1 ? first.reason.orElseThrow() : FailureReason.ALL_TARGETS_FAILED);
            d.detail = reasons.size() == 1 ? first.detail : "every target failed; each has its own reason";
            end(d, DistributionState.FAILED);
        }
        return true;
    }

    /** Stops everything; the distribution is over once its rules are out. */
    private void end(Distribution d, DistributionState outcome) {
        d.outcome = Optional.of(outcome);
        d.resolving = false;
        d.takingInventory = false;
        d.waitingForFabric = false;
        phases.requests.forget(d);
        for (ShipmentRun s : d.shipments) {
            phases.programming.abandon(s);
            s.sending().collect(Collectors.toList()).forEach(b -> phases.programming.stop(s, b));
        }
        d.enter(DistributionState.FINISHING, world.nowNanos);
        Set<HostId> involved = new TreeSet<>(d.targets.keySet());
        involved.addAll(d.sources);
        involved.addAll(d.asked.keySet());
        for (HostId host : involved) {
            if (world.agents.isConnected(host)) {
                world.send(host, new ForgetDistribution(d.id.toString()));
            } else {
                d.unforgotten.add(host);
            }
        }
        trees.of(d).collect(Collectors.toList()).forEach(trees::takeDown);
    }

    /** Agents that were away and are back, or are gone for good; targets that publish for too long. */
    void tick(Distribution d) {
        for (Target target : d.openTargets().collect(Collectors.toList())) {
            boolean waits = (d.paused || d.state == DistributionState.SCHEDULED) && target.state != TargetState.PUBLISHING;
            boolean connected = waits || world.agents.isConnected(target.host);
            if (!connected && !target.lost) {
                target.lost = true;
                target.lostNanos = world.nowNanos;
            } else if (connected) {
                target.lost = false;
            }
            if (target.lost && world.passed(target.lostNanos, world.config.patience().agentGrace())) {
                fail(d, target, FailureReason.AGENT_LOST, "its agent has not been connected for "
                        + world.config.patience().agentGrace().toSeconds() + " s");
            } else if (target.state == TargetState.PUBLISHING
                    && world.passed(target.publishingNanos, world.config.patience().publish())) {
                fail(d, target, FailureReason.NO_ANSWER, "not a word about publishing or import for "
                        + world.config.patience().publish().toMinutes() + " min");
            }
        }
    }

    /** A target's agent is back: it is told again what it should be doing. */
    void targetBack(Distribution d, Target target) {
        target.lost = false;
        if (target.state == TargetState.PUBLISHING) {
            publish(d, target);
            return;
        }
        for (ShipmentRun s : d.shipments) {
            Receiver r = s.receivers.get(target.host);
            if (r != null && !r.received && s.generation > 0) {
                s.neighbours.remove(target.host);
                r.progressNanos = world.nowNanos;
                phases.relays.refresh(d, s);
                phases.programming.tellReceiver(s, target.host);
                phases.repair.tellAgain(s, r);
            }
        }
    }
}

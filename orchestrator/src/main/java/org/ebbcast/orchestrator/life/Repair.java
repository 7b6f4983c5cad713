package org.ebbcast.orchestrator.life;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ebbcast.orchestrator.plan.ChunkRanges;
import org.ebbcast.orchestrator.view.FailureReason;
import org.ebbcast.protocol.EndOfStream;
import org.ebbcast.protocol.HostId;
import org.ebbcast.protocol.Neighbour;

/**
 * After a stream: what many lack is multicast again, and what is little; the rest is fetched from neighbours, and what they
 * cannot give from a source.
 */
final class Repair {
    private static final int MAX_ROUNDS = 32;
    private static final Duration FRESH_REPORTS = Duration.ofMillis(400);
    /** What waits in the lowest queues comes for so long at most. */
    private static final Duration QUEUED_DATAGRAMS = Duration.ofSeconds(2);
    /** What was sent before the end of the streams has arrived by then. */
    private static final Duration LAST_DATAGRAMS = Duration.ofMillis(150);

    private final World world;
    private final Phases phases;
    private final LackedChunks lacked;
    private final Neighbours neighbours;

    Repair(World world, Phases phases) {
        this.world = world;
        this.phases = phases;
        lacked = new LackedChunks(world);
        neighbours = new Neighbours(world);
    }

    /**
     * A stream has sent everything. Where nothing was lost so far nothing is waited for; else, and after a repair or beside
     * other streams, what lacks may be under way, and receivers must have said since what they lack.
     */
    void streamFinished(Distribution d, ShipmentRun s, Branch branch) {
        boolean alone = s.branches.stream().noneMatch(b -> b != branch && b.state != Branch.State.STOPPED);
        boolean loses = branch.parityShards > 0
                || d.lacking(s).anyMatch(r -> branch.serves(r.host) && !r.missing.isEmpty());
        if (!alone || loses || FeedbackBudget.isSampled(s)) {
            branch.settling = true;
            branch.finishedNanos = world.nowNanos;
        } else {
            decide(d, s, branch);
        }
    }

    private void settle(Distribution d, ShipmentRun s) {
        Optional<Branch> settling = s.branches.stream().filter(b -> b.settling).findFirst();
        settling.ifPresent(branch -> {
            boolean fresh = d.lacking(s)
                    .filter(r -> branch.serves(r.host) && world.agents.isConnected(r.host))
                    .allMatch(r -> hasAllThatCame(branch, r));
            if (fresh || world.passed(branch.finishedNanos, QUEUED_DATAGRAMS)) {
                branch.settling = false;
                decide(d, s, branch);
            }
        });
    }

    /** It has said so since, and more does not come; who has nothing new to say is silent. */
    private boolean hasAllThatCame(Branch branch, Receiver r) {
        boolean quiet = r.grewNanos != r.reportedNanos;
        return r.reportedNanos - branch.finishedNanos > 0 && quiet
                || world.passed(Math.max(branch.finishedNanos, r.grewNanos), FRESH_REPORTS);
    }

    private void decide(Distribution d, ShipmentRun s, Branch branch) {
        LackedChunks.Resend again = lacked.toSendAgain(d, s, branch);
        if (!again.ranges.isEmpty() && s.repairRounds < MAX_ROUNDS && world.agents.isConnected(branch.root())) {
            s.repairRounds++;
            multicast(d, s, branch, again);
        } else {
            branch.targets().forEach(host -> endOfStreams(d, s, host));
        }
    }

    private void multicast(Distribution d, ShipmentRun s, Branch after, LackedChunks.Resend again) {
        Branch repair = new Branch(s.nextStreamId++, after.tree, again.ranges, true, again.parityFrom);
        repair.highestParity = again.highestParity;
        s.branches.add(repair);
        world.counters.add(Counters.Count.MULTICAST_REPAIRS, 1);
        d.event("shipment " + s.number() + ": " + again.lost + " chunks were lost, " + repair.root() + " sends "
                + (again.parityFrom > 0 ? ChunkRanges.count(again.ranges) + " more of parity" : "them again"), world.nowNanos);
        phases.rates.start(d, List.of(repair));
        phases.programming.begin(s, repair, false);
    }

    /** No switch replicates to these: each gets what it lacks from a parent, or else from the nearest who has it. */
    void withoutTree(Distribution d, ShipmentRun s, List<Receiver> receivers) {
        receivers.forEach(r -> r.stranded = false);
        phases.relays.take(d, s, receivers);
        receivers.forEach(r -> {
            phases.programming.tellReceiver(s, r.host);
            endOfStreams(d, s, r.host);
        });
    }

    /** Tells a receiver that no more comes, once that is so. */
    void endOfStreams(Distribution d, ShipmentRun s, HostId host) {
        Receiver r = s.receivers.get(host);
        boolean open = d.target(host).map(t -> !t.isOver()).orElse(false);
        boolean more = s.serving(host).anyMatch(b -> b.isSending() || b.settling)
                || s.changeover.map(c -> c.served.contains(host)).orElse(false);
        if (r != null && open && !r.received && !more) {
            r.streamsEnded = true;
            r.endedNanos = world.nowNanos;
            r.progressNanos = world.nowNanos;
            r.askingSource = !hasNeighbours(s, host) && !s.parents.containsKey(host);
            if (!r.missing.isEmpty() && !s.parents.containsKey(host)) {
                widen(s, r);
            }
            world.send(host, new EndOfStream(s.number(), r.askingSource));
        }
    }

    /** From now on it may ask beyond its rack. What it asks from there names the pieces again, so only if need be. */
    private void widen(ShipmentRun s, Receiver r) {
        r.widened = true;
        phases.programming.tellReceiver(s, r.host);
    }

    private boolean hasNeighbours(ShipmentRun s, HostId host) {
        return neighbours.of(s, host).stream().anyMatch(n -> n.tier() != Neighbour.Tier.SOURCE);
    }

    /** Says again what a receiver that was away may have missed. */
    void tellAgain(ShipmentRun s, Receiver r) {
        if (r.streamsEnded) {
            r.widened = true;
            r.progressNanos = world.nowNanos;
            world.send(r.host, new EndOfStream(s.number(), r.askingSource));
        }
    }

    void tick(Distribution d) {
        for (ShipmentRun s : List.copyOf(d.shipments)) {
            settle(d, s);
            phases.relays.probe(d, s);
            d.lacking(s)
                    .filter(r -> world.agents.isConnected(r.host))
                    .collect(Collectors.toList())
                    .forEach(r -> watch(d, s, r));
        }
    }

    private void watch(Distribution d, ShipmentRun s, Receiver r) {
        if (!r.streamsEnded) {
            boolean served = s.serving(r.host).findAny().isPresent();
            boolean silent = r.readyGeneration < 0 && s.branches.stream().anyMatch(b -> b.startedNanos != 0);
            Duration stall = FeedbackBudget.patience(s, world.config.patience().stall());
            if (silent && served && world.passed(r.progressNanos, stall)) {
                phases.finish.fail(d, d.targets.get(r.host), FailureReason.NO_ANSWER,
                        "never got ready to receive shipment " + s.number());
            } else if (served && s.serving(r.host).noneMatch(Branch::isSending)) {
                endOfStreams(d, s, r.host);
            }
        } else if (!r.widened && !s.parents.containsKey(r.host) && world.passed(r.endedNanos, LAST_DATAGRAMS)) {
            widen(s, r);
        } else if (!r.askingSource
                && world.passed(r.progressNanos, FeedbackBudget.patience(s, world.config.patience().repair()))) {
            if (phases.relays.isPatient(s, r)) {
                return;
            }
            if (phases.relays.goesOn(d, s, r)) {
                r.progressNanos = world.nowNanos;
                return;
            }
            r.askingSource = true;
            r.progressNanos = world.nowNanos;
            world.send(r.host, new EndOfStream(s.number(), true));
        } else if (r.askingSource
                && world.passed(r.progressNanos, FeedbackBudget.patience(s, world.config.patience().stall()))) {
            phases.finish.fail(d, d.targets.get(r.host), FailureReason.REPAIR_EXHAUSTED,
                    "no progress for " + world.config.patience().stall().toSeconds() + " s with "
                            + (s.layout.totalBytes() - r.verifiedBytes) + " bytes of shipment " + s.number()
                            + " lacking");
        }
    }
}

package org.ebbcast.orchestrator.life;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ebbcast.orchestrator.plan.ChunkRanges;
import org.ebbcast.orchestrator.view.FailureReason;
import org.ebbcast.protocol.ChunkRange;
import org.ebbcast.protocol.EndOfStream;
import org.ebbcast.protocol.HostId;
import org.ebbcast.protocol.Neighbour;

/**
 * After a stream: what many lack is multicast again, what few lack they fetch from neighbours, and what neighbours
 * cannot give comes from a source.
 */
final class Repair {
    private static final int MAX_ROUNDS = 32;
    private static final Duration FRESH_REPORTS = Duration.ofMillis(400);
    private static final int MANY = 3;

    private final World world;
    private final Phases phases;

    Repair(World world, Phases phases) {
        this.world = world;
        this.phases = phases;
    }

    /**
     * A stream has sent everything. What is known to lack after a first stream was lost; after a repair, receivers must
     * have said since what they still lack.
     */
    void streamFinished(Distribution d, ShipmentRun s, Branch branch) {
        if (branch.repair) {
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
                    .filter(r -> branch.targets().contains(r.host) && world.agents.isConnected(r.host))
                    .allMatch(r -> r.reportedNanos - branch.finishedNanos > 0);
            if (fresh || world.passed(branch.finishedNanos, FRESH_REPORTS)) {
                branch.settling = false;
                decide(d, s, branch);
            }
        });
    }

    private void decide(Distribution d, ShipmentRun s, Branch branch) {
        List<ChunkRange> again = lackedByMany(d, s, branch);
        if (!again.isEmpty() && s.repairRounds < MAX_ROUNDS && world.agents.isConnected(branch.root())) {
            s.repairRounds++;
            multicast(d, s, branch, again);
        } else {
            branch.targets().forEach(host -> endOfStreams(d, s, host));
        }
    }

    /** Chunks that at least a quarter of the tree's targets lack, and at least three of them. */
    private List<ChunkRange> lackedByMany(Distribution d, ShipmentRun s, Branch branch) {
        List<List<ChunkRange>> missing = d.lacking(s)
                .filter(r -> branch.targets().contains(r.host) && !r.streamsEnded)
                .map(r -> ChunkRanges.normalized(r.missing))
                .collect(Collectors.toList());
        int many = Math.max(MANY, (branch.targets().size() + 3) / 4);
        return missing.size() < many ? List.of() : ChunkRanges.covered(missing, many);
    }

    private void multicast(Distribution d, ShipmentRun s, Branch after, List<ChunkRange> ranges) {
        Branch repair = new Branch(s.nextStreamId++, after.tree, ranges, true);
        s.branches.add(repair);
        world.counters.add(Counters.Count.MULTICAST_REPAIRS, 1);
        d.event("shipment " + s.number() + ": many lack " + ChunkRanges.count(ranges) + " chunks, " + repair.root()
                + " sends them again", world.nowNanos);
        phases.rates.start(d, List.of(repair));
        phases.programming.begin(s, repair, false);
    }

    /** Tells a receiver that no more comes, once that is so. */
    private void endOfStreams(Distribution d, ShipmentRun s, HostId host) {
        Receiver r = s.receivers.get(host);
        boolean open = d.target(host).map(t -> !t.isOver()).orElse(false);
        boolean more = s.serving(host).anyMatch(b -> b.isSending() || b.settling)
                || s.changeover.map(c -> c.served.contains(host)).orElse(false);
        if (r != null && open && !r.received && !more) {
            r.streamsEnded = true;
            r.progressNanos = world.nowNanos;
            r.askingSource = !hasNeighbours(s, host);
            world.send(host, new EndOfStream(s.number(), r.askingSource));
        }
    }

    private static boolean hasNeighbours(ShipmentRun s, HostId host) {
        return s.neighbours.getOrDefault(host, List.of()).stream().anyMatch(n -> n.tier() != Neighbour.Tier.SOURCE);
    }

    /** Says again what a receiver that was away may have missed. */
    void tellAgain(ShipmentRun s, Receiver r) {
        if (r.streamsEnded) {
            r.progressNanos = world.nowNanos;
            world.send(r.host, new EndOfStream(s.number(), r.askingSource));
        }
    }

    void tick(Distribution d) {
        for (ShipmentRun s : List.copyOf(d.shipments)) {
            settle(d, s);
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
            if (silent && served && world.passed(r.progressNanos, world.config.patience().stall())) {
                phases.finish.fail(d, d.targets.get(r.host), FailureReason.NO_ANSWER,
                        "never got ready to receive shipment " + s.number());
            } else if (served && s.serving(r.host).noneMatch(Branch::isSending)) {
                endOfStreams(d, s, r.host);
            }
        } else if (!r.askingSource && world.passed(r.progressNanos, world.config.patience().repair())) {
            r.askingSource = true;
            r.progressNanos = world.nowNanos;
            world.send(r.host, new EndOfStream(s.number(), true));
        } else if (r.askingSource && world.passed(r.progressNanos, world.config.patience().stall())) {
            phases.finish.fail(d, d.targets.get(r.host), FailureReason.REPAIR_EXHAUSTED,
                    "no progress for " + world.config.patience().stall().toSeconds() + " s with "
                            + (s.layout.totalBytes() - r.verifiedBytes) + " bytes of shipment " + s.number()
                            + " lacking");
        }
    }
}

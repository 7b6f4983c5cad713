package org.ebbcast.orchestrator.life;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.ebbcast.orchestrator.plan.ChunkRanges;
import org.ebbcast.orchestrator.view.FailureReason;
import org.ebbcast.protocol.ChunkRange;
import org.ebbcast.protocol.EndOfStream;
import org.ebbcast.protocol.HostId;
import org.ebbcast.protocol.Neighbour;
import org.ebbcast.rules.DatapathId;

/**
 * After a stream: what many lack is multicast again, what few lack they fetch from neighbours, and what neighbours
 * cannot give comes from a source.
 */
final class Repair {
    private static final int MAX_ROUNDS = 32;
    private static final Duration FRESH_REPORTS = Duration.ofMillis(400);
    /** What waits in the lowest queues comes for so long at most. */
    private static final Duration QUEUED_DATAGRAMS = Duration.ofSeconds(2);
    /** What was sent before the end of the streams has arrived by then. */
    private static final Duration LAST_DATAGRAMS = Duration.ofMillis(150);

    private static final int MANY = 3;

    private final World world;
    private final Phases phases;

    Repair(World world, Phases phases) {
        this.world = world;
        this.phases = phases;
    }

    /**
     * A stream has sent everything. What is known to lack below what has come of the only stream was lost. After a
     * repair, or beside other streams, what lacks may be under way, and receivers must have said since what they lack.
     */
    void streamFinished(Distribution d, ShipmentRun s, Branch branch) {
        boolean alone = s.branches.stream().noneMatch(b -> b != branch && b.state != Branch.State.STOPPED);
        if (!alone || FeedbackBudget.isSampled(s)) {
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
        List<ChunkRange> again = lackedByMany(d, s, branch);
        if (!again.isEmpty() && s.repairRounds < MAX_ROUNDS && world.agents.isConnected(branch.root())) {
            s.repairRounds++;
            multicast(d, s, branch, again);
        } else {
            branch.targets().forEach(host -> endOfStreams(d, s, host));
        }
    }

    /**
     * Chunks that at least a quarter of the tree's targets lack, and at least three of them; and those that a whole
     * rack lacks, so that nobody there could give them to the others. Of a group too large to hear of
     * everybody, those who have spoken since the stream ended stand for all. What other streams are sending is not
     * lost: it may be yet to come.
     */
    private List<ChunkRange> lackedByMany(Distribution d, ShipmentRun s, Branch branch) {
        Map<HostId, List<ChunkRange>> missing = new HashMap<>();
        d.lacking(s)
                .filter(r -> branch.targets().contains(r.host) && !r.streamsEnded && !r.relayed)
                .filter(r -> !FeedbackBudget.isSampled(s) || r.reportedNanos - branch.finishedNanos > 0)
                .forEach(r -> missing.put(
                        r.host, ChunkRanges.without(ChunkRanges.normalized(r.missing), coming(s, r.host))));
        int heard = FeedbackBudget.isSampled(s) ? missing.size() : branch.targets().size();
        int many = Math.max(MANY, (heard + 3) / 4);
        List<List<ChunkRange>> lacked = new ArrayList<>();
        lacked.add(covered(missing.values(), many));
        racks(branch).forEach(rack -> lacked.add(covered(
                rack.stream().map(h -> missing.getOrDefault(h, List.of())).collect(Collectors.toList()), rack.size())));
        return ChunkRanges.union(lacked);
    }

    /** What streams that are not over carry to {@code host}. */
    private static List<ChunkRange> coming(ShipmentRun s, HostId host) {
        return ChunkRanges.union(s.serving(host)
                .filter(b -> b.isSending() || b.settling)
                .map(b -> b.ranges)
                .collect(Collectors.toList()));
    }

    private static List<ChunkRange> covered(Collection<List<ChunkRange>> missing, int times) {
        return missing.size() < times ? List.of() : ChunkRanges.covered(missing, times);
    }

    /** The tree's targets by leaf, where there are at least two. */
    private List<Set<HostId>> racks(Branch branch) {
        Map<DatapathId, Set<HostId>> byLeaf = new TreeMap<>();
        branch.targets().forEach(host -> world.fabric
                .leafOf(host)
                .ifPresent(leaf -> byLeaf.computeIfAbsent(leaf, l -> new TreeSet<>()).add(host)));
        return byLeaf.values().stream().filter(rack -> rack.size() > 1).collect(Collectors.toList());
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

    private static boolean hasNeighbours(ShipmentRun s, HostId host) {
        return s.neighbours.getOrDefault(host, List.of()).stream().anyMatch(n -> n.tier() != Neighbour.Tier.SOURCE);
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

package org.ebbcast.orchestrator.life;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.ebbcast.orchestrator.plan.ChunkRanges;
import org.ebbcast.protocol.HostId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides when streams need other trees, and asks for them: what works is left alone unless a change is worth it. */
final class Replanning {
    /** A new plan must bring targets to their end this much sooner on average. */
    private static final double WORTH_IT = 0.8;
    private static final double CAUTION = 0.8;
    /** Plans in a row that are made promptly; after so many the pause between two no longer grows. */
    private static final int PROMPT = 3;

    private static final int MOST_PATIENT = 5;

    private static final Logger LOG = LoggerFactory.getLogger(Replanning.class);

    private final World world;
    private final Phases phases;

    Replanning(World world, Phases phases) {
        this.world = world;
        this.phases = phases;
    }

    /** Makes a wanted plan if its time has come. Trees that work are left alone unless the new plan is worth it. */
    void consider(Distribution d, ShipmentRun s) {
        boolean due = s.planWanted && s.changeover.isEmpty() && world.nowNanos - s.planNotBeforeNanos >= 0;
        if (!due || d.isEnding() || d.paused || d.waitingForFabric || isWithoutHolder(s)) {
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
                .filter(r -> needsTree(s, r) || replaced.stream().anyMatch(b -> b.serves(r.host)))
                .filter(r -> !r.streamsEnded)
                .forEach(r -> lackers.add(r.host));
        widen(s, replaced, lackers);
        if (lackers.isEmpty()) {
            s.planWanted = false;
            return;
        }
        s.planNotBeforeNanos = world.nowNanos + world.config.patience().replanHold().toNanos();
        String why = s.planReason;
        Planning.Outcome plan =
                phases.planning.plan(d, List.of(s), Map.of(s, lackers), replaced).get(s);
        boolean treeless = d.lacking(s).anyMatch(r -> lackers.contains(r.host) && needsTree(s, r));
        if (plan.trees.isEmpty() || !wrong.isEmpty() || treeless || isWorthIt(s, replaced, plan)) {
            phases.programming.adopt(d, s, plan, why, plan.trees.isEmpty() ? Set.of() : replaced);
        } else {
            LOG.debug("{}: {}: not worth it: {} instead of {}", d.id, why, plan.trees, replaced.stream()
                    .map(b -> b.rateBitsPerSecond + " for " + b.targets())
                    .collect(Collectors.toList()));
            s.planWanted = false;
            s.planNotBeforeNanos = world.nowNanos + pauseNanos(s.futilePlans++);
        }
    }

    /** Half a statistics interval at first, while what has come is not measured everywhere; then more and more. */
    private long pauseNanos(int futile) {
        long half = world.config.statisticsInterval().toNanos() / 2;
        return half << Math.max(0, Math.min(futile, MOST_PATIENT) - PROMPT);
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
                            .filter(r -> !r.received && b.serves(r.host))
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

    private static double bitsLeft(ShipmentRun s, Set<Branch> branches) {
        double wire = s.layout.fullWireBytes();
        return 8 * wire * branches.stream().mapToLong(b -> ChunkRanges.count(b.remaining())).sum();
    }

    /** What a sender that is there has sent since its last report, cautiously: what is sent twice is only a pity. */
    long chunksSince(ShipmentRun s, Branch branch) {
        if (!world.agents.isConnected(branch.root()) || branch.reportedAtNanos == 0) {
            return 0;
        }
        double seconds = Math.min(1, (world.nowNanos - branch.reportedAtNanos) / 1e9);
        double wire = s.layout.fullWireBytes();
        return (long) (CAUTION * branch.rateBitsPerSecond * seconds / 8 / wire);
    }

    /** Nobody can send: the time to wait for a holder begins, or ends. */
    boolean isWithoutHolder(ShipmentRun s) {
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

    /** A link that it crosses is gone. */
    boolean isBroken(RunningTree tree) {
        return tree.shape.arcs().stream().anyMatch(arc -> world.fabric.idOf(arc).isEmpty());
    }

    /** No stream comes or came to it. */
    boolean needsTree(ShipmentRun s, Receiver r) {
        return r.stranded || !r.streamsEnded && s.serving(r.host).findAny().isEmpty();
    }
}

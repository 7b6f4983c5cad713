package org.ebbcast.orchestrator.life;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.ebbcast.orchestrator.view.DistributionState;
import org.ebbcast.orchestrator.view.FailureReason;
import org.ebbcast.orchestrator.view.Policy;
import org.ebbcast.orchestrator.view.TargetState;

/** Lets distributions wait: for their time, or because a user said so; and ends those whose time is over. */
final class Holds {
    private final World world;
    private final Phases phases;

    Holds(World world, Phases phases) {
        this.world = world;
        this.phases = phases;
    }

    /** Begins a distribution, now or when its time comes. */
    void begin(Distribution d, Instant wallClock) {
        Policy policy = d.intent.policy();
        d.notAfterNanos = policy.notAfter().map(at -> nanos(at, wallClock)).orElse(Long.MAX_VALUE);
        d.notBeforeNanos = policy.notBefore().map(at -> nanos(at, wallClock)).orElse(world.nowNanos);
        if (d.notBeforeNanos - world.nowNanos > 0) {
            d.enter(DistributionState.SCHEDULED, world.nowNanos);
            d.event("begins at " + policy.notBefore().orElseThrow(), world.nowNanos);
        } else {
            phases.resolution.begin(d);
        }
    }

    /** When the wall clock will show {@code at}; times beyond the reach of nanoseconds are as good as never. */
    private long nanos(Instant at, Instant wallClock) {
        Duration ahead = Duration.between(wallClock, at);
        long seconds = Math.max(-Integer.MAX_VALUE, Math.min(Integer.MAX_VALUE, ahead.getSeconds()));
        return world.nowNanos + seconds * 1_000_000_000 + ahead.getNano();
    }

    /** Senders hold their streams where they are; no plan is made, nobody fails for being silent. */
    void pause(Distribution d) {
        if (!d.paused) {
            d.paused = true;
            d.event("paused", world.nowNanos);
            phases.rates.hold(d);
        }
    }

    /** Everything goes on where it was. */
    void resume(Distribution d) {
        if (!d.paused) {
            return;
        }
        d.paused = false;
        d.stateSinceNanos = world.nowNanos;
        d.event("resumed", world.nowNanos);
        for (ShipmentRun s : d.shipments) {
            s.sourceLostNanos = world.nowNanos;
            s.receivers.values().forEach(r -> {
                r.progressNanos = world.nowNanos;
                r.strandedSinceNanos = world.nowNanos;
            });
            s.sending().filter(b -> b.reportedAtNanos != 0).forEach(b -> b.reportedAtNanos = world.nowNanos);
            s.sending().forEach(b -> b.startedNanos = world.nowNanos);
        }
        phases.rates.release(d);
        phases.finish.refresh(d);
    }

    void tick(Distribution d) {
        if (world.nowNanos - d.notAfterNanos >= 0) {
            timeIsOver(d);
        } else if (d.state == DistributionState.SCHEDULED && !d.paused && world.nowNanos - d.notBeforeNanos >= 0) {
            phases.resolution.begin(d);
        }
    }

    private void timeIsOver(Distribution d) {
        d.notAfterNanos = Long.MAX_VALUE;
        String detail = "it may run until " + d.intent.policy().notAfter().orElseThrow() + ", and that time is over";
        boolean began = d.openTargets().anyMatch(Holds::hasEverything)
                || d.targets.values().stream().anyMatch(Target::isOver);
        if (!began) {
            phases.finish.fail(d, FailureReason.OUT_OF_TIME, detail);
            return;
        }
        List<Target> late = d.openTargets().filter(t -> !hasEverything(t)).collect(Collectors.toList());
        late.forEach(target -> phases.finish.fail(d, target, FailureReason.OUT_OF_TIME, detail));
    }

    private static boolean hasEverything(Target target) {
        return target.state.compareTo(TargetState.VERIFIED) >= 0;
    }
}

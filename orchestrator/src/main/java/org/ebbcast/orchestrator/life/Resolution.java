package org.ebbcast.orchestrator.life;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ebbcast.orchestrator.view.DistributionState;
import org.ebbcast.orchestrator.view.FailureReason;
import org.ebbcast.protocol.ForgetDistribution;
import org.ebbcast.protocol.HostId;
import org.ebbcast.protocol.ImageResolved;
import org.ebbcast.protocol.ResolveImage;

/** Finds the image: asks the named sources, else every connected agent. */
final class Resolution {
    private final World world;
    private final Phases phases;

    Resolution(World world, Phases phases) {
        this.world = world;
        this.phases = phases;
    }

    /** Asks. A distribution that a controller before this one began waits for its agents to come back first. */
    void begin(Distribution d) {
        d.enter(DistributionState.RESOLVING, world.nowNanos);
        boolean patient = d.resumed && !world.passed(d.stateSinceNanos, world.config.patience().agentGrace());
        if (patient && isSomeoneMissing(d)) {
            return;
        }
        d.resolving = true;
        List<HostId> candidates = candidates(d);
        for (HostId host : candidates) {
            if (d.resumed) {
                world.send(host, new ForgetDistribution(d.id.toString()));
            }
            d.asked.put(host, Optional.empty());
            world.send(host, new ResolveImage(phases.requests.ask(d, host), d.intent.image()));
        }
        d.stateSinceNanos = world.nowNanos;
        d.event("asked " + candidates + " for " + d.intent.image(), world.nowNanos);
        decide(d);
    }

    /**
     * A host of a distribution that a controller before this one began: what it still sends goes nowhere, but looks like
     * foreground on its link.
     */
    void cameBack(Distribution d, HostId host) {
        boolean waiting = d.resumed && d.state == DistributionState.RESOLVING && !d.resolving;
        if (waiting) {
            world.send(host, new ForgetDistribution(d.id.toString()));
            world.agents.attachment(host).ifPresent(at -> {
                world.load.interrupted(at.at());
                world.poll(at.at().datapathId());
            });
        }
    }

    private boolean isSomeoneMissing(Distribution d) {
        return !d.targets.keySet().stream().allMatch(world.agents::isConnected)
                || !d.intent.sources().stream().allMatch(world.agents::isConnected)
                || world.agents.connected().isEmpty();
    }

    private List<HostId> candidates(Distribution d) {
        return d.intent.sources().isEmpty()
                ? world.agents.connected()
                : d.intent.sources().stream().filter(world.agents::isConnected).sorted().collect(Collectors.toList());
    }

    void answered(Distribution d, HostId host, ImageResolved answer) {
        if (d.resolving && d.asked.containsKey(host)) {
            d.asked.put(host, Optional.of(answer));
            decide(d);
        }
    }

    /** An agent that was asked went away; its answer will not come. */
    void lost(Distribution d, HostId host) {
        if (d.resolving && d.asked.remove(host) != null) {
            decide(d);
        }
    }

    void tick(Distribution d) {
        if (d.resolving) {
            decide(d);
        } else if (d.state == DistributionState.RESOLVING && d.resumed) {
            begin(d);
        }
    }

    private void decide(Distribution d) {
        List<HostId> found = d.asked.keySet().stream().filter(h -> isFound(d, h)).collect(Collectors.toList());
        boolean allAnswered = d.asked.values().stream().allMatch(Optional::isPresent);
        if (!found.isEmpty() && d.firstFoundNanos == 0) {
            d.firstFoundNanos = world.nowNanos;
        }
        boolean patient = found.isEmpty()
                ? !world.passed(d.stateSinceNanos, world.config.patience().resolve())
                : !world.passed(d.firstFoundNanos, world.config.patience().inventory());
        if (!allAnswered && patient) {
            return;
        }
        d.resolving = false;
        if (found.isEmpty()) {
            notFound(d);
        } else {
            resolved(d, found);
        }
    }

    private static boolean isFound(Distribution d, HostId host) {
        return d.asked.getOrDefault(host, Optional.empty())
                .map(a -> a.outcome() == ImageResolved.Outcome.FOUND)
                .orElse(false);
    }

    private void notFound(Distribution d) {
        Optional<String> unusable = d.asked.entrySet().stream()
                .filter(e -> e.getValue()
                        .map(a -> a.outcome() == ImageResolved.Outcome.UNUSABLE)
                        .orElse(false))
                .map(e -> e.getKey() + ": " + e.getValue().orElseThrow().detail())
                .findFirst();
        String asked = d.asked.isEmpty() ? "no agent is connected" : "asked " + d.asked.keySet();
        List<HostId> silent = d.asked.entrySet().stream()
                .filter(e -> e.getValue().isEmpty())
                .map(e -> e.getKey())
                .collect(Collectors.toList());
        if (unusable.isPresent()) {
            phases.finish.fail(d, FailureReason.IMAGE_UNUSABLE, "Tried to use '" + d.intent.image() + "' but "
                    + unusable.get());
        } else {
            phases.finish.fail(d, FailureReason.IMAGE_NOT_FOUND, "Tried to find '" + d.intent.image() + "' but "
                    + asked + (silent.isEmpty() ? " and none has it" : "; no answer from " + silent)
                    + "; push it to a source's registry or name a source that has it");
        }
    }

    private void resolved(Distribution d, List<HostId> found) {
        ImageResolved first = d.asked.get(found.get(0)).orElseThrow();
        for (HostId host : found) {
            ImageResolved other = d.asked.get(host).orElseThrow();
            if (!Objects.equals(other.manifest(), first.manifest())) {
                phases.finish.fail(d, FailureReason.SOURCES_DISAGREE, "'" + d.intent.image() + "' is "
                        + first.manifest() + " at " + found.get(0) + " but " + other.manifest() + " at " + host
                        + "; name the sources to use");
                return;
            }
        }
        d.image = Optional.of(first);
        for (HostId host : found) {
            if (d.targetsAreAll) {
                d.targets.remove(host);
            }
            if (!d.targets.containsKey(host)) {
                d.sources.add(host);
            }
        }
        d.event("found " + first.image() + " " + first.manifest() + " at " + found, world.nowNanos);
        if (d.targets.isEmpty()) {
            phases.finish.endIfOver(d);
        } else {
            phases.inventory.begin(d);
        }
    }
}

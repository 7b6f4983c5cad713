package org.ebbcast.orchestrator.life;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.ebbcast.orchestrator.view.DistributionId;
import org.ebbcast.orchestrator.view.Intent;
import org.ebbcast.orchestrator.view.IntentException;
import org.ebbcast.orchestrator.view.IntentException.Kind;
import org.ebbcast.orchestrator.view.Policy;
import org.ebbcast.protocol.HostId;

/** Checks an intent against the agents that are known and turns it into a distribution. */
final class Intake {
    private static final String ALL = "all";

    private final World world;

    Intake(World world) {
        this.world = world;
    }

    Distribution accept(Intent intent, IntSupplier number, Instant createdAt) throws IntentException {
        if (world.live.size() >= world.config.maxLiveDistributions()) {
            throw new IntentException(Kind.UNAVAILABLE, intent.image(), world.live.size()
                    + " distributions are running, the most allowed; wait for one to end or raise"
                    + " max-live-distributions");
        }
        for (HostId source : intent.sources()) {
            requireKnown(source.toString(), "source");
        }
        refuseLate(intent.policy(), createdAt);
        boolean later = intent.policy().notBefore().map(createdAt::isBefore).orElse(false);
        if (!later && !intent.sources().isEmpty() && intent.sources().stream().noneMatch(world.agents::isConnected)) {
            throw new IntentException(Kind.CONFLICT, intent.sources().toString(), "no source of " + intent.sources()
                    + " has its agent connected; start the agent or name another source");
        }
        SortedSet<HostId> targets = targets(intent);
        Distribution d = new Distribution(
                DistributionId.of(number.getAsInt()), intent, createdAt, world.nowNanos, false);
        d.targetsAreAll = intent.targets().contains(ALL);
        targets.forEach(host -> d.targets.put(host, new Target(host)));
        return d;
    }

    private static void refuseLate(Policy policy, Instant now) throws IntentException {
        if (policy.notAfter().isPresent() && !now.isBefore(policy.notAfter().get())) {
            String notAfter = policy.notAfter().get().toString();
            throw new IntentException(Kind.BAD_REQUEST, notAfter, "notAfter is " + notAfter + ", but it is " + now
                    + " already; give a later time");
        }
    }

    private SortedSet<HostId> targets(Intent intent) throws IntentException {
        Set<HostId> sources = new HashSet<>(intent.sources());
        SortedSet<HostId> targets = new TreeSet<>();
        for (String text : intent.targets()) {
            if (text.equals(ALL)) {
                world.agents.connected().stream().filter(h -> !sources.contains(h)).forEach(targets::add);
            } else if (text.contains("=")) {
                labelled(text).stream().filter(h -> !sources.contains(h)).forEach(targets::add);
            } else {
                HostId host = requireKnown(text, "target");
                if (sources.contains(host)) {
                    throw new IntentException(
                            Kind.BAD_REQUEST, text, "'" + text + "' is both source and target; leave it out of one");
                }
                targets.add(host);
            }
        }
        if (targets.isEmpty()) {
            String names = intent.targets().toString();
            String why = world.agents.connected().isEmpty()
                    ? " cannot be reached: no agent is connected; start agents with controllers=HOST:PORT of this one"
                    : " names no host that is not a source; connected agents: " + world.agents.connected();
            throw new IntentException(Kind.BAD_REQUEST, names, names + why);
        }
        return targets;
    }

    private List<HostId> labelled(String selector) throws IntentException {
        String[] parts = selector.split("=", 2);
        List<HostId> found = world.agents.all().stream()
                .filter(a -> a.connected && parts[1].equals(a.hello.labels().get(parts[0])))
                .map(a -> a.host)
                .collect(Collectors.toList());
        if (found.isEmpty()) {
            Set<String> known = new TreeSet<>();
            world.agents.all().forEach(a -> a.hello.labels().forEach((k, v) -> known.add(k + "=" + v)));
            throw new IntentException(Kind.BAD_REQUEST, selector, "no connected agent has the label '" + selector
                    + "'; known labels: " + known.stream().limit(20).collect(Collectors.toList()));
        }
        return found;
    }

    private HostId requireKnown(String text, String role) throws IntentException {
        HostId host;
        try {
            host = HostId.of(text);
        } catch (IllegalArgumentException e) {
            throw new IntentException(Kind.BAD_REQUEST, text, e.getMessage());
        }
        if (world.agents.find(host).isEmpty()) {
            List<String> similar = world.agents.similar(text);
            throw new IntentException(Kind.BAD_REQUEST, text, "no agent is called '" + text + "' (" + role + "); "
                    + (similar.isEmpty()
                            ? "agents: " + world.agents.connected().stream().limit(20).collect(Collectors.toList())
                            : "did you mean " + String.join(", ", similar) + "?"));
        }
        return host;
    }
}

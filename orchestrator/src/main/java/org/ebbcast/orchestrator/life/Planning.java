package org.ebbcast.orchestrator.life;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.ebbcast.orchestrator.plan.FabricArc;
import org.ebbcast.orchestrator.plan.FabricGraph;
import org.ebbcast.orchestrator.plan.TreeShape;
import org.ebbcast.orchestrator.view.DistributionState;
import org.ebbcast.planner.Plan;
import org.ebbcast.planner.PlanRequest;
import org.ebbcast.planner.ShipmentDemand;
import org.ebbcast.planner.ShipmentPlan;
import org.ebbcast.protocol.HostId;

/** Turns shipments into trees over what is idle now and not taken by other distributions. */
final class Planning {
    private final World world;
    private final Phases phases;
    private final Trees trees;

    Planning(World world, Phases phases, Trees trees) {
        this.world = world;
        this.phases = phases;
        this.trees = trees;
    }

    /** What a plan came to for one shipment. Immutable. */
    static final class Outcome {
        final List<TreeShape> trees;
        final Set<HostId> unserved;
        final boolean fabricFull;
        final double expectedSeconds;
        final double boundSeconds;

        Outcome(List<TreeShape> trees, Set<HostId> unserved, boolean fabricFull, double expected, double bound) {
            this.trees = List.copyOf(trees);
            this.unserved = Set.copyOf(unserved);
            this.fabricFull = fabricFull;
            expectedSeconds = expected;
            boundSeconds = bound;
        }
    }

    /** Plans at once if the fabric shows every host and its load is known; else waits a bounded time for both. */
    void begin(Distribution d) {
        d.waitingForFabric = true;
        d.stateSinceNanos = world.nowNanos;
        involved(d).stream().filter(h -> !world.agents.isAttached(h)).forEach(world::probe);
        tick(d);
    }

    void tick(Distribution d) {
        if (!d.waitingForFabric || d.isEnding() || d.paused) {
            return;
        }
        boolean attached = involved(d).stream().allMatch(world.agents::isAttached)
                || world.passed(d.stateSinceNanos, world.config.patience().attach());
        boolean warm = isWarm(d) || world.passed(d.stateSinceNanos, world.config.warmUp());
        if (attached && warm) {
            d.waitingForFabric = false;
            plan(d);
        }
    }

    private static SortedSet<HostId> involved(Distribution d) {
        SortedSet<HostId> hosts = new TreeSet<>();
        d.shipments.forEach(s -> {
            hosts.addAll(s.holders);
            d.lacking(s).forEach(r -> hosts.add(r.host));
        });
        return hosts;
    }

    /** Whether every link between switches and to the hosts involved has fresh statistics. */
    private boolean isWarm(Distribution d) {
        FabricGraph fabric = world.fabric;
        Set<HostId> hosts = involved(d);
        for (int arc = 0; arc < fabric.graph().arcCount(); arc++) {
            FabricArc link = fabric.arc(arc);
            boolean matters = link.tail().host().map(hosts::contains).orElse(true)
                    && link.head().host().map(hosts::contains).orElse(true)
                    && fabric.graph().capacityBitsPerSecond(arc) > 0;
            if (matters && world.load.fresh(link.measuredAt(), world.nowNanos).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** The first plan of all shipments, together on the same idle bandwidth. */
    private void plan(Distribution d) {
        d.enter(DistributionState.PROGRAMMING, world.nowNanos);
        List<ShipmentRun> shipments = new ArrayList<>(d.shipments);
        Map<ShipmentRun, Set<HostId>> lackers = new HashMap<>();
        shipments.forEach(s -> lackers.put(s, d.lacking(s).map(r -> r.host).collect(Collectors.toSet())));
        Map<ShipmentRun, Outcome> outcomes = plan(d, shipments, lackers, Set.of());
        shipments.forEach(s -> phases.programming.adopt(d, s, outcomes.get(s), "first plan", Set.of()));
        phases.finish.refresh(d);
    }

    /**
     * Plans {@code shipments} together. Streams of the distribution count as gone if they are in {@code replaced};
     * other distributions keep what they have, but never more than their fair part of a link.
     */
    Map<ShipmentRun, Outcome> plan(
            Distribution d,
            List<ShipmentRun> shipments,
            Map<ShipmentRun, Set<HostId>> lackers,
            Collection<Branch> replaced) {
        FabricGraph fabric = world.programmable();
        Map<ShipmentRun, Outcome> outcomes = new HashMap<>();
        List<ShipmentRun> planned = new ArrayList<>();
        List<ShipmentDemand> demands = new ArrayList<>();
        for (ShipmentRun s : shipments) {
            Set<HostId> lacking = lackers.getOrDefault(s, Set.of());
            int[] to = vertices(fabric, lacking.stream().filter(world.agents::isConnected).collect(Collectors.toSet()));
            int[] from = vertices(fabric, s.holders.stream()
                    .filter(world.agents::isConnected)
                    .filter(h -> !lacking.contains(h))
                    .collect(Collectors.toSet()));
            if (to.length == 0 || from.length == 0) {
                outcomes.put(s, new Outcome(List.of(), lacking, false, 0, 0));
            } else {
                planned.add(s);
                demands.add(ShipmentDemand.of(s.layout.totalBytes(), from, to));
            }
        }
        if (!planned.isEmpty()) {
            long[] idle = fabric.perArc(arc -> available(d, arc, replaced));
            PlanRequest request = PlanRequest.of(
                    fabric.graph(), idle, demands, world.config.planLimits(), d.id.number());
            Plan plan = world.planner.plan(roomForRules(fabric, request));
            for (int i = 0; i < planned.size(); i++) {
                ShipmentRun s = planned.get(i);
                outcomes.put(s, outcome(fabric, plan.shipments().get(i), lackers.getOrDefault(s, Set.of())));
            }
        }
        return outcomes;
    }

    /* Rules that are in switches, or on their way in or out, leave so much less for new trees. */
    private PlanRequest roomForRules(FabricGraph fabric, PlanRequest request) {
        int most = world.config.planLimits().maxRulesPerSwitch();
        if (most == Integer.MAX_VALUE) {
            return request;
        }
        int[] free = new int[fabric.graph().vertexCount()];
        Arrays.fill(free, most);
        trees.rulesAt().forEach((at, rules) ->
                fabric.vertexOf(at).ifPresent(v -> free[v] = Math.max(0, most - rules)));
        return request.withFreeRules(free);
    }

    private static int[] vertices(FabricGraph fabric, Set<HostId> hosts) {
        return hosts.stream()
                .flatMap(host -> fabric.vertexOf(host).stream())
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
    }

    private static Outcome outcome(FabricGraph fabric, ShipmentPlan plan, Set<HostId> lackers) {
        List<TreeShape> trees =
                plan.trees().stream().map(t -> TreeShape.of(fabric, t)).collect(Collectors.toList());
        Set<HostId> unserved = new LinkedHashSet<>(new TreeSet<>(lackers));
        trees.forEach(tree -> unserved.removeAll(new HashSet<>(tree.targets())));
        boolean full = Arrays.stream(plan.waiting()).findAny().isPresent();
        return new Outcome(trees, unserved, full, plan.expectedSeconds(), plan.boundSeconds());
    }

    /** idle − max(0, min(what others send, their fair part)); streams of {@code d} that stay are others as well. */
    private double available(Distribution d, FabricArc arc, Collection<Branch> replaced) {
        double idle = Math.min(world.idleBitsPerSecond(arc), gotThrough(arc, replaced));
        double foreign = 0;
        double staying = 0;
        Set<Distribution> rivals = new HashSet<>();
        double priority = d.intent.policy().priority();
        for (Distribution other : world.live.values()) {
            for (ShipmentRun s : other.shipments) {
                for (Branch b : s.branches) {
                    boolean crosses = b.isSending() && b.tree.shape.arcs().contains(arc);
                    if (crosses && other != d) {
                        foreign += b.rateBitsPerSecond;
                        rivals.add(other);
                    } else if (crosses && !replaced.contains(b)) {
                        staying += b.rateBitsPerSecond;
                    }
                }
            }
        }
        double others =
                rivals.stream().mapToDouble(r -> r.intent.policy().priority()).sum();
        double fair = idle * priority / (priority + others);
        double available = Math.max(0, Math.max(idle - foreign - staying, fair - staying));
        return Math.min(d.maxRateBitsPerSecond(), available);
    }

    /**
     * What got through of streams that are replaced because they lose: between switches, loss tells sooner than
     * statistics that a link has filled.
     */
    private static double gotThrough(FabricArc arc, Collection<Branch> replaced) {
        boolean betweenSwitches = arc.tail().host().isEmpty() && arc.head().host().isEmpty();
        return replaced.stream()
                .filter(b -> betweenSwitches && b.tree.shape.arcs().contains(arc))
                .mapToDouble(b -> b.ceilingBitsPerSecond)
                .min()
                .orElse(Double.POSITIVE_INFINITY);
    }

    /** Seconds until {@code bits} have reached each target, by target, at the rates of {@code trees}. */
    static Map<HostId, Double> secondsPerTarget(List<TreeShape> trees, double bits) {
        Map<HostId, Double> rates = new HashMap<>();
        trees.forEach(t -> t.targets().forEach(h -> rates.merge(h, (double) t.rateBitsPerSecond(), Double::sum)));
        Map<HostId, Double> seconds = new HashMap<>();
        rates.forEach((host, rate) -> seconds.put(host, bits / rate));
        return seconds;
    }

    /** The host's leaf must be there and its agent must be; used to tell unreachable from slow. */
    Optional<String> whyUnserved(HostId host) {
        if (!world.agents.isConnected(host)) {
            return Optional.of("its agent is not connected");
        }
        return world.agents.isAttached(host)
                ? Optional.empty()
                : Optional.of("the fabric does not see the host; is its data interface up?");
    }
}

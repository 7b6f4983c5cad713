package org.ebbcast.orchestrator.life;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.ebbcast.orchestrator.config.OrchestratorConfig;
import org.ebbcast.orchestrator.port.PortSample;
import org.ebbcast.orchestrator.port.RuleSample;
import org.ebbcast.orchestrator.port.Topology;
import org.ebbcast.orchestrator.view.AgentView;
import org.ebbcast.orchestrator.view.DistributionId;
import org.ebbcast.orchestrator.view.DistributionView;
import org.ebbcast.orchestrator.view.FailureReason;
import org.ebbcast.orchestrator.view.Intent;
import org.ebbcast.orchestrator.view.IntentException;
import org.ebbcast.orchestrator.view.TopologyView;
import org.ebbcast.planner.Planner;
import org.ebbcast.protocol.AgentMessage;
import org.ebbcast.protocol.ForgetDistribution;
import org.ebbcast.protocol.Hello;
import org.ebbcast.protocol.HostId;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.PortNumber;

/**
 * The life cycle of all distributions as one state machine: every method takes what happened and the time, and leaves
 * {@link Effect}s to be drained. No thread, no clock, no I/O. Owned by the orchestrator's loop.
 */
public final class Engine {
    private static final Duration TICK = Duration.ofMillis(50);
    /** Switches and receivers speak at about the same time: rates are looked at once for all of them. */
    private static final Duration RATES_WAIT = Duration.ofMillis(20);

    private final World world;
    private final Trees trees;
    private final Phases phases;
    private final Memory memory;
    private final Intake intake;
    private final AgentMessages messages;
    private final Views views;
    private long adjustAtNanos = Long.MAX_VALUE;

    /**
     * @param journal what a controller before this one left behind
     * @param random for access tokens
     */
    public Engine(
            OrchestratorConfig config,
            Planner planner,
            Random random,
            Counters counters,
            Map<String, byte[]> journal,
            long nowNanos) {
        world = new World(config, planner, random, counters, nowNanos);
        memory = new Memory(world, journal);
        trees = new Trees(world, memory.firstSlot());
        phases = new Phases(world, trees, memory::nextShipmentNumber, new Requests(memory.life()));
        intake = new Intake(world);
        messages = new AgentMessages(world, phases);
        views = new Views(world);
        trees.sweep();
    }

    /** Takes up what a controller before this one did not finish. Called once, first. */
    public void resume(Instant wallClock, long nowNanos) {
        world.nowNanos = nowNanos;
        memory.unfinished(wallClock, nowNanos).forEach(d -> {
            world.live.put(d.id.number(), d);
            d.event("taken up again after a restart of the controller", nowNanos);
            phases.holds.begin(d, wallClock);
        });
        settle();
    }

    /** Accepts an intent; where it cannot be made durable, see {@link #journalFailed}. */
    public DistributionId submit(Intent intent, Instant createdAt, long nowNanos) throws IntentException {
        world.nowNanos = nowNanos;
        Distribution d = intake.accept(intent, memory::nextDistributionNumber, createdAt);
        world.live.put(d.id.number(), d);
        world.counters.add(Counters.Count.DISTRIBUTIONS_SUBMITTED, 1);
        memory.saveLive(d);
        d.event("intent accepted: " + intent.image() + " to " + d.targets.size() + " targets", nowNanos);
        phases.holds.begin(d, createdAt);
        settle();
        return d.id;
    }

    /** An intent could not be made durable. */
    public void journalFailed(DistributionId id, String problem, long nowNanos) {
        world.nowNanos = nowNanos;
        live(id).filter(d -> !d.isEnding()).ifPresent(d -> phases.finish.fail(
                d, FailureReason.JOURNAL_FAILED, "Tried to make " + id + " durable but " + problem));
        settle();
    }

    /** Cancels; what is over already is a conflict. */
    public void cancel(DistributionId id, long nowNanos) throws IntentException {
        world.nowNanos = nowNanos;
        phases.finish.cancel(going(id));
        settle();
    }

    /** Holds a distribution until it is resumed, across restarts of the controller too; what is over is a conflict. */
    public void pause(DistributionId id, long nowNanos) throws IntentException {
        world.nowNanos = nowNanos;
        Distribution d = going(id);
        phases.holds.pause(d);
        memory.saveLive(d);
        settle();
    }

    /** Lets a paused distribution go on; what is over is a conflict. */
    public void resume(DistributionId id, long nowNanos) throws IntentException {
        world.nowNanos = nowNanos;
        Distribution d = going(id);
        phases.holds.resume(d);
        memory.saveLive(d);
        settle();
    }

    private Distribution going(DistributionId id) throws IntentException {
        Optional<Distribution> d = live(id);
        if (d.isEmpty()) {
            boolean over = memory.isKnown(id);
            throw new IntentException(
                    over ? IntentException.Kind.CONFLICT : IntentException.Kind.NOT_FOUND,
                    id.toString(),
                    over ? id + " is over already" : "no distribution is called " + id);
        }
        if (d.get().isEnding()) {
            String detail = id + " is ending already as " + d.get().outcome.get();
            throw new IntentException(IntentException.Kind.CONFLICT, id.toString(), detail);
        }
        return d.get();
    }

    public void agentConnected(HostId host, Hello hello, long nowNanos) {
        world.nowNanos = nowNanos;
        boolean wasConnected = world.agents.isConnected(host);
        boolean isNew = world.agents.find(host).isEmpty();
        world.agents.connected(host, hello, world.topology);
        world.fabricChanged();
        if (!world.agents.isAttached(host)) {
            world.probe(host);
        }
        memory.toForget(host, isNew).forEach(id -> world.send(host, new ForgetDistribution(id.toString())));
        for (Distribution d : running()) {
            phases.resolution.cameBack(d, host);
            if (wasConnected) {
                phases.streaming.senderLost(d, host);
            }
            phases.inventory.connectionChanged(d, host, true);
            phases.streaming.senderBack(d, host);
            d.target(host).filter(t -> !t.isOver()).ifPresent(t -> phases.finish.targetBack(d, t));
            phases.streaming.topologyChanged(d);
        }
        settle();
    }

    public void agentDisconnected(HostId host, String reason, long nowNanos) {
        world.nowNanos = nowNanos;
        world.agents.disconnected(host, nowNanos);
        for (Distribution d : running()) {
            if (d.targets.containsKey(host) || d.sources.contains(host)) {
                d.event("agent " + host + " disconnected: " + reason, nowNanos);
            }
            phases.resolution.lost(d, host);
            if (!d.isEnding()) {
                phases.inventory.connectionChanged(d, host, false);
                phases.streaming.senderLost(d, host);
                d.shipments.forEach(s -> phases.relays.refresh(d, s));
            }
        }
        settle();
    }

    public void agentSaid(HostId host, AgentMessage message, long nowNanos) {
        world.nowNanos = nowNanos;
        messages.handle(host, message);
        if (world.ratesAreDue) {
            world.ratesAreDue = false;
            ratesAreDue();
        }
        settle();
    }

    public void topologyChanged(Topology topology, long nowNanos) {
        world.nowNanos = nowNanos;
        world.topology = topology;
        world.agents.topologyChanged(topology);
        world.fabricChanged();
        running().forEach(phases.streaming::topologyChanged);
        settle();
    }

    public void statisticsRead(DatapathId datapathId, List<PortSample> ports, List<RuleSample> rules, long nowNanos) {
        world.nowNanos = nowNanos;
        world.counters.add(Counters.Count.STATISTICS_READ, 1);
        world.load.lossBehind(LossBehind.of(world));
        world.load.read(datapathId, ports, rules, world::capacityBitsPerSecond, nowNanos);
        if (!world.live.isEmpty()) {
            running().forEach(phases.planning::tick);
            ratesAreDue();
        }
        settle();
    }

    private void ratesAreDue() {
        adjustAtNanos = Math.min(adjustAtNanos, world.nowNanos + RATES_WAIT.toNanos());
    }

    /** A switch said which of its ports have the queue of image data. */
    public void queuesRead(DatapathId datapathId, Set<PortNumber> withQueue, long nowNanos) {
        world.nowNanos = nowNanos;
        world.queues.read(datapathId, withQueue, world.fabric);
        settle();
    }

    /** A switch came (back): orphans out, live rules in. */
    public void switchConnected(DatapathId datapathId, long nowNanos) {
        world.nowNanos = nowNanos;
        world.load.forget(datapathId, nowNanos);
        world.refusers.connected(datapathId);
        trees.sweep();
        trees.reinstall(datapathId);
        settle();
    }

    /** @param refusal why the rules did not go in; empty if they did */
    public void treeInstalled(long cookie, Optional<Refusal> refusal, long nowNanos) {
        world.nowNanos = nowNanos;
        trees.installed(cookie, refusal.isPresent()).ifPresent(tree -> {
            if (tree.distribution.isEnding()) {
                trees.takeDown(tree);
            } else {
                phases.programming.installed(tree.distribution, tree, refusal);
            }
        });
        settle();
    }

    /** @param problem why the rules may still be in; empty if they are out */
    public void treeRemoved(long cookie, Optional<String> problem, long nowNanos) {
        world.nowNanos = nowNanos;
        trees.removed(cookie, problem);
        settle();
    }

    /** Time passed. */
    public void tick(long nowNanos) {
        world.nowNanos = nowNanos;
        trees.tick();
        if (nowNanos - adjustAtNanos >= 0) {
            adjustAtNanos = Long.MAX_VALUE;
            phases.rates.adjust();
        }
        for (Distribution d : running()) {
            if (!d.isEnding()) {
                phases.holds.tick(d);
            }
            if (!d.isEnding()) {
                tick(d);
            }
        }
        settle();
    }

    private void tick(Distribution d) {
        phases.resolution.tick(d);
        phases.inventory.tick(d);
        phases.planning.tick(d);
        phases.programming.tick(d);
        if (!d.paused) {
            phases.streaming.tick(d);
            phases.repair.tick(d);
        }
        phases.finish.tick(d);
    }

    /** When {@link #tick} is wanted next; empty while nothing is going on. */
    public Optional<Long> nextTickNanos() {
        if (world.live.isEmpty() && trees.isEmpty()) {
            return Optional.empty();
        }
        long regular = world.nowNanos + TICK.toNanos();
        return Optional.of(adjustAtNanos == Long.MAX_VALUE ? regular : Math.min(regular, adjustAtNanos));
    }

    private List<Distribution> running() {
        return new ArrayList<>(world.live.values());
    }

    private Optional<Distribution> live(DistributionId id) {
        return Optional.ofNullable(world.live.get(id.number()));
    }

    /** Distributions whose rules are out are over. */
    private void settle() {
        for (Distribution d : running()) {
            if (d.isEnding() && trees.of(d).findAny().isEmpty()) {
                d.secondsWhenOver = d.seconds(world.nowNanos);
                d.enter(d.outcome.orElseThrow(), world.nowNanos);
                world.live.remove(d.id.number());
                memory.over(d, views.view(d));
            }
        }
    }

    /** What is to be done in the world, in order; each is answered once. */
    public List<Effect> drainEffects() {
        return world.drainEffects();
    }

    /** Views that changed since they were drained last; milestones at once, progress a few times a second. */
    public List<DistributionView> drainChanged(long nowNanos) {
        List<DistributionView> changed = memory.drainOver();
        changed.addAll(views.drainChanged(running(), nowNanos));
        return changed;
    }

    /** Distributions that were forgotten since this was drained last. */
    public List<DistributionId> drainForgotten() {
        return memory.drainForgotten();
    }

    /** Every agent that was ever seen. */
    public List<AgentView> agents() {
        return world.agents.views();
    }

    /** The fabric with its loads. */
    public TopologyView topology(long nowNanos) {
        world.nowNanos = nowNanos;
        return FabricViews.view(world);
    }

    /** Trees whose rules may be in switches. */
    public int treeCount() {
        return trees.count();
    }

    /** Stops senders and takes rules out, but leaves the journal: the next controller takes up what is unfinished. */
    public void suspend(long nowNanos) {
        world.nowNanos = nowNanos;
        running().forEach(d -> {
            for (ShipmentRun s : d.shipments) {
                phases.programming.abandon(s);
                s.sending().collect(Collectors.toList()).forEach(b -> phases.programming.stop(s, b));
            }
            trees.of(d).collect(Collectors.toList()).forEach(trees::takeDown);
        });
    }
}

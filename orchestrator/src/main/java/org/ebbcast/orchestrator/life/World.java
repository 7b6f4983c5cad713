package org.ebbcast.orchestrator.life;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ebbcast.orchestrator.config.OrchestratorConfig;
import org.ebbcast.orchestrator.load.IdleBandwidth;
import org.ebbcast.orchestrator.load.LinkLoad;
import org.ebbcast.orchestrator.load.LoadEstimator;
import org.ebbcast.orchestrator.load.PortDirection;
import org.ebbcast.orchestrator.plan.FabricArc;
import org.ebbcast.orchestrator.plan.FabricGraph;
import org.ebbcast.orchestrator.port.Topology;
import org.ebbcast.planner.Planner;
import org.ebbcast.protocol.ControllerMessage;
import org.ebbcast.protocol.HostId;
import org.ebbcast.protocol.Limits;
import org.ebbcast.protocol.ReceiveShipment;
import org.ebbcast.protocol.SendStream;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.Ipv4Address;

/** What all distributions share: the present time, the fabric, the agents, and effects to come. Owned by the loop. */
final class World {
    final OrchestratorConfig config;
    final Planner planner;
    final Random random;
    final Counters counters;
    final AgentDirectory agents = new AgentDirectory();
    final LoadEstimator load;
    final Queues queues;
    final Refusers refusers = new Refusers();
    final SortedMap<Integer, Distribution> live = new TreeMap<>();
    Topology topology = Topology.EMPTY;
    FabricGraph fabric = FabricGraph.of(Topology.EMPTY, new TreeMap<>());
    long nowNanos;
    /** Something was heard that may change rates at once. */
    boolean ratesAreDue;
    private final Map<PortDirection, Long> capacities = new HashMap<>();
    private List<Effect> effects = new ArrayList<>();

    World(OrchestratorConfig config, Planner planner, Random random, Counters counters, long nowNanos) {
        this.config = config;
        this.planner = planner;
        this.random = random;
        this.counters = counters;
        this.nowNanos = nowNanos;
        load = new LoadEstimator(
                config.ebbIntervals(), config.statisticsInterval(), config.counterLag(), config.staleAfter());
        queues = new Queues(config, load::isQueueInVain);
    }

    void fabricChanged() {
        fabric = FabricGraph.of(topology, agents.attachments());
        capacities.clear();
        for (int arc = 0; arc < fabric.graph().arcCount(); arc++) {
            capacities.put(fabric.arc(arc).measuredAt(), fabric.graph().capacityBitsPerSecond(arc));
        }
    }

    /** The fabric without the switches that take no rules now. O(vertices + arcs) if there are any. */
    FabricGraph programmable() {
        Set<DatapathId> avoided = refusers.avoided(nowNanos);
        return avoided.isEmpty() ? fabric : FabricGraph.of(topology.without(avoided), agents.attachments());
    }

    boolean passed(long sinceNanos, Duration patience) {
        return nowNanos - sinceNanos >= patience.toNanos();
    }

    /** What Ebbcast may use of {@code arc}; 0 without fresh statistics. */
    double idleBitsPerSecond(FabricArc arc) {
        return fabric.idOf(arc)
                .map(id -> idleBitsPerSecond(arc.measuredAt(), fabric.graph().capacityBitsPerSecond(id)))
                .orElse(0.0);
    }

    /** What Ebbcast may use of a link direction that is measured there; 0 without fresh statistics. */
    double idleBitsPerSecond(PortDirection where, long capacityBitsPerSecond) {
        Optional<LinkLoad> fresh = load.fresh(where, nowNanos);
        return queues.isPresent(where)
                ? IdleBandwidth.behindQueue(capacityBitsPerSecond, config.queuedHeadroom(), fresh)
                : queues.share(where) * IdleBandwidth.bitsPerSecond(capacityBitsPerSecond, config.headroom(), fresh);
    }

    /** Line rate of what is measured there; the greatest number where that is unknown. */
    long capacityBitsPerSecond(PortDirection where) {
        return capacities.getOrDefault(where, Long.MAX_VALUE);
    }

    void send(HostId host, ControllerMessage message) {
        if (!isSealed(message) || agents.find(host).map(a -> a.speaks(Limits.SEAL_VERSION)).orElse(true)) {
            effect(performer -> performer.send(host, message));
        }
    }

    /** An agent that came back older than it was would send in the clear, or serve so whoever overheard the token. */
    private static boolean isSealed(ControllerMessage message) {
        return message instanceof SendStream && ((SendStream) message).shipment().isSealed()
                || message instanceof ReceiveShipment && ((ReceiveShipment) message).shipment().isSealed();
    }

    void probe(HostId host) {
        agents.find(host)
                .flatMap(agent -> agent.dataInterface)
                .ifPresent(i -> effect(performer -> performer.probe(Ipv4Address.parse(i.ipv4()))));
    }

    void poll(DatapathId datapathId) {
        effect(performer -> performer.poll(datapathId));
    }

    void effect(Effect effect) {
        effects.add(effect);
    }

    List<Effect> drainEffects() {
        List<Effect> drained = effects;
        effects = new ArrayList<>();
        return drained;
    }
}

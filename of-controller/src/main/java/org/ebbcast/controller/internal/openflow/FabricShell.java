package org.ebbcast.controller.internal.openflow;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.ebbcast.controller.internal.fabric.Effect;
import org.ebbcast.controller.internal.fabric.FabricCore;
import org.ebbcast.controller.internal.fabric.SwitchPort;
import org.ebbcast.orchestrator.port.FabricPort;
import org.ebbcast.orchestrator.port.Topology;
import org.ebbcast.rules.ConnectPoint;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.Ipv4Address;
import org.projectfloodlight.openflow.protocol.OFMessage;
import org.projectfloodlight.openflow.protocol.OFPacketIn;
import org.projectfloodlight.openflow.protocol.OFPortReason;
import org.projectfloodlight.openflow.protocol.OFPortStatus;
import org.projectfloodlight.openflow.protocol.match.MatchField;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shell around {@link FabricCore}: feeds it what switches say and the time, performs its effects, reads statistics,
 * and is the orchestrator's fabric port. Owned by the event loop; the public methods may be called from any thread.
 */
public final class FabricShell implements FabricPort, SwitchEvents {
    private static final Logger LOG = LoggerFactory.getLogger(FabricShell.class);
    private static final long TICK_MILLIS = 200;
    private static final long QUEUE_SECONDS = 10;
    private static final long FIRST_WINDOW_MILLIS = 300;
    private static final long MOST_BACKOFF_MILLIS = 32_000;

    private final EventLoop loop;
    private final FabricCore core;
    private final SwitchSessions sessions;
    private final LiveRules live;
    private final LongSupplier nanoClock;
    private final StatisticsReader statistics;
    private final QueueReader queues;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Map<DatapathId, Long> rereadBackoffMillis = new HashMap<>();
    private volatile Topology topology = Topology.EMPTY;

    FabricShell(
            EventLoop loop,
            FabricCore core,
            SwitchSessions sessions,
            LiveRules live,
            int queueId,
            LongSupplier nanoClock) {
        this.loop = loop;
        this.core = core;
        this.sessions = sessions;
        this.live = live;
        this.nanoClock = nanoClock;
        this.queues = new QueueReader(queueId, (id, ports) -> tell(listener -> listener.queuesRead(id, ports)));
        this.statistics = new StatisticsReader(
                (id, ports, rules) -> tell(listener -> listener.statisticsRead(id, ports, rules)), queues, nanoClock);
    }

    void start(Duration statisticsInterval) {
        loop.scheduleAtFixedRate(
                () -> sessions.all().forEach(queues::read), QUEUE_SECONDS, QUEUE_SECONDS, TimeUnit.SECONDS);
        loop.scheduleAtFixedRate(
                () -> perform(core.tick(nanoClock.getAsLong())), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        long interval = statisticsInterval.toMillis();
        loop.scheduleAtFixedRate(
                () -> sessions.all().forEach(statistics::read), interval, interval, TimeUnit.MILLISECONDS);
    }

    @Override
    public Topology topology() {
        return topology;
    }

    @Override
    public void addListener(Listener listener) {
        listeners.add(listener);
    }

    @Override
    public void probe(Ipv4Address address) {
        loop.execute(() -> perform(core.probe(nanoClock.getAsLong(), address)));
    }

    @Override
    public void poll(DatapathId datapathId) {
        loop.execute(() -> sessions.get(datapathId).ifPresent(session -> {
            long early = statistics.nanosTooEarly(session);
            if (early > 0) {
                loop.schedule(() -> statistics.read(session), early, TimeUnit.NANOSECONDS);
            } else {
                statistics.read(session);
            }
        }));
    }

    /** From now on looks for these hosts until they are found, and again when they are lost. */
    public void wanted(Set<Ipv4Address> addresses) {
        loop.execute(() -> perform(core.wanted(nanoClock.getAsLong(), addresses)));
    }

    /** From now on every port has this capacity; empty for what switches report. */
    public void capacity(OptionalLong bitsPerSecond) {
        loop.execute(() -> perform(core.capacity(bitsPerSecond)));
    }

    @Override
    public void ready(SwitchSession session, List<SwitchPort> ports, FoundRules found) {
        sessions.put(session).ifPresent(old -> old.close("the switch connected anew"));
        List<OFMessage> orphans = live.orphans(session.id(), found);
        if (!orphans.isEmpty()) {
            LOG.info("switch {}: removing {} leftovers of an earlier life", session.id(), orphans.size());
            onFailure(session, session.transact(orphans));
        }
        perform(core.switchConnected(session.id(), ports, found.base()));
        tell(listener -> listener.switchConnected(session.id()));
        // Loads are known a moment after a switch came, not two intervals later.
        queues.read(session);
        statistics.read(session);
        loop.schedule(() -> statistics.read(session), FIRST_WINDOW_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void received(SwitchSession session, OFMessage message) {
        if (message instanceof OFPacketIn packetIn) {
            FoundRules.port(packetIn.getMatch().get(MatchField.IN_PORT))
                    .ifPresent(port -> perform(core.frameReceived(
                            nanoClock.getAsLong(), ConnectPoint.of(session.id(), port), packetIn.getData())));
        } else if (message instanceof OFPortStatus status) {
            PortDescriptions.read(status.getDesc())
                    .ifPresent(port -> perform(
                            status.getReason() == OFPortReason.DELETE
                                    ? core.portRemoved(ConnectPoint.of(session.id(), port.number()))
                                    : core.portChanged(session.id(), port)));
        }
    }

    @Override
    public void closed(SwitchSession session, String reason) {
        if (sessions.remove(session)) {
            statistics.forget(session);
            perform(core.switchDisconnected(nanoClock.getAsLong(), session.id()));
        }
    }

    private void perform(List<Effect> effects) {
        Map<DatapathId, List<OFMessage>> frames = new HashMap<>();
        for (Effect effect : effects) {
            if (effect instanceof Effect.SendFrame send) {
                frames.computeIfAbsent(send.outOf().datapathId(), key -> new ArrayList<>())
                        .add(OpenFlowMessages.packetOut(send.outOf().port(), send.frame()));
            } else if (effect instanceof Effect.ChangeRules change) {
                sessions.get(change.datapathId())
                        .ifPresent(session -> onFailure(
                                session, session.transact(OpenFlowMessages.baseChanges(change.changes()))));
            } else if (effect instanceof Effect.TopologyChanged changed) {
                topology = changed.topology();
                tell(listener -> listener.topologyChanged(changed.topology()));
            }
        }
        frames.forEach((id, messages) -> sessions.get(id).ifPresent(session -> session.offer(messages)));
    }

    /** A switch that did not take its base rules is read again, so that the next difference starts from the truth. */
    private void onFailure(SwitchSession session, CompletableFuture<Void> done) {
        done.whenComplete((nothing, failure) -> {
            if (failure == null) {
                rereadBackoffMillis.remove(session.id());
            } else if (session.isOpen()) {
                long delay = rereadBackoffMillis.merge(
                        session.id(), 1_000L, (old, first) -> Math.min(2 * old, MOST_BACKOFF_MILLIS));
                LOG.warn("switch {} {}; reading it anew in {} ms", session.id(), failure.getMessage(), delay);
                loop.schedule(() -> reread(session), delay, TimeUnit.MILLISECONDS);
            }
        });
    }

    private void reread(SwitchSession session) {
        if (!session.isOpen()) {
            return;
        }
        session.collect(OpenFlowMessages.ownFlows())
                .thenCombine(session.collect(OpenFlowMessages.groups()), SwitchChannelHandler::found)
                .whenComplete((found, failure) -> {
                    if (failure == null) {
                        perform(core.switchReread(session.id(), found.base()));
                    } else if (session.isOpen()) {
                        session.close("it could not be read: " + failure.getMessage());
                    }
                });
    }

    private void tell(Consumer<Listener> what) {
        for (Listener listener : listeners) {
            try {
                what.accept(listener);
            } catch (RuntimeException e) {
                LOG.error("a listener of the fabric failed", e);
            }
        }
    }
}

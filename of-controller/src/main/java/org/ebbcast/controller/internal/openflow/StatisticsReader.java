package org.ebbcast.controller.internal.openflow;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.ebbcast.orchestrator.port.PortSample;
import org.ebbcast.orchestrator.port.RuleSample;
import org.ebbcast.rules.ConnectPoint;
import org.ebbcast.rules.Cookies;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.PortNumber;
import org.projectfloodlight.openflow.protocol.OFFlowStatsEntry;
import org.projectfloodlight.openflow.protocol.OFFlowStatsReply;
import org.projectfloodlight.openflow.protocol.OFPortStatsEntry;
import org.projectfloodlight.openflow.protocol.OFPortStatsReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls port counters, the counters of tree rules and, where ports have it, of the queue of image data; one poll per
 * switch at a time: a switch that is slow is asked less often, not more. Owned by the event loop.
 */
final class StatisticsReader {
    /** Hears of a poll that all answers came to. */
    interface Sink {
        void read(DatapathId id, List<PortSample> ports, List<RuleSample> rules);
    }

    private static final Logger LOG = LoggerFactory.getLogger(StatisticsReader.class);
    private static final long SHORTEST_WINDOW_NANOS = 250_000_000;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final Sink sink;
    private final QueueReader queues;
    private final LongSupplier nanoClock;
    private final Set<SwitchSession> polling = new HashSet<>();
    private final Map<SwitchSession, Long> lastNanos = new HashMap<>();

    StatisticsReader(Sink sink, QueueReader queues, LongSupplier nanoClock) {
        this.sink = sink;
        this.queues = queues;
        this.nanoClock = nanoClock;
    }

    /**
     * Polls now; does nothing while a poll is under way or the last one is too recent, for a window of a few packets
     * tells nothing.
     */
    void read(SwitchSession session) {
        if (nanosTooEarly(session) > 0 || !polling.add(session)) {
            return;
        }
        lastNanos.put(session, nanoClock.getAsLong());
        CompletableFuture<List<OFPortStatsReply>> ports = session.collect(OpenFlowMessages.portStatistics());
        CompletableFuture<Map<PortNumber, Long>> queueBytes = queues.bytes(session);
        session.collect(OpenFlowMessages.treeFlows())
                .thenAcceptBoth(ports.thenCombine(queueBytes, (p, q) -> portSamples(session.id(), p, q)), (flows, samples) ->
                        sink.read(session.id(), samples, ruleSamples(session.id(), flows)))
                .whenComplete((done, failure) -> {
                    polling.remove(session);
                    if (failure != null) {
                        LOG.debug("switch {}: statistics not read: {}", session.id(), failure.getMessage());
                    }
                });
    }

    /** Time until the next poll may be; not above 0 if it may be now. */
    long nanosTooEarly(SwitchSession session) {
        Long last = lastNanos.get(session);
        return last == null ? 0 : SHORTEST_WINDOW_NANOS - (nanoClock.getAsLong() - last);
    }

    void forget(SwitchSession session) {
        polling.remove(session);
        lastNanos.remove(session);
    }

    private static List<PortSample> portSamples(
            DatapathId id, List<OFPortStatsReply> parts, Map<PortNumber, Long> queueBytes) {
        return parts.stream()
                .flatMap(part -> part.getEntries().stream())
                .flatMap(entry -> FoundRules.port(entry.getPortNo())
                        .map(port -> sample(ConnectPoint.of(id, port), entry, Optional.ofNullable(queueBytes.get(port))))
                        .stream())
                .toList();
    }

    private static PortSample sample(ConnectPoint at, OFPortStatsEntry entry, Optional<Long> queueBytes) {
        PortSample port = PortSample.of(
                at,
                entry.getTxBytes().getValue(),
                entry.getRxBytes().getValue(),
                nanos(entry.getDurationSec(), entry.getDurationNsec()));
        return queueBytes.map(port::withQueueBytes).orElse(port);
    }

    private static List<RuleSample> ruleSamples(DatapathId id, List<OFFlowStatsReply> parts) {
        return parts.stream()
                .flatMap(part -> part.getEntries().stream())
                .filter(entry -> Cookies.isOwn(entry.getCookie().getValue()))
                .map(entry -> sample(id, entry))
                .toList();
    }

    private static RuleSample sample(DatapathId id, OFFlowStatsEntry entry) {
        return RuleSample.of(
                id,
                entry.getCookie().getValue(),
                entry.getByteCount().getValue(),
                nanos(entry.getDurationSec(), entry.getDurationNsec()));
    }

    private static long nanos(long seconds, long nanos) {
        return seconds * NANOS_PER_SECOND + nanos;
    }
}

package org.ebbcast.controller.internal.openflow;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.PortNumber;
import org.projectfloodlight.openflow.protocol.OFQueueStatsReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out which ports of a switch have the queue of image data, by the queue statistics that only ports with queues
 * have (OpenFlow 1.3.5, 7.3.5.8), and what those queues sent. Owned by the event loop.
 */
final class QueueReader {
    /** Hears which ports have it. */
    interface Sink {
        void read(DatapathId id, Set<PortNumber> withQueue);
    }

    private static final Logger LOG = LoggerFactory.getLogger(QueueReader.class);

    private final Sink sink;
    private final int queueId;
    private final Set<DatapathId> mute = new HashSet<>();
    private final Set<DatapathId> queued = new HashSet<>();

    QueueReader(int queueId, Sink sink) {
        this.queueId = queueId;
        this.sink = sink;
    }

    void read(SwitchSession session) {
        session.collect(OpenFlowMessages.queueStatistics(queueId)).whenComplete((parts, failure) -> {
            if (failure == null) {
                mute.remove(session.id());
                Set<PortNumber> ports = ports(parts);
                note(session.id(), !ports.isEmpty());
                sink.read(session.id(), ports);
            } else if (session.isOpen() && mute.add(session.id())) {
                LOG.warn("switch {} does not say which ports have queue {} ({}); they are taken to have it",
                        session.id(), queueId, failure.getMessage());
            }
        });
    }

    private void note(DatapathId id, boolean hasQueues) {
        if (hasQueues) {
            queued.add(id);
        } else {
            queued.remove(id);
        }
    }

    /** What the queue of each port that has it sent since the port came; empty if the switch is not known to have any. */
    CompletableFuture<Map<PortNumber, Long>> bytes(SwitchSession session) {
        return queued.contains(session.id())
                ? session.collect(OpenFlowMessages.queueStatistics(queueId)).handle((parts, failure) ->
                        failure == null ? bytes(parts) : Map.of())
                : CompletableFuture.completedFuture(Map.of());
    }

    private Map<PortNumber, Long> bytes(List<OFQueueStatsReply> parts) {
        Map<PortNumber, Long> bytes = new HashMap<>();
        parts.stream()
                .flatMap(part -> part.getEntries().stream())
                .filter(entry -> entry.getQueueId() == queueId)
                .forEach(entry -> FoundRules.port(entry.getPortNo())
                        .ifPresent(port -> bytes.put(port, entry.getTxBytes().getValue())));
        return bytes;
    }

    private Set<PortNumber> ports(List<OFQueueStatsReply> parts) {
        return parts.stream()
                .flatMap(part -> part.getEntries().stream())
                .filter(entry -> entry.getQueueId() == queueId)
                .flatMap(entry -> FoundRules.port(entry.getPortNo()).stream())
                .collect(Collectors.toUnmodifiableSet());
    }
}

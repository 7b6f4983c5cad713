package org.ebbcast.orchestrator.life;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.ebbcast.orchestrator.config.OrchestratorConfig;
import org.ebbcast.orchestrator.config.WithoutQueue;
import org.ebbcast.orchestrator.load.PortDirection;
import org.ebbcast.orchestrator.plan.FabricGraph;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.PortNumber;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which switch ports have the queue that lets image data yield within a packet, and what protects the foreground where
 * it lacks or does nothing. What is not known is not capped, but not relied on either. Owned by the orchestrator's loop.
 */
final class Queues {
    private static final Logger LOG = LoggerFactory.getLogger(Queues.class);

    private final OrchestratorConfig config;
    private final Predicate<PortDirection> inVain;
    private final Map<DatapathId, Set<PortNumber>> present = new HashMap<>();
    private final Map<DatapathId, Set<PortNumber>> told = new HashMap<>();

    /** @param inVain whether a place's queue stands still while image data passes */
    Queues(OrchestratorConfig config, Predicate<PortDirection> inVain) {
        this.config = config;
        this.inVain = inVain;
    }

    void read(DatapathId datapathId, Set<PortNumber> withQueue, FabricGraph fabric) {
        present.put(datapathId, Set.copyOf(withQueue));
        Set<PortNumber> lacking = new TreeSet<>();
        for (int arc = 0; arc < fabric.graph().arcCount(); arc++) {
            PortDirection where = fabric.arc(arc).measuredAt();
            if (where.at().datapathId().equals(datapathId) && isMissing(where)) {
                lacking.add(where.at().port());
            }
        }
        Set<PortNumber> before = Optional.ofNullable(told.put(datapathId, lacking)).orElse(Set.of());
        if (!lacking.isEmpty() && !before.equals(lacking)) {
            LOG.warn("switch {}: ports {} lack queue {}, or nothing goes through it: {}",
                    datapathId, lacking, config.pipeline().queueId(), consequence());
        } else if (lacking.isEmpty() && !before.isEmpty()) {
            LOG.info("switch {}: every port has queue {} now", datapathId, config.pipeline().queueId());
        }
    }

    private String consequence() {
        switch (config.withoutQueue()) {
            case CAP:
                return "foreground there is protected by the rate alone, capped at " + config.queuelessShare()
                        + " of what is idle (settings 'without-queue', 'queueless-share')";
            case REFUSE:
                return "nothing is sent there (setting 'without-queue')";
            default:
                return "it is taken to be there, because 'without-queue' is 'ignore'";
        }
    }

    /** Whether the place is known to lack the queue; a host's uplink has the host's own. */
    boolean isMissing(PortDirection where) {
        return isKnown(where)
                && (!present.get(where.at().datapathId()).contains(where.at().port()) || inVain.test(where));
    }

    boolean isKnown(PortDirection where) {
        return where.isSent() && present.containsKey(where.at().datapathId());
    }

    /** Whether the place is known or said to have it: then a burst of the foreground passes ahead within a packet. */
    boolean isPresent(PortDirection where) {
        return where.isSent()
                ? config.withoutQueue() == WithoutQueue.IGNORE || isKnown(where) && !isMissing(where)
                : config.uplinkQueue();
    }

    /** Part of the idle bandwidth there that may be used. */
    double share(PortDirection where) {
        if (config.withoutQueue() == WithoutQueue.IGNORE || !isMissing(where)) {
            return 1;
        }
        return config.withoutQueue() == WithoutQueue.CAP ? config.queuelessShare() : 0;
    }
}

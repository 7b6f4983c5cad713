package org.ebbcast.orchestrator.life;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.ebbcast.rules.DatapathId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Switches that took no rules twice in a row. Trees go around them for a while; a switch that connects anew or takes
 * rules again is as good as any. Owned by the orchestrator's loop.
 */
final class Refusers {
    static final Duration AVOIDED = Duration.ofSeconds(60);
    private static final Logger LOG = LoggerFactory.getLogger(Refusers.class);
    private static final int IN_A_ROW = 2;

    private final Map<DatapathId, Integer> inARow = new HashMap<>();
    private final Map<DatapathId, Long> sinceNanos = new HashMap<>();

    /** Returns whether trees go around the switch from now on. */
    boolean refused(Refusal refusal, long nowNanos) {
        if (refusal.datapathId().isEmpty()) {
            return false;
        }
        DatapathId datapathId = refusal.datapathId().get();
        boolean enough = inARow.merge(datapathId, 1, Integer::sum) >= IN_A_ROW;
        if (enough) {
            inARow.remove(datapathId);
            sinceNanos.put(datapathId, nowNanos);
            LOG.warn("{}; trees go around it for {} s", refusal.detail(), AVOIDED.toSeconds());
        }
        return enough;
    }

    void accepted(Stream<DatapathId> switches) {
        switches.forEach(inARow::remove);
    }

    void connected(DatapathId datapathId) {
        inARow.remove(datapathId);
        sinceNanos.remove(datapathId);
    }

    /** The switches that trees go around now. */
    Set<DatapathId> avoided(long nowNanos) {
        sinceNanos.values().removeIf(since -> nowNanos - since >= AVOIDED.toNanos());
        return new TreeSet<>(sinceNanos.keySet());
    }
}

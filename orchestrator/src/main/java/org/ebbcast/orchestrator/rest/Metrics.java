package org.ebbcast.orchestrator.rest;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ebbcast.orchestrator.Orchestrator;
import org.ebbcast.orchestrator.life.Counters.Count;
import org.ebbcast.orchestrator.view.AgentView;
import org.ebbcast.orchestrator.view.DistributionState;

/** Counters and gauges in Prometheus' text format 0.0.4. */
final class Metrics {
    private static final String PREFIX = "ebbcast_";

    private Metrics() {}

    static String text(Orchestrator orchestrator, List<AgentView> agents) {
        StringBuilder text = new StringBuilder();
        for (Count count : Count.values()) {
            String name = PREFIX + count.name().toLowerCase(Locale.ROOT) + "_total";
            line(text, name, "counter", orchestrator.counters().value(count));
        }
        line(text, PREFIX + "queued_events", "gauge", orchestrator.queuedEvents());
        line(text, PREFIX + "switches", "gauge", orchestrator.fabric().switches().size());
        line(text, PREFIX + "links", "gauge", orchestrator.fabric().links().size() / 2);
        line(text, PREFIX + "agents_connected", "gauge", agents.stream().filter(AgentView::connected).count());
        Map<DistributionState, Long> states = new EnumMap<>(DistributionState.class);
        orchestrator.distributions().forEach(view -> states.merge(view.state(), 1L, Long::sum));
        text.append("# TYPE ").append(PREFIX).append("distributions gauge\n");
        for (DistributionState state : DistributionState.values()) {
            text.append(PREFIX).append("distributions{state=\"").append(state).append("\"} ");
            text.append(states.getOrDefault(state, 0L)).append('\n');
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String type, long value) {
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
        text.append(name).append(' ').append(value).append('\n');
    }
}

package org.ebbcast.orchestrator.view;

import java.util.List;
import org.ebbcast.rules.DatapathId;

/** The fabric with its loads as it was at one moment. Immutable. */
public final class TopologyView {
    private final List<DatapathId> switches;
    private final List<TopologyHostView> hosts;
    private final List<TopologyLinkView> links;

    private TopologyView(List<DatapathId> switches, List<TopologyHostView> hosts, List<TopologyLinkView> links) {
        this.switches = List.copyOf(switches);
        this.hosts = List.copyOf(hosts);
        this.links = List.copyOf(links);
    }

    /** See the accessors for units. */
    public static TopologyView of(
            List<DatapathId> switches,
            List<TopologyHostView> hosts,
            List<TopologyLinkView> links) {
        return new TopologyView(switches, hosts, links);
    }

    public List<DatapathId> switches() {
        return switches;
    }

    public List<TopologyHostView> hosts() {
        return hosts;
    }

    /** Every direction an entry, host links included. */
    public List<TopologyLinkView> links() {
        return links;
    }
}

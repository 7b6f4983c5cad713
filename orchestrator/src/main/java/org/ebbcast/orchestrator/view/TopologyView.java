package org.ebbcast.orchestrator.view;

import java.util.List;
import org.ebbcast.orchestrator.config.WithoutQueue;
import org.ebbcast.rules.DatapathId;

/** The fabric with its loads as it was at one moment. Immutable. */
public final class TopologyView {
    private final List<DatapathId> switches;
    private final List<TopologyHostView> hosts;
    private final List<TopologyLinkView> links;
    private final WithoutQueue withoutQueue;

    private TopologyView(
            List<DatapathId> switches,
            List<TopologyHostView> hosts,
            List<TopologyLinkView> links,
            WithoutQueue withoutQueue) {
        this.switches = List.copyOf(switches);
        this.hosts = List.copyOf(hosts);
        this.links = List.copyOf(links);
        this.withoutQueue = withoutQueue;
    }

    /** See the accessors for units. */
    public static TopologyView of(
            List<DatapathId> switches,
            List<TopologyHostView> hosts,
            List<TopologyLinkView> links,
            WithoutQueue withoutQueue) {
        return new TopologyView(switches, hosts, links, withoutQueue);
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

    /** What protects foreground traffic where a port lacks the queue of image data. */
    public WithoutQueue withoutQueue() {
        return withoutQueue;
    }
}

package org.ebbcast.controller.internal.fabric;

import java.util.List;
import org.ebbcast.orchestrator.port.Topology;
import org.ebbcast.rules.ConnectPoint;
import org.ebbcast.rules.DatapathId;

/** What the shell does for the core, in order. */
public sealed interface Effect {
    /** Sends a frame out of a port. */
    record SendFrame(ConnectPoint outOf, byte[] frame) implements Effect {}

    /** Changes base rules of one switch, in this order. */
    record ChangeRules(DatapathId datapathId, List<RuleChange> changes) implements Effect {}

    /** Tells listeners. */
    record TopologyChanged(Topology topology) implements Effect {}
}

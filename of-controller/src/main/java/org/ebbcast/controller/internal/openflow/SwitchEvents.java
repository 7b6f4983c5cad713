package org.ebbcast.controller.internal.openflow;

import java.util.List;
import org.ebbcast.controller.internal.fabric.SwitchPort;
import org.projectfloodlight.openflow.protocol.OFMessage;

/** Hears of switches, on the event loop. */
interface SwitchEvents {
    /** The handshake is over; this is what the switch looks like. Replaces an earlier session of the same switch. */
    void ready(SwitchSession session, List<SwitchPort> ports, FoundRules found);

    /** A packet-in or a port status of a ready switch. */
    void received(SwitchSession session, OFMessage message);

    /** A ready switch is gone. */
    void closed(SwitchSession session, String reason);
}

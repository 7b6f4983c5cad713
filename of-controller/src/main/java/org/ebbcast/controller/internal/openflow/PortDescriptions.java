package org.ebbcast.controller.internal.openflow;

import java.util.Optional;
import org.ebbcast.controller.internal.fabric.SwitchPort;
import org.projectfloodlight.openflow.protocol.OFPortConfig;
import org.projectfloodlight.openflow.protocol.OFPortDesc;
import org.projectfloodlight.openflow.protocol.OFPortState;

/** Port descriptions as the core understands them. */
final class PortDescriptions {
    private static final long BITS_PER_KILOBIT = 1_000;

    private PortDescriptions() {}

    /** Empty for ports that are not physical, such as the switch's own. */
    static Optional<SwitchPort> read(OFPortDesc description) {
        boolean up = !description.getConfig().contains(OFPortConfig.PORT_DOWN)
                && !description.getState().contains(OFPortState.LINK_DOWN);
        return FoundRules.port(description.getPortNo())
                .map(number -> new SwitchPort(number, up, description.getCurrSpeed() * BITS_PER_KILOBIT));
    }
}

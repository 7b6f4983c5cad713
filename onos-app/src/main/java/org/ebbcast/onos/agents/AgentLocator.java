package org.ebbcast.onos.agents;

import org.ebbcast.orchestrator.port.AgentPort;
import org.ebbcast.orchestrator.port.FabricPort;
import org.ebbcast.protocol.AgentMessage;
import org.ebbcast.protocol.DataInterface;
import org.ebbcast.protocol.Hello;
import org.ebbcast.protocol.HostId;
import org.ebbcast.rules.Ipv4Address;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has ONOS look for hosts that it has never seen: an agent says its address when it connects, and a host that is not
 * among ONOS's hosts is probed, so that its answer tells the switch port. Stateless.
 */
public final class AgentLocator implements AgentPort.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(AgentLocator.class);

    private final FabricPort fabric;

    public AgentLocator(FabricPort fabric) {
        this.fabric = fabric;
    }

    @Override
    public void connected(HostId host, Hello hello) {
        for (DataInterface dataInterface : hello.interfaces()) {
            try {
                Ipv4Address address = Ipv4Address.parse(dataInterface.ipv4());
                if (fabric.topology().attachments().stream()
                        .noneMatch(attachment -> attachment.ipv4().equals(address))) {
                    fabric.probe(address);
                }
            } catch (IllegalArgumentException e) {
                LOG.warn("agent {} reports an interface that cannot be used: {}", host, e.getMessage());
            }
        }
    }

    @Override
    public void disconnected(HostId host, String reason) {
        // where it is attached does not change by that
    }

    @Override
    public void received(HostId host, AgentMessage message) {
        // nothing after the hello moves a host
    }
}

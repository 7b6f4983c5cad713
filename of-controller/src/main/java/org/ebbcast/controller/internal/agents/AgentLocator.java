package org.ebbcast.controller.internal.agents;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.ebbcast.orchestrator.port.AgentPort;
import org.ebbcast.protocol.AgentMessage;
import org.ebbcast.protocol.DataInterface;
import org.ebbcast.protocol.Hello;
import org.ebbcast.protocol.HostId;
import org.ebbcast.rules.Ipv4Address;

/**
 * Has the fabric look for the data interfaces of connected agents: a host that only ever received would never be seen
 * otherwise. Called by the agent port, one call at a time.
 */
public final class AgentLocator implements AgentPort.Listener {
    private final Consumer<Set<Ipv4Address>> wanted;
    private final Map<HostId, List<Ipv4Address>> addresses = new HashMap<>();

    /** @param wanted told all addresses to look for, whenever they change */
    public AgentLocator(Consumer<Set<Ipv4Address>> wanted) {
        this.wanted = wanted;
    }

    @Override
    public void connected(HostId host, Hello hello) {
        addresses.put(
                host,
                hello.interfaces().stream()
                        .map(DataInterface::ipv4)
                        .map(Ipv4Address::parse)
                        .toList());
        tell();
    }

    @Override
    public void disconnected(HostId host, String reason) {
        addresses.remove(host);
        tell();
    }

    @Override
    public void received(HostId host, AgentMessage message) {
        // What agents say after their hello does not move them.
    }

    private void tell() {
        Set<Ipv4Address> all = new HashSet<>();
        addresses.values().forEach(all::addAll);
        wanted.accept(all);
    }
}

package org.ebbcast.orchestrator.life;

import java.util.Optional;
import org.ebbcast.orchestrator.port.Topology;
import org.ebbcast.protocol.DataInterface;
import org.ebbcast.protocol.Hello;
import org.ebbcast.protocol.HostId;

/** An agent that said hello at least once. Owned by the {@link AgentDirectory}. */
final class Agent {
    final HostId host;
    Hello hello;
    boolean connected = true;
    long freeBytes;
    long lostAtNanos;
    Optional<Topology.Attachment> attachment = Optional.empty();
    Optional<DataInterface> dataInterface = Optional.empty();

    Agent(HostId host, Hello hello) {
        this.host = host;
        this.hello = hello;
        freeBytes = hello.freeBytes();
    }

    /** Finds the first interface that the fabric sees. */
    void attach(Topology topology) {
        attachment = Optional.empty();
        dataInterface = hello.interfaces().stream().findFirst();
        for (DataInterface candidate : hello.interfaces()) {
            Optional<Topology.Attachment> seen = topology.attachments().stream()
                    .filter(a -> a.mac().equalsIgnoreCase(candidate.mac())
                            || a.ipv4().toString().equals(candidate.ipv4()))
                    .findFirst();
            if (seen.isPresent()) {
                attachment = seen;
                dataInterface = Optional.of(candidate);
                return;
            }
        }
    }

    /** IP MTU of the data interface, bytes. */
    int mtuBytes() {
        return dataInterface.map(DataInterface::mtuBytes).filter(mtu -> mtu > 0).orElse(1500);
    }
}

package org.ebbcast.agent;

import java.net.InetSocketAddress;
import org.ebbcast.agent.registry.RackNeighbours;
import org.ebbcast.protocol.ControllerMessage;
import org.ebbcast.protocol.ReceiveShipment;
import org.ebbcast.protocol.Refused;
import org.ebbcast.protocol.Welcome;
import org.ebbcast.protocol.channel.AgentClient;

/**
 * Reads along who the controller says is in this rack, and passes everything on.
 *
 * @param next the listener proper
 */
record NeighbourWatch(RackNeighbours neighbours, AgentClient.Listener next) implements AgentClient.Listener {
    @Override
    public void welcomed(Welcome welcome, InetSocketAddress controller) {
        next.welcomed(welcome, controller);
    }

    @Override
    public void received(ControllerMessage message) {
        if (message instanceof ReceiveShipment shipment) {
            neighbours.learn(shipment.neighbours());
        }
        next.received(message);
    }

    @Override
    public void refused(Refused refused) {
        next.refused(refused);
    }

    @Override
    public void disconnected(String reason) {
        next.disconnected(reason);
    }
}

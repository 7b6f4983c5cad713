package org.ebbcast.orchestrator.port;

import org.ebbcast.protocol.AgentMessage;
import org.ebbcast.protocol.ControllerMessage;
import org.ebbcast.protocol.Hello;
import org.ebbcast.protocol.HostId;

/** The agents as the orchestrator sees them. */
public interface AgentPort {
    /** Queues a message; does nothing if the agent is not connected, which the listener hears of on its own. */
    void send(HostId host, ControllerMessage message);

    /** From now on tells {@code listener}, beginning with a {@code connected} for each agent that already is. */
    void addListener(Listener listener);

    /** Hears of agents; called from any thread, in order for any one agent. */
    interface Listener {
        /** An agent said hello and was welcomed; replaces an earlier connection of the same host. */
        void connected(HostId host, Hello hello);

        /** The connection is gone, for this reason. */
        void disconnected(HostId host, String reason);

        /** Never a {@link Hello}. */
        void received(HostId host, AgentMessage message);
    }
}

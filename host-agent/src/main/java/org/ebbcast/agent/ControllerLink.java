package org.ebbcast.agent;

import java.util.Optional;
import org.ebbcast.agent.session.Reports;
import org.ebbcast.protocol.AgentMessage;
import org.ebbcast.protocol.channel.AgentClient;

/** Reports go to the controller through the client, which is made after those who report. Thread-safe. */
final class ControllerLink implements Reports {
    private volatile Optional<AgentClient> client = Optional.empty();

    void connect(AgentClient client) {
        this.client = Optional.of(client);
    }

    @Override
    public void send(AgentMessage message) {
        client.ifPresent(connected -> connected.send(message));
    }
}

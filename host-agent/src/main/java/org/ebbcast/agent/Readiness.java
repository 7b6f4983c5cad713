package org.ebbcast.agent;

import java.util.Optional;
import org.ebbcast.agent.net.ReceiveLoop;
import org.ebbcast.agent.net.SendLoop;
import org.ebbcast.agent.session.AgentControl;

/** Why the agent cannot take part in a distribution just now. Thread-safe. */
final class Readiness {
    private record Parts(AgentControl control, ReceiveLoop receiveLoop, SendLoop sendLoop) {}

    private volatile Optional<Parts> parts = Optional.empty();

    void started(AgentControl control, ReceiveLoop receiveLoop, SendLoop sendLoop) {
        parts = Optional.of(new Parts(control, receiveLoop, sendLoop));
    }

    void ending() {
        parts = Optional.empty();
    }

    /** For people; empty when the agent is ready. */
    Optional<String> unreadiness() {
        Optional<Parts> now = parts;
        if (now.isEmpty()) {
            return Optional.of("the agent is starting or ending");
        }
        if (!now.get().receiveLoop().isAlive() || !now.get().sendLoop().isAlive()) {
            return Optional.of("the transport has failed; restart the agent, its log says why");
        }
        return now.get().control().isConnected() ? Optional.empty() : Optional.of("no controller is connected");
    }
}

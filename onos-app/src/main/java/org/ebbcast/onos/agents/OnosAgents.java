package org.ebbcast.onos.agents;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.ebbcast.orchestrator.port.AgentPort;
import org.ebbcast.protocol.AgentMessage;
import org.ebbcast.protocol.ControllerMessage;
import org.ebbcast.protocol.Hello;
import org.ebbcast.protocol.HostId;
import org.ebbcast.protocol.channel.AgentServer;
import org.ebbcast.protocol.channel.AgentServerConfig;

/**
 * The agent port: a server inside ONOS, which only the leading instance runs, so that agents that know several
 * instances find the leader by trying them. Thread-safe: one lock orders what listeners hear; they return at once.
 */
public final class OnosAgents implements AgentPort, AutoCloseable {
    private final Map<HostId, Hello> present = new LinkedHashMap<>();
    private final List<Listener> listeners = new ArrayList<>();
    private final AgentServer server;

    private OnosAgents(AgentServerConfig config) {
        server = AgentServer.start(config, new Events());
    }

    /** @throws java.io.UncheckedIOException naming the address, if it cannot be bound */
    public static OnosAgents start(AgentServerConfig config) {
        return new OnosAgents(config);
    }

    /** The TCP port that agents connect to. */
    public int port() {
        return server.localAddress().getPort();
    }

    @Override
    public void send(HostId host, ControllerMessage message) {
        server.send(host, message);
    }

    @Override
    public synchronized void addListener(Listener listener) {
        listeners.add(listener);
        present.forEach(listener::connected);
    }

    private synchronized void tell(Consumer<Map<HostId, Hello>> change, Consumer<Listener> news) {
        change.accept(present);
        listeners.forEach(news);
    }

    @Override
    public void close() {
        server.close();
    }

    private final class Events implements AgentServer.Listener {
        @Override
        public void connected(HostId host, Hello hello) {
            tell(agents -> agents.put(host, hello), listener -> listener.connected(host, hello));
        }

        @Override
        public void disconnected(HostId host, String reason) {
            tell(agents -> agents.remove(host), listener -> listener.disconnected(host, reason));
        }

        @Override
        public void received(HostId host, AgentMessage message) {
            tell(agents -> {}, listener -> listener.received(host, message));
        }
    }
}

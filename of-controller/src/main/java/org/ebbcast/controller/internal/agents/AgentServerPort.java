package org.ebbcast.controller.internal.agents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
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
 * The server that agents connect to, as a port. Thread-safe: one lock orders what listeners hear, so that one that comes
 * late hears of every agent exactly once; listeners return at once and are called under it.
 */
public final class AgentServerPort implements AgentPort, AutoCloseable {
    private final Map<HostId, Hello> connected = new LinkedHashMap<>();
    private final List<Listener> listeners = new ArrayList<>();
    private final AgentServer server;

    private AgentServerPort(AgentServerConfig config) {
        server = AgentServer.start(config, new Events());
    }

    /** @throws IOException naming the address, if it cannot be listened on */
    public static AgentServerPort start(AgentServerConfig config) throws IOException {
        try {
            return new AgentServerPort(config);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public void send(HostId host, ControllerMessage message) {
        server.send(host, message);
    }

    @Override
    public synchronized void addListener(Listener listener) {
        listeners.add(listener);
        connected.forEach(listener::connected);
    }

    /** Where agents connect to; tells the port that was chosen for port 0. */
    public InetSocketAddress localAddress() {
        return server.localAddress();
    }

    @Override
    public void close() {
        server.close();
    }

    private synchronized void tell(Runnable change, Consumer<Listener> what) {
        change.run();
        listeners.forEach(what);
    }

    private final class Events implements AgentServer.Listener {
        @Override
        public void connected(HostId host, Hello hello) {
            tell(() -> connected.put(host, hello), listener -> listener.connected(host, hello));
        }

        @Override
        public void disconnected(HostId host, String reason) {
            tell(() -> connected.remove(host), listener -> listener.disconnected(host, reason));
        }

        @Override
        public void received(HostId host, AgentMessage message) {
            tell(() -> {}, listener -> listener.received(host, message));
        }
    }
}

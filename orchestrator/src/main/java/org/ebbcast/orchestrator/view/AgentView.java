package org.ebbcast.orchestrator.view;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ebbcast.protocol.HostId;
import org.ebbcast.rules.ConnectPoint;

/** An agent that said hello at least once. Immutable. */
public final class AgentView {
    private final HostId host;
    private final List<InterfaceView> interfaces;
    private final boolean connected;
    private final Map<String, String> labels;
    private final boolean docker;
    private final long freeBytes;
    private final Optional<ConnectPoint> attachedTo;
    private final String agentVersion;

    private AgentView(
            HostId host,
            List<InterfaceView> interfaces,
            boolean connected,
            Map<String, String> labels,
            boolean docker,
            long freeBytes,
            Optional<ConnectPoint> attachedTo,
            String agentVersion) {
        this.host = host;
        this.interfaces = List.copyOf(interfaces);
        this.connected = connected;
        this.labels = Map.copyOf(labels);
        this.docker = docker;
        this.freeBytes = freeBytes;
        this.attachedTo = attachedTo;
        this.agentVersion = agentVersion;
    }

    /** See the accessors for units. */
    public static AgentView of(
            HostId host,
            List<InterfaceView> interfaces,
            boolean connected,
            Map<String, String> labels,
            boolean docker,
            long freeBytes,
            Optional<ConnectPoint> attachedTo,
            String agentVersion) {
        return new AgentView(host, interfaces, connected, labels, docker, freeBytes, attachedTo, agentVersion);
    }

    public HostId host() {
        return host;
    }

    public List<InterfaceView> interfaces() {
        return interfaces;
    }

    public boolean connected() {
        return connected;
    }

    public Map<String, String> labels() {
        return labels;
    }

    /** Whether a Docker engine answers there. */
    public boolean docker() {
        return docker;
    }

    /** That its store may still take. */
    public long freeBytes() {
        return freeBytes;
    }

    /** Where the fabric sees it. */
    public Optional<ConnectPoint> attachedTo() {
        return attachedTo;
    }

    public String agentVersion() {
        return agentVersion;
    }
}
